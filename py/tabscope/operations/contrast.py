"""What stands out: background level, noise, and pixels brighter than their surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.histogram import histogram, li_value, robust_sd
from tabscope.operations.tally import Tally, tally


@dataclass(frozen=True)
class Seen:
    """What planes show before they are put together: how often values occur, and the noise of each."""

    values: Tally
    noises: tuple[float, ...]

    def __add__(self, other: Seen) -> Seen:
        """Return what both show."""
        return Seen(self.values + other.values, self.noises + other.noises)

    def contrast(self) -> Contrast | None:
        """Return the contrast of all planes together, as `contrast` does of one; its noise is the median of theirs."""
        counted = self.values.histogram()
        if counted.flat or not self.noises:
            return None
        threshold = li_value(counted)
        base = self.values.up_to(threshold).percentile(50)
        return Contrast(threshold, base, float(np.median(self.noises)), counted.mean(low=threshold) - base)


@dataclass(frozen=True)
class Contrast:
    """Li's threshold, the level of the background, the noise, and how far bright pixels stand above it (in counts)."""

    threshold: float
    base: float
    noise: float
    height: float


def contrast(values: NDArray[Any], diameters: tuple[float, ...]) -> Contrast | None:
    """Return what can be said about bright objects of a diameter (pixels per axis), or None for a flat image.

    ``base`` is the median of the pixels at or below Li's threshold, ``height`` the mean of those above it minus base.
    ``noise`` is the robust standard deviation, at or below the threshold, of what a Gaussian of a quarter of the
    diameter takes away: slow changes of the background are no noise.
    """
    from scipy import ndimage

    counted = histogram(values)
    if counted.flat:
        return None
    threshold = li_value(counted)
    outside = values <= threshold
    fine = values - ndimage.gaussian_filter(values, [one / 4 for one in diameters], mode="nearest")
    base = float(np.median(values[outside]))
    return Contrast(threshold, base, robust_sd(fine[outside]), counted.mean(low=threshold) - base)


def seen(values: NDArray[Any], diameters: tuple[float, ...]) -> Seen:
    """Return what a plane shows; the noise of a flat one is not known."""
    found = contrast(values, diameters)
    return Seen(tally(values), () if found is None else (found.noise,))


def locally_bright(
    values: NDArray[Any], threshold: float, base: float, windows: tuple[float, ...], share: float
) -> NDArray[np.bool_]:
    """Return pixels above the threshold, and above ``share`` of the mean of the window around them (from base on)."""
    from scipy import ndimage

    size: Any = [max(1, round(one)) | 1 for one in windows]
    around = ndimage.uniform_filter(values - base, size, mode="nearest")
    return (values > threshold) & (values - base > share * around)
