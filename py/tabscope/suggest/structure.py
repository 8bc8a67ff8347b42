"""What the fine structure of an image is like: lines or round things, bright or dark, how wide, and busy or even areas.

The curvature at a place (the two eigenvalues of the second derivatives) tells a line, which is bent across only, from a
round thing, which is bent both ways. Looked at through Gaussians of several widths, the width that answers most is that
of the structure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.coarse import shrink
from tabscope.operations.histogram import histogram, otsu_value, robust_sd

SCALES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Widths of Gaussians in px that are tried."""
SIDE = 1024
"""Of a larger image the middle is looked at, this many pixels wide."""
FINE = 2
"""Wider Gaussians look at means of blocks, so that they are this wide there: as good, and many times faster."""
TOP = 99.5
"""Percentile of the curvature that stands for the structure: spots cover little of an image."""


@dataclass(frozen=True)
class Structure:
    """How one polarity (bright on dark, or dark on bright) answers.

    Attributes
    ----------
    sigma : float
        Width of the Gaussian that answers most, in px.
    line : float
        1 for lines, about 0.65 for round things, 0.85 for noise without structure.
    strength : float
        The answer, in counts.
    clear : float
        The answer in robust standard deviations of all answers at this width.
    """

    sigma: float
    line: float
    strength: float
    clear: float


@dataclass(frozen=True)
class Busy:
    """Where an image is busy: the share of it, how much busier it is there, and how far it is brighter there.

    ``times`` is the ratio of the local standard deviations; ``brighter`` is the difference of the mean values, in
    local standard deviations of the busy part.
    """

    share: float
    times: float
    brighter: float


def middle(values: NDArray[Any]) -> NDArray[Any]:
    """Return the middle of a plane, at most `SIDE` pixels wide and high."""
    starts = [max(0, (length - SIDE) // 2) for length in values.shape]
    return values[tuple(slice(start, start + SIDE) for start in starts)]


def structures(values: NDArray[Any]) -> tuple[Structure, Structure]:
    """Return how bright and how dark structures of a plane answer (float, no missing pixels)."""
    bright: list[Structure] = []
    dark: list[Structure] = []
    for sigma in SCALES:
        if sigma > min(values.shape) / 8 and bright:
            break
        step = max(1, int(sigma // FINE))
        low, high = _curvatures(shrink(values, (step, step)).astype(np.float32), sigma / step)
        bright.append(_answer(-low, -high, sigma))
        dark.append(_answer(high, low, sigma))
    return max(bright, key=lambda one: one.strength), max(dark, key=lambda one: one.strength)


def _curvatures(values: NDArray[Any], sigma: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the smaller and the larger eigenvalue of the second derivatives, times sigma squared."""
    from scipy import ndimage

    orders: Any = ((2, 0), (1, 1), (0, 2))
    down, cross, along = (
        sigma**2 * ndimage.gaussian_filter(values, sigma, order=order, mode="nearest") for order in orders
    )
    mean, apart = (down + along) / 2, np.hypot((down - along) / 2, cross)
    return mean - apart, mean + apart


def _answer(strongest: NDArray[Any], other: NDArray[Any], sigma: float) -> Structure:
    curved = np.maximum(strongest, 0)
    weights = curved**2
    total = float(weights.sum())
    round_share = np.clip(np.divide(other, curved, out=np.zeros_like(curved), where=curved > 0), 0, 1)
    line = float((weights * (1 - round_share)).sum()) / total if total > 0 else 0.0
    strength, noise = float(np.percentile(curved, TOP)), robust_sd(strongest)
    return Structure(sigma, line, strength, strength / noise if noise > 0 else np.inf)


def busy(values: NDArray[Any], radius: int = 5) -> Busy:
    """Return whether a plane falls into busy and even areas."""
    from scipy import ndimage

    window, exact = 2 * radius + 1, values.astype(np.float64)
    mean = ndimage.uniform_filter(exact, window, mode="nearest")
    variance = np.maximum(ndimage.uniform_filter((exact - mean) ** 2, window, mode="nearest"), 1e-18)
    unrest = np.log(variance) / 2
    counted = histogram(unrest)
    if counted.flat:
        return Busy(0.0, 1.0, 0.0)
    high = unrest > otsu_value(counted)
    if not high.any() or high.all():
        return Busy(float(high.mean()), 1.0, 0.0)
    spread = float(np.exp(np.median(unrest[high])))
    times = spread / max(float(np.exp(np.median(unrest[~high]))), 1e-9)
    return Busy(float(high.mean()), times, float(np.median(mean[high]) - np.median(mean[~high])) / max(spread, 1e-9))
