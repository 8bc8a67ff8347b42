"""The histogram that automatic thresholds are taken from, and robust figures of an image.

Only finite pixels between the 0.05 and the 99.95 percentile count, so that a few hot pixels never move a threshold.
Integers have one bin per value; floating point images have 4,096 equal bins between the two percentiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LOW, HIGH = 0.05, 99.95
BINS = 4096
LARGEST_EXACT_RANGE = 1 << 20
"""Integers that spread wider than this are binned like floats."""


@dataclass(frozen=True)
class Histogram:
    """Counts of pixels and the value each bin stands for; empty where the image has no finite pixel."""

    counts: NDArray[np.int64]
    centers: NDArray[np.float64]

    @property
    def flat(self) -> bool:
        """Whether fewer than two values occur, so that nothing can be told apart."""
        return int(np.count_nonzero(self.counts)) < 2

    def percentile(self, q: float) -> float:
        """Return the smallest value at or below which at least ``q`` percent of the counted pixels lie."""
        if not self.counts.any():
            return float("nan")
        total = np.cumsum(self.counts)
        return float(self.centers[np.searchsorted(total, q / 100 * total[-1])])

    def mean(self, low: float = -np.inf, high: float = np.inf) -> float:
        """Return the mean of the counted pixels with ``low`` < value <= ``high`` (NaN where there is none)."""
        inside = (self.centers > low) & (self.centers <= high)
        weight = self.counts[inside].sum()
        return float((self.counts[inside] * self.centers[inside]).sum() / weight) if weight else float("nan")


def histogram(image: NDArray[Any]) -> Histogram:
    """Return the histogram of an image.

    Parameters
    ----------
    image : numpy.ndarray
        Any shape; bool, integer or float.

    Returns
    -------
    Histogram
        Trimmed as the module says.
    """
    values = image.ravel()
    if values.dtype.kind == "b":
        values = values.view(np.uint8)
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        wide = values if finite.all() else values[finite]
        return _binned(wide.astype(np.float32) if wide.dtype == np.float16 else wide)  # sums need a wider range
    if values.size and int(values.max()) - int(values.min()) > LARGEST_EXACT_RANGE:
        return _binned(values.astype(np.float64))
    return _exact(values)


def otsu_value(counted: Histogram) -> float:
    """Return Otsu's threshold: the value that maximises the variance between the two groups; the lowest of equals."""
    counts, centers = counted.counts.astype(np.float64), counted.centers
    below, above = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
    mean_below = np.cumsum(counts * centers) / np.maximum(below, 1)
    mean_above = np.cumsum((counts * centers)[::-1])[::-1] / np.maximum(above, 1)
    variance = below[:-1] * above[1:] * (mean_below[:-1] - mean_above[1:]) ** 2
    return float(centers[int(np.argmax(variance))])


def li_value(counted: Histogram) -> float:
    """Return Li's threshold by the iteration of Li and Tam (1998), begun at the mean.

    Values are counted from the lowest one, as scikit-image does. It ends when a step is under half a bin.
    """
    lowest = counted.centers[0]
    values, counts = counted.centers - lowest, counted.counts.astype(np.float64)
    weighted = counts * values
    tolerance = (values[1] - values[0]) / 2
    current, previous = weighted.sum() / counts.sum(), -np.inf
    while abs(current - previous) > tolerance:
        previous = current
        fore = values > current
        mean_fore = weighted[fore].sum() / counts[fore].sum()
        mean_back = weighted[~fore].sum() / counts[~fore].sum()
        if mean_back <= 0:
            break
        current = (mean_back - mean_fore) / (np.log(mean_back) - np.log(mean_fore))
    return float(current + lowest)


def triangle_value(counted: Histogram) -> float:
    """Return the value whose bin lies farthest below the line from the peak to the end of the longer tail."""
    counts = counted.counts.astype(np.float64)
    peak, filled = int(np.argmax(counts)), np.flatnonzero(counts)
    flip = peak - filled[0] < filled[-1] - peak
    if flip:
        counts, filled, peak = counts[::-1], counts.size - 1 - filled[::-1], counts.size - 1 - peak
    end = int(filled[0])
    position = np.arange(peak - end)
    below_line = counts[peak] * position - (peak - end) * counts[end:peak]
    level = end + (int(np.argmax(below_line)) if position.size else 0)
    return float(counted.centers[counts.size - 1 - level if flip else level])


def robust_sd(values: NDArray[Any]) -> float:
    """Return 1.4826 times the median absolute deviation: the standard deviation, untouched by a few outliers."""
    if values.size == 0:
        return 0.0
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def _exact(values: NDArray[Any]) -> Histogram:
    if values.size == 0:
        return _empty()
    low = int(values.min())
    counts = np.bincount(values.astype(np.int64) - low).astype(np.int64)
    centers = np.arange(low, low + counts.size, dtype=np.float64)
    total = np.cumsum(counts)
    first = int(np.searchsorted(total, LOW / 100 * total[-1], side="right"))
    last = int(np.searchsorted(total, HIGH / 100 * total[-1], side="left"))
    return Histogram(counts[first : last + 1], centers[first : last + 1])


def _binned(values: NDArray[Any]) -> Histogram:
    if values.size == 0:
        return _empty()
    low, high = (float(one) for one in np.percentile(values, (LOW, HIGH)))
    if not (high - low) / BINS > np.finfo(np.float64).tiny:
        return Histogram(np.array([values.size], dtype=np.int64), np.array([low]))
    edges = np.linspace(low, high, BINS + 1)
    inside = values[(values >= low) & (values <= high)]
    position = ((inside - low) * (BINS / (high - low))).astype(np.int64)
    counts = np.bincount(np.minimum(position, BINS - 1), minlength=BINS).astype(np.int64)
    return Histogram(counts, (edges[:-1] + edges[1:]) / 2)


def _empty() -> Histogram:
    return Histogram(np.zeros(0, dtype=np.int64), np.zeros(0))
