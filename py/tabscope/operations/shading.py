"""Uneven light, estimated from many images that share it: what all have in common is light, what differs is objects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float64]
"""(frame, y, x)."""

Field = NDArray[np.float64]
"""(y, x), with a mean of 1."""

ROUNDS, CLOSE = 10, 1e-3
"""How often BaSiC weighs anew at most, and the mean change of the field at which it ends."""

STEPS, EXACT = 500, 1e-6
"""Steps of the augmented Lagrangian at most, and the share of the images that may be left unexplained."""

STRENGTH = 800
"""The sum of the field's coefficients over this is their L1 penalty (published: 400, halved)."""

LEAST = 0.1
"""Added to residuals before weights are taken from them, as published."""


def basic(frames: Frames) -> Field:
    """Return the flat field by BaSiC (Peng et al. 2017) without a dark field.

    The frames, sorted in each pixel, are a field that is sparse in its cosine transform, times one brightness for each
    frame, plus a sparse rest (objects). Solved as in the authors' program by inexact augmented Lagrangian, with
    weights from the rest, taken anew until the field stays.

    Parameters
    ----------
    frames : numpy.ndarray
        (n, y, x), coarse: 64 pixels along a side are enough; each with a mean over 0.

    Returns
    -------
    numpy.ndarray
        1 everywhere where the frames share no light at all.
    """
    ordered = np.sort(frames, axis=0)
    transforms = tuple(_cosines(side) for side in frames.shape[1:])
    mean = ordered.mean(axis=0)
    penalty = np.abs(transforms[0] @ (mean / mean.mean()) @ transforms[1].T).sum() / STRENGTH
    weight, field = np.ones(ordered.shape), np.ones(frames.shape[1:])
    for _ in range(ROUNDS):
        shared, rest = _parted(ordered, weight, penalty, transforms)
        if not shared.mean() > 0:
            return np.ones(frames.shape[1:])
        weight = 1 / (np.abs(rest / shared.mean()) + LEAST)
        weight *= weight.size / weight.sum()
        before, field = field, shared.mean(axis=0) / shared.mean()
        if np.abs(field - before).mean() < CLOSE * np.abs(before).mean():
            break
    return field


def _parted(frames: Frames, weight: Frames, penalty: float, transforms: tuple[Field, ...]) -> tuple[Frames, Frames]:
    """Return the part that all frames share, up to a factor, and the rest."""
    down, across = transforms
    size = float(np.sqrt(np.square(frames).sum()))
    pull = 12.5 / float(np.linalg.norm(frames.reshape(len(frames), -1), 2))
    most, step = pull * 1e7, 1.5
    rest, dual = np.zeros(frames.shape), np.zeros(frames.shape)
    waves, brightness = np.zeros(frames.shape[1:]), np.ones(len(frames))
    shared = np.zeros(frames.shape)
    for _ in range(STEPS):
        left = frames - shared - rest + dual / pull
        waves = _shrunk(waves + down @ left.mean(axis=0) @ across.T, penalty / pull)
        shared = brightness[:, None, None] * (down.T @ waves @ across)
        rest = _shrunk(frames - shared + dual / pull, weight / pull)
        bright = frames - rest
        brightness = np.maximum(bright.mean(axis=(1, 2)) / bright.mean(), 0)
        left = frames - shared - rest
        dual += pull * left
        pull = min(pull * step, most)
        if np.sqrt(np.square(left).sum()) < EXACT * size:
            break
    return shared, rest


def _shrunk(values: NDArray[np.float64], by: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return values moved towards 0 by an amount, those within it to 0."""
    return np.maximum(values - by, 0) + np.minimum(values + by, 0)


def _cosines(side: int) -> Field:
    """Return the matrix of the orthonormal cosine transform (DCT-II)."""
    place = np.arange(side)
    waves = np.cos(np.pi * (place[None, :] + 0.5) * place[:, None] / side)
    waves[0] /= np.sqrt(2)
    return waves * np.sqrt(2 / side)
