"""Where objects that touch have their centres: heights that peak in the middle of each, and marks that keep apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import labelled, number_by_first_pixel
from tabscope.operations.footprint import ellipsoid
from tabscope.units import Length

SMOOTH, PEAK = 0.06, 0.03
"""In diameters: how far the distance is smoothed, and how far a peak must stand out to be an object of its own."""

BLUR = 0.15
"""In diameters: how far brightness is smoothed where it helps to find centres; grain inside an object is no centre."""


def smoothed(distance: NDArray[np.float64], diameter: Length) -> NDArray[np.float64]:
    """Return the distance smoothed and cut to 24 bits, so that equal heights are equal on every machine.

    Processors and WebAssembly differ in the last of the 53 bits; where a shape is symmetric, that alone would decide to
    which object a pixel on the line between two belongs.
    """
    from scipy import ndimage

    sigmas = [SMOOTH * one for one in diameter.per_axis(distance.ndim)]
    return _rounded(ndimage.gaussian_filter(distance, sigmas, mode="nearest"))


def lit(height: NDArray[np.float64], image: NDArray[Any], base: float, diameter: Length) -> NDArray[np.float64]:
    """Return a height times brightness: the share of the brightest place within half a diameter, from base on.

    Brightness is looked at through a Gaussian of 0.15 D. Between two objects it dips, however their shapes merge.
    """
    from scipy import ndimage

    lengths = diameter.per_axis(height.ndim)
    light = ndimage.gaussian_filter(image, [BLUR * one for one in lengths], mode="nearest", output=np.float64) - base
    window: Any = [max(1, round(one)) | 1 for one in lengths]
    top = ndimage.maximum_filter(light, window, mode="nearest")
    share = np.divide(light, top, out=np.zeros_like(light), where=top > 0)
    return _rounded(height * np.clip(share, 0, 1))


def _rounded(height: NDArray[np.float64]) -> NDArray[np.float64]:
    return height.astype(np.float32).astype(np.float64)


def spaced_seeds(distance: NDArray[np.float64], apart: tuple[float, ...]) -> NDArray[np.int64]:
    """Return numbered local maxima of the distance, the highest first, none within ``apart`` of one taken before.

    A piece of the mask that is left without one is a seed as a whole.
    """
    from scipy import ndimage

    peaks = (distance == ndimage.maximum_filter(distance, 3, mode="nearest")) & (distance > 0)
    places = np.argwhere(peaks)
    places = places[np.argsort(-distance[peaks], kind="stable")]
    disk = ellipsoid(tuple(max(1.0, one) for one in apart))
    reach = np.array(disk.shape) // 2
    taken, seeds = np.zeros(distance.shape, dtype=np.bool_), np.zeros(distance.shape, dtype=np.int64)
    number = 0
    for place in places:
        if not taken[tuple(place)]:
            number += 1
            seeds[tuple(place)] = number
            low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, distance.shape)
            box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
            inside = tuple(slice(a, b) for a, b in zip(low - place + reach, high - place + reach, strict=True))
            taken[box] |= disk[inside]
    pieces, count = labelled(distance > 0)
    seeded = np.zeros(count + 1, dtype=np.bool_)
    seeded[0] = seeded[pieces[seeds > 0]] = True
    if seeded.all():
        return seeds
    unseeded = number_by_first_pixel(np.where(seeded[pieces], 0, pieces)).astype(np.int64)
    return np.where(unseeded > 0, unseeded + number, seeds)
