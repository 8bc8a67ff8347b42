"""How brightness falls over time: an exponential through the means of all frames, or the means themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATES = 200
"""How many rates are tried at once, evenly on a logarithmic scale; then as many around the best."""


@dataclass(frozen=True)
class Fading:
    """What brings frames back to the brightness of the first.

    Attributes
    ----------
    times, level : numpy.ndarray
        Each time, and its brightness above the background (of the curve, where there is one).
    background : float
        In counts.
    rate : float or None
        Of the curve, per frame; 0 where brightness does not fall, None where there is no curve.
    """

    times: NDArray[np.int64]
    level: NDArray[np.float64]
    background: float
    rate: float | None = None

    def factor(self, t: int) -> float:
        """Return what the brightness above the background of a time is multiplied with."""
        return float(self.level[0] / self.level[np.searchsorted(self.times, t)])


def faded(times: NDArray[np.int64], means: NDArray[np.float64], background: float, *, curve: bool) -> Fading:
    """Return how brightness falls.

    Parameters
    ----------
    times, means : numpy.ndarray
        At least two times, rising, and the mean above the background of each, over 0.
    background : float
        Handed on.
    curve : bool
        Whether an exponential is put through the means.
    """
    if not curve:
        return Fading(times, means, background)
    after = (times - times[0]).astype(np.float64)
    rates = np.geomspace(1e-3 / after[-1], 5 / np.diff(after).min(), RATES)
    best = int(np.argmin(_fitted(rates, after, means)[2]))
    near = np.linspace(rates[max(best - 1, 0)], rates[min(best + 1, RATES - 1)], RATES)
    heights, rests, errors = _fitted(near, after, means)
    best = int(np.argmin(errors))
    if heights[best] <= 0:
        return Fading(times, np.full(means.shape, means.mean()), background, 0.0)
    return Fading(times, heights[best] * np.exp(-near[best] * after) + rests[best], background, float(near[best]))


def _fitted(
    rates: NDArray[np.float64], after: NDArray[np.float64], means: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return, for each rate, the height that fades with it, the rest that does not, and the squared error of both.

    By least squares; the rest is not negative, and two times say nothing of it.
    """
    fall = np.exp(-rates[:, None] * after)
    middle = fall.mean(axis=1)
    spread = fall - middle[:, None]
    height = (spread * means).sum(axis=1) / (spread * spread).sum(axis=1)
    rest = means.mean() - height * middle
    alone = (rest < 0) | (means.size < 3)
    height = np.where(alone, (fall * means).sum(axis=1) / (fall * fall).sum(axis=1), height)
    rest = np.where(alone, 0.0, rest)
    return height, rest, np.square(height[:, None] * fall + rest[:, None] - means).sum(axis=1)
