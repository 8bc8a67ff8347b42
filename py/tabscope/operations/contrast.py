"""What stands out: background level, noise, and pixels brighter than their surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.histogram import histogram, li_value, robust_sd


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


def locally_bright(
    values: NDArray[Any], threshold: float, base: float, windows: tuple[float, ...], share: float
) -> NDArray[np.bool_]:
    """Return pixels above the threshold, and above ``share`` of the mean of the window around them (from base on)."""
    from scipy import ndimage

    size: Any = [max(1, round(one)) | 1 for one in windows]
    around = ndimage.uniform_filter(values - base, size, mode="nearest")
    return (values > threshold) & (values - base > share * around)
