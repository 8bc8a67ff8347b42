"""Two channels compared pixel by pixel: whether they lie in the same places."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.columns import columns
from tabscope.operations.inputs import as_float, check, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Mask, Param, TableOut, operation, whole
from tabscope.table import Table

STEPS = 256
"""Thresholds that Costes' method tries, at most."""


@operation(
    "measure.colocalisation",
    version=1,
    locality=whole("correlation is taken over the whole image"),
    needs=("scipy.stats",),
    title="Measure colocalisation",
    cite="Manders et al. 1993, doi:10.1111/j.1365-2818.1993.tb03313.x; Costes et al. 2004, "
    "doi:10.1529/biophysj.103.038422; scikit-image: skimage.measure.pearson_corr_coeff, manders_coloc_coeff",
    bytes_per_pixel=120,
)
def colocalisation(
    first: Intensity,
    second: Intensity,
    mask: Mask | None = None,
    repeats: Annotated[
        int, Param(ge=0, le=1000, soft=200, help="How often blocks are shuffled to see what chance gives; 0: never.")
    ] = 0,
    block: Annotated[
        int, Param(ge=1, le=200, soft=20, advanced=True, help="Side of the blocks, about the width of a blurred point.")
    ] = 5,
    seed: Annotated[int, Param(ge=0, le=2**31 - 1, advanced=True, help="Equal seeds shuffle alike.")] = 0,
    notes: Notes | None = None,
) -> TableOut:
    """Measure how far two channels lie in the same places, as a table with one row.

    Over the pixels of the mask, or all; pixels without a number in either channel are left out. Thresholds are Costes':
    the highest pair on the regression line below which the channels do not correlate. ``coloc_p`` is the share of
    shuffled images (blocks of the second channel, seeded) whose Pearson coefficient is at least as high.
    """
    title = "Measure colocalisation"
    one, other = as_float(check(first, title)).astype(np.float64), as_float(check(second, title)).astype(np.float64)
    same_shape(one, other, title)
    if mask is not None:
        same_shape(one, mask, title)
    inside = np.isfinite(one) & np.isfinite(other) & (True if mask is None else mask != 0)
    a, b = one[inside], other[inside]
    low_a, low_b = _costes(a, b)
    values: dict[str, float] = {
        "pearson": _pearson(a, b), "spearman": _spearman(a, b), "overlap": _ratio((a * b).sum(), _root(a, b)),
        "manders_m1": _ratio(a[b > low_b].sum(), a.sum()), "manders_m2": _ratio(b[a > low_a].sum(), b.sum()),
        "costes_threshold_1": low_a, "costes_threshold_2": low_b,
    }  # fmt: skip
    if repeats:
        values["coloc_p"] = _chance(one, other, inside, values["pearson"], repeats, block, seed)
    if a.size < 3 and notes is not None:
        notes.say("There are too few pixels to compare.")
    return Table(columns([(name, np.array([value])) for name, value in values.items()]))


def _root(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.sqrt((a * a).sum() * (b * b).sum()))


def _ratio(part: float, total: float) -> float:
    return float(part / total) if total > 0 else float("nan")


def _pearson(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the correlation; NaN where a channel does not vary, or by less than numbers can square."""
    if a.size < 3:
        return float("nan")
    apart_a, apart_b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((apart_a * apart_a).sum()) * np.sqrt((apart_b * apart_b).sum()))
    return float((apart_a * apart_b).sum() / spread) if spread > 0 else float("nan")


def _spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    from scipy import stats

    return _pearson(stats.rankdata(a), stats.rankdata(b)) if a.size else float("nan")


def _costes(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, float]:
    """Return Costes' thresholds: down the line of orthogonal regression until the rest does not correlate."""
    if not a.size or np.isnan(_pearson(a, b)):
        return float("nan"), float("nan")
    spread_a, spread_b, both = float(a.var()), float(b.var()), float(np.cov(a, b, bias=True)[0, 1])
    if both <= 0:
        return float(a.max()), float(b.max())
    slope = (spread_b - spread_a + np.sqrt((spread_b - spread_a) ** 2 + 4 * both**2)) / (2 * both)
    offset = float(b.mean() - slope * a.mean())
    for level in np.linspace(a.max(), a.min(), STEPS):
        below = (a <= level) | (b <= slope * level + offset)
        rest = _pearson(a[below], b[below])
        if np.isnan(rest) or rest <= 0:
            return float(level), float(slope * level + offset)
    return float(a.min()), float(b.min())


def _chance(
    one: NDArray[Any], other: NDArray[Any], inside: NDArray[np.bool_], seen: float, repeats: int, block: int, seed: int
) -> float:
    """Return the share of shuffled second channels that correlate at least as much as the true one."""
    if np.isnan(seen):
        return float("nan")
    random = np.random.default_rng(seed)
    height, width = (size // block for size in one.shape[-2:])
    if height * width < 2:
        return float("nan")
    cut = (slice(None),) * (one.ndim - 2) + (slice(0, height * block), slice(0, width * block))
    tiles = other[cut].reshape(-1, height, block, width, block).swapaxes(2, 3).reshape(-1, height * width, block, block)
    kept, values = inside[cut], one[cut]
    higher = 0
    for _ in range(repeats):
        mixed = tiles[:, random.permutation(height * width)].reshape(-1, height, width, block, block)
        shuffled = mixed.swapaxes(2, 3).reshape(values.shape)
        there = kept & np.isfinite(shuffled)
        higher += _pearson(values[there], shuffled[there]) >= seen
    return higher / repeats
