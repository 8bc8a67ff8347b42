"""Test images with known truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scene:
    """An image and the objects in it: uint16 counts, and uint32 labels numbered by first pixel."""

    image: NDArray[np.uint16]
    labels: NDArray[np.uint32]


def nuclei(
    shape: tuple[int, int] = (256, 256),
    number: int = 40,
    diameter: float = 20.0,
    *,
    overlap: float = 0.1,
    brightness: float = 400.0,
    spread: float = 0.35,
    background: float = 100.0,
    shading: float = 0.0,
    blur: float = 1.2,
    seed: int = 0,
) -> Scene:
    """Draw elliptic nuclei of uneven brightness, blurred, with photon noise.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns.
    number : int
        How many nuclei are tried; one that overlaps others by more than ``overlap`` of its area is left out.
    diameter : float
        Mean diameter in px; single ones differ by 12 %, with axes in a ratio up to 1.8.
    brightness, spread : float
        Mean brightness above background in counts, and its spread (sigma of the logarithm).
    background, shading : float
        Counts without a nucleus, and how many counts one side of the image is brighter than the other.
    blur : float
        Sigma of the microscope in px.
    seed : int
        Equal seeds give equal images on every platform.
    """
    random = np.random.default_rng(seed)
    signal, labels = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    y, x = np.ogrid[: shape[0], : shape[1]]
    for _ in range(number):
        inside = _ellipse(random, y, x, shape, diameter)
        level = brightness * np.exp(spread * random.standard_normal())
        if (labels[inside] > 0).sum() > overlap * inside.sum():
            continue
        new = inside & (labels == 0)
        labels[new] = labels.max() + 1
        signal[inside] += level
    from tabscope.operations.components import number_by_first_pixel

    blurred = _blurred(signal, blur) + background + shading * np.broadcast_to(x / max(1, shape[1] - 1), shape)
    return Scene(random.poisson(blurred).astype(np.uint16), number_by_first_pixel(labels))


def _ellipse(
    random: np.random.Generator, y: NDArray[Any], x: NDArray[Any], shape: tuple[int, int], diameter: float
) -> NDArray[np.bool_]:
    """Return the pixels of one ellipse at a random place."""
    cy, cx = random.uniform(0, shape[0]), random.uniform(0, shape[1])
    radius, ratio = diameter / 2 * np.exp(0.12 * random.standard_normal()), np.sqrt(random.uniform(1, 1.8))
    angle = random.uniform(0, np.pi)
    along = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    across = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
    return (along / (radius * ratio)) ** 2 + (across * ratio / radius) ** 2 <= 1


def _blurred(signal: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Return the signal through a Gaussian of the microscope, with numpy alone."""
    if sigma <= 0:
        return signal
    reach = int(np.ceil(4 * sigma))
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        padded = np.pad(signal, [(reach, reach) if one == axis else (0, 0) for one in (0, 1)], mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.size, axis=axis)
        signal = windows @ kernel
    return signal
