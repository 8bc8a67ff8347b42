"""Training a forest: from examples with their classes to trees (`tabscope.operations.forest`).

Trees are grown on bootstrap samples with a few features to choose from at every level (Breiman 2001), and a leaf that
few examples reached leans on the leaf above it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.forest import DEPTH, SURE, Forest

TREES = 64
BINS = 64
"""Thresholds of a feature lie between so many groups of equally many examples."""

MOST = 5000
"""Examples of one class that are used; of more, so many are drawn by chance."""

LEAST_GAIN = 1e-6
"""A question that parts the classes by less is not asked."""

PATCHES = 20
"""Examples that lie together, about a twentieth of a class, go into a tree's sample or stay out of it as one."""


@dataclass(frozen=True)
class Trained:
    """A forest with what was learnt about it: ``accuracy`` out of bag, and the share of each feature in the choice."""

    forest: Forest
    accuracy: float
    weights: NDArray[np.float64]


def grow(values: NDArray[np.float32], classes: NDArray[np.int64], images: int, seed: int = 0) -> Trained:
    """Train a forest.

    Parameters
    ----------
    values : numpy.ndarray
        Features of the examples, (examples, features), finite; examples that lie together follow one another.
    classes : numpy.ndarray
        The class of each, from 0. Each class that has examples counts alike, however many it has.
    images : int
        How many images the features were taken from.
    seed : int
        Of what is left to chance. Equal examples and seeds give equal forests, natively and in the tab.
    """
    chance = _Chance(seed)
    kept = _drawn(classes, chance)
    values, classes = values[kept], classes[kept]
    number, patches = int(classes.max()) + 1, _patches(classes)
    edges = [_edges(column) for column in values.T]
    bins = np.stack([np.searchsorted(edge, column, "left") for edge, column in zip(edges, values.T, strict=True)])
    counts = np.bincount(classes, minlength=number)
    weight = classes.size / (np.count_nonzero(counts) * np.maximum(counts, 1)) * (counts > 0)
    examples = _Examples(bins, edges, classes, weight)
    grown, outside = list[_Tree](), np.zeros((classes.size, number))
    for _ in range(TREES):
        count = _bootstrap(classes, patches, chance)
        tree, leaf = _tree(examples, count, chance)
        grown.append(tree)
        outside[count == 0] += tree.leaves[leaf[count == 0]]
    judged = outside.any(axis=1)
    right = float((outside.argmax(axis=1) == classes)[judged].mean()) if judged.any() else float("nan")
    gains = np.sum([tree.gains for tree in grown], axis=0)
    forest = Forest(
        np.stack([tree.features for tree in grown]), np.stack([tree.thresholds for tree in grown]),
        np.stack([tree.leaves for tree in grown]), images,
    )  # fmt: skip
    return Trained(forest, right, gains / max(float(gains.sum()), 1e-12))


class _Chance:
    """Numbers by chance, the same on every platform, without numpy.random, which the tab would have to fetch first.

    Steele et al. 2014, "Fast splittable pseudorandom number generators" (SplitMix64).
    """

    def __init__(self, seed: int) -> None:
        self._state = np.uint64(seed)

    def random(self, count: int) -> NDArray[np.float64]:
        """Return so many numbers from 0 to 1."""
        mixed = self._state + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        self._state = mixed[-1]
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


@dataclass(frozen=True)
class _Examples:
    """Examples as trees see them: the group of each value, (features, examples), the class, and what each class weighs.

    A value above edge number b of its feature is in a group above b.
    """

    bins: NDArray[np.int64]
    edges: list[NDArray[np.float32]]
    classes: NDArray[np.int64]
    weight: NDArray[np.float64]


@dataclass(frozen=True)
class _Tree:
    features: NDArray[np.uint8]
    thresholds: NDArray[np.float32]
    leaves: NDArray[np.uint8]
    gains: NDArray[np.float64]


def _drawn(classes: NDArray[np.int64], chance: _Chance) -> NDArray[np.int64]:
    """Return which examples are used, in their order."""
    kept: list[NDArray[np.int64]] = []
    for one in np.unique(classes):
        members = np.flatnonzero(classes == one)
        kept.append(members[np.argsort(chance.random(members.size), kind="stable")[:MOST]])
    return np.sort(np.concatenate(kept))


def _patches(classes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the patch of each example: runs of one class in their order, at least twenty of each class."""
    patch, begun = np.zeros(classes.size, np.int64), 0
    for one in np.unique(classes):
        members = np.flatnonzero(classes == one)
        size = max(1, members.size // PATCHES)
        patch[members] = begun + np.arange(members.size) // size
        begun = int(patch[members].max()) + 1
    return patch


def _edges(column: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return thresholds half-way between neighbouring values, about equally many examples apart."""
    known = np.sort(column)
    different = np.flatnonzero(known[1:] > known[:-1])
    if different.size >= BINS:
        places = np.searchsorted(different, np.linspace(0, known.size - 2, BINS + 1)[1:-1])
        different = np.unique(different[np.minimum(places, different.size - 1)])
    below, above = known[different], known[different + 1]
    return (below + (above - below) * np.float32(0.5)).astype(np.float32)


def _bootstrap(classes: NDArray[np.int64], patches: NDArray[np.int64], chance: _Chance) -> NDArray[np.int64]:
    """Return how often each example is in a tree's sample; patches are drawn for each class apart."""
    drawn = np.zeros(int(patches.max()) + 1, np.int64)
    for one in np.unique(classes):
        own = np.unique(patches[classes == one])
        drawn += np.bincount(own[(chance.random(own.size) * own.size).astype(np.int64)], minlength=drawn.size)
    return drawn[patches]


def _tree(examples: _Examples, count: NDArray[np.int64], chance: _Chance) -> tuple[_Tree, NDArray[np.int64]]:
    """Grow a tree on a sample, in which each example is so often; return it with the leaf of every example."""
    features, total = examples.bins.shape[0], examples.classes.size
    leaf, gains = np.zeros(total, np.int64), np.zeros(features)
    chosen, thresholds = np.zeros(DEPTH, np.uint8), np.full(DEPTH, np.inf, np.float32)
    likely = (examples.weight > 0)[None] / np.count_nonzero(examples.weight)
    few = round(features**0.5)
    for level in range(DEPTH):
        candidates = np.argsort(chance.random(features), kind="stable")[:few]
        gain, feature, split = _best_question(examples, count, leaf, 1 << level, candidates)
        if gain > LEAST_GAIN:
            chosen[level], thresholds[level] = feature, examples.edges[feature][split]
            gains[feature] += gain
            leaf |= (examples.bins[feature] > split).astype(np.int64) << level
        likely = _likely(examples, count, leaf, likely)
    return _Tree(chosen, thresholds, np.rint(likely * SURE).astype(np.uint8), gains), leaf


def _best_question(
    examples: _Examples, count: NDArray[np.int64], leaf: NDArray[np.int64], leaves: int, candidates: NDArray[np.int64]
) -> tuple[float, int, int]:
    """Return the gain, the feature and the threshold that part the classes best in all leaves together.

    The gain is that of the purity (one minus Gini's impurity), a share of all examples.
    """
    sample, leaf, leaves = _mixed(examples, count, leaf, leaves)
    if not leaves:
        return 0.0, 0, 0
    classes = examples.weight.size
    shape = (candidates.size, leaves, classes, BINS)
    cell = ((np.arange(candidates.size)[:, None] * leaves + leaf) * classes + examples.classes[sample]) * BINS
    cell += examples.bins[candidates][:, sample]
    often = np.broadcast_to(count[sample], cell.shape)
    held = np.bincount(cell.ravel(), often.ravel(), int(np.prod(shape))).reshape(shape) * examples.weight[:, None]
    below = np.cumsum(held, axis=3)
    every = below[..., -1:]
    gained = (_purity(below) + _purity(every - below) - _purity(every)).sum(axis=1)
    # The last digits of sums may differ between machines; equally good thresholds must not change places by them.
    gained = np.round(gained / examples.classes.size, 9)
    place, split = divmod(int(gained.argmax()), BINS)
    return float(gained[place, split]), int(candidates[place]), split


def _mixed(
    examples: _Examples, count: NDArray[np.int64], leaf: NDArray[np.int64], leaves: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the examples of a sample in leaves that hold several classes, and those leaves numbered anew."""
    classes = examples.weight.size
    held = np.bincount(leaf * classes + examples.classes, count, leaves * classes).reshape(leaves, classes)
    mixed = (held > 0).sum(axis=1) > 1
    sample = np.flatnonzero(mixed[leaf] & (count > 0))
    return sample, (np.cumsum(mixed) - 1)[leaf[sample]], int(mixed.sum())


def _purity(held: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squares of the classes' weights over their sum: all of it where there is one class only."""
    return (held * held).sum(axis=2) / np.maximum(held.sum(axis=2), 1e-12)


def _likely(
    examples: _Examples, count: NDArray[np.int64], leaf: NDArray[np.int64], above: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how likely the classes are in each leaf, (leaves, classes); each has one example from the leaf above."""
    leaves, classes = 2 * above.shape[0], examples.weight.size
    held = np.bincount(leaf * classes + examples.classes, count, leaves * classes).reshape(leaves, classes)
    held = held * examples.weight
    return (held + np.tile(above, (2, 1))) / (held.sum(axis=1, keepdims=True) + 1)
