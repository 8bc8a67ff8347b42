"""A random forest that numpy asks fast: trees that put one question to all their nodes of a level.

Each tree asks eight questions, "is feature f above threshold t?"; the answers are the bits of a number that says in
which leaf a pixel ends. Such trees (oblivious decision trees; Kohavi and Li 1995) need no walk from node to node, so
that a million pixels take numpy a fraction of a second. `tabscope.operations.forest_growth` trains them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEPTH = 8
"""Questions of a tree; more than eight answers would not fit into a byte."""

SURE = 255
"""What a leaf says of a class where all its examples were of it."""


@dataclass(frozen=True)
class Forest:
    """A trained forest.

    Attributes
    ----------
    features : numpy.ndarray
        Which feature each question is about; uint8, (trees, depth).
    thresholds : numpy.ndarray
        Above which value the answer is yes; float32, (trees, depth). Infinity is a question that was not needed.
    leaves : numpy.ndarray
        How likely each class is in each leaf, 0 to `SURE`; uint8, (trees, 2 ** depth, classes). The first question is
        the lowest bit of a leaf's number.
    images : int
        How many images the features were taken from.
    """

    features: NDArray[np.uint8]
    thresholds: NDArray[np.float32]
    leaves: NDArray[np.uint8]
    images: int

    @property
    def trees(self) -> int:
        """How many trees there are."""
        return self.features.shape[0]

    @property
    def classes(self) -> int:
        """How many classes it tells apart."""
        return self.leaves.shape[2]

    @property
    def asked(self) -> NDArray[np.uint8]:
        """The features that any question is about."""
        return np.unique(self.features[np.isfinite(self.thresholds)])


class Ballot:
    """Takes features one by one and counts the trees' votes on pixels.

    Parameters
    ----------
    forest : Forest
        Whom to ask.
    pixels : int
        How many pixels are asked about.
    """

    def __init__(self, forest: Forest, pixels: int) -> None:
        self._forest = forest
        self._leaf = np.zeros((forest.trees, pixels), np.uint8)
        self._yes = np.empty(pixels, np.bool_)

    def take(self, number: int, values: NDArray[np.float32]) -> None:
        """Answer all questions about one feature; ``values`` has one number per pixel."""
        flat = values.reshape(-1)
        for tree, level in np.argwhere(self._forest.features == number):
            threshold = self._forest.thresholds[tree, level]
            if np.isfinite(threshold):
                np.greater(flat, threshold, out=self._yes)
                self._leaf[tree] |= self._yes.view(np.uint8) << np.uint8(level)

    def votes(self, chosen: int | None = None) -> NDArray[np.uint16]:
        """Return the sum of what the trees say, (classes, pixels), or (pixels,) of one class; whole numbers."""
        classes = range(self._forest.classes) if chosen is None else [chosen]
        found = np.zeros((len(classes), self._yes.size), np.uint16)
        for tree, leaf in enumerate(self._leaf):
            for row, one in zip(found, classes, strict=True):
                row += self._forest.leaves[tree, :, one].take(leaf)
        return found if chosen is None else found[0]
