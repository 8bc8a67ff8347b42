"""How often values occur, counted so that the counts of planes, and of images, add up exactly.

Bins are powers of two wide and begin at whole multiples of their width: bins of half the width fit into them, whatever
image they come from. So the sum depends on no order, and integers keep one bin per value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.histogram import BINS, HIGH, LARGEST_EXACT_RANGE, LOW, Histogram

FINE = 4 * BINS
"""Bins between the two percentiles of one plane, at least: several planes together still have `BINS` of them."""

MOST = 1 << 18
"""Bins that are held; neighbours are put together beyond."""


@dataclass(frozen=True)
class Tally:
    """Counts of finite pixels.

    Attributes
    ----------
    exponent : int
        A bin is 2 ** exponent counts wide.
    bins : numpy.ndarray
        int64, rising: how many widths from 0 a bin begins.
    counts : numpy.ndarray
        int64, as many: pixels in it.
    integers : bool
        Whether only whole numbers were counted.
    """

    exponent: int
    bins: NDArray[np.int64]
    counts: NDArray[np.int64]
    integers: bool

    @property
    def centers(self) -> NDArray[np.float64]:
        """The value that each bin stands for."""
        return self.values(self.bins)

    def values(self, bins: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values in the middle of bins; of whole numbers, in the middle of those in it."""
        middle = np.ldexp(bins.astype(np.float64) + 0.5, self.exponent)
        return middle - np.float64(0.5 if self.integers else 0.0)

    def coarser(self, exponent: int) -> Tally:
        """Return the same counts in bins of 2 ** exponent, which are not narrower."""
        if exponent == self.exponent:
            return self
        bins, where = np.unique(self.bins >> min(exponent - self.exponent, 62), return_inverse=True)
        counts = np.zeros(bins.size, np.int64)
        np.add.at(counts, where, self.counts)
        return Tally(exponent, bins, counts, self.integers)

    def __add__(self, other: Tally) -> Tally:
        """Return the counts of both."""
        if not other.bins.size or not self.bins.size:
            return self if self.bins.size else other
        exponent = max(self.exponent, other.exponent)
        one, two = self.coarser(exponent), other.coarser(exponent)
        bins, where = np.unique(np.concatenate([one.bins, two.bins]), return_inverse=True)
        counts = np.zeros(bins.size, np.int64)
        np.add.at(counts, where, np.concatenate([one.counts, two.counts]))
        return _at_most(Tally(exponent, bins, counts, self.integers and other.integers), MOST)

    def percentile(self, q: float) -> float:
        """Return the value of the bin that holds the smallest value at or below which ``q`` percent lie; NaN: none."""
        if not self.bins.size:
            return float("nan")
        total = np.cumsum(self.counts)
        return float(self.centers[np.searchsorted(total, q / 100 * total[-1])])

    def up_to(self, value: float) -> Tally:
        """Return the counts of the bins that stand for no more than a value."""
        inside = self.centers <= value
        return Tally(self.exponent, self.bins[inside], self.counts[inside], self.integers)

    def histogram(self) -> Histogram:
        """Return the histogram that thresholds are taken from, between the 0.05 and the 99.95 percentile.

        Integers have one bin per value; all others `BINS` to twice as many, where planes do not differ a lot.
        """
        if not self.bins.size:
            return Histogram(np.zeros(0, np.int64), np.zeros(0))
        total = np.cumsum(self.counts)
        first = int(np.searchsorted(total, LOW / 100 * total[-1], side="right"))
        last = int(np.searchsorted(total, HIGH / 100 * total[-1], side="left"))
        middle = Tally(self.exponent, self.bins[first : last + 1], self.counts[first : last + 1], self.integers)
        if not (self.integers and self.exponent == 0 and _spread(middle.bins) <= LARGEST_EXACT_RANGE):
            while _spread(middle.bins) > 2 * BINS:
                middle = middle.coarser(middle.exponent + 1)
        counts = np.zeros(_spread(middle.bins), np.int64)
        counts[middle.bins - middle.bins[0]] = middle.counts
        return Histogram(counts, middle.values(np.arange(middle.bins[0], middle.bins[-1] + 1)))


def tally(image: NDArray[Any]) -> Tally:
    """Count the values of an image.

    Parameters
    ----------
    image : numpy.ndarray
        Any shape; bool, integer or float. NaN and infinity are not counted.
    """
    values = image.ravel()
    if values.dtype.kind == "f":
        return _of_floats(values[np.isfinite(values)].astype(np.float64))
    low, high = int(values.min()), int(values.max())
    return _at_most(_counted(0, values.astype(np.int64), low, high, integers=True), MOST)


def _of_floats(values: NDArray[np.float64]) -> Tally:
    if not values.size:
        return Tally(0, np.zeros(0, np.int64), np.zeros(0, np.int64), integers=False)
    low, high = (float(one) for one in np.percentile(values, (LOW, HIGH)))
    largest = max(abs(float(values.min())), abs(float(values.max())))
    finest = math.frexp(largest)[1] - 52  # a double holds no finer steps, and 64 bits no larger numbers of them
    width = (high - low) / FINE
    exponent = max(finest, math.floor(math.log2(width))) if width > 0 else finest
    exponent = max(exponent, -1000)
    scale = 2.0**-exponent
    bins = np.floor(values * scale).astype(np.int64)
    edges = np.floor(np.array([low, high]) * scale).astype(np.int64)
    return _at_most(_counted(exponent, bins, int(edges[0]), int(edges[1]), integers=False), MOST)


def _counted(exponent: int, bins: NDArray[np.int64], low: int, high: int, *, integers: bool) -> Tally:
    """Count bins: those from low to high, which are many, by their place, the others (of floats) by sorting."""
    if high - low > LARGEST_EXACT_RANGE:
        found, counts = np.unique(bins, return_counts=True)
        return Tally(exponent, found, counts.astype(np.int64), integers)
    if integers:
        return _dense(exponent, bins, low, integers)
    inside = (bins >= low) & (bins <= high)
    middle = _dense(exponent, bins[inside], low, integers)
    others, other_counts = np.unique(bins[~inside], return_counts=True)
    below = int(np.searchsorted(others, np.int64(low)))
    places = np.concatenate([others[:below], middle.bins, others[below:]])
    numbers = np.concatenate([other_counts[:below], middle.counts, other_counts[below:]])
    return Tally(exponent, places, numbers.astype(np.int64), integers)


def _dense(exponent: int, bins: NDArray[np.int64], low: int, integers: bool) -> Tally:
    """Count bins from ``low`` on by their place."""
    counts = np.bincount(bins - low)
    found = np.flatnonzero(counts).astype(np.int64)  # an index has 32 bits in a tab
    return Tally(exponent, found + low, counts[found].astype(np.int64), integers)


def _at_most(counted: Tally, number: int) -> Tally:
    while counted.bins.size > number:
        counted = counted.coarser(counted.exponent + 1)
    return counted


def _spread(bins: NDArray[np.int64]) -> int:
    return int(bins[-1] - bins[0]) + 1
