"""Limits for showing an image: from one stated sample, never from the data type (ground rules, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.image import Image

LOW, HIGH = 0.1, 99.9
"""Percentiles between which pixels are shown."""

CLEAR_SIGNAL = 8.0
"""Fewer robust standard deviations of the noise than this between the limits is "No clear signal".

Noise alone spans 6.2 of its own standard deviations (Gaussian) to 7.7 (skewed), see docs/decisions.md.
"""

LARGEST = np.float64(1e30)
"""Beyond this a pixel is no measurement; files write such values for "no data"."""

PLANES = 9
SAMPLED_PIXELS = 1_000_000
BINS = 256


@dataclass(frozen=True)
class Display:
    """How one channel is shown: limits, the sampled range, a histogram between them, and whether there is a signal."""

    low: float
    high: float
    smallest: float
    largest: float
    histogram: tuple[int, ...]
    clear: bool

    def as_json(self) -> dict[str, Any]:
        """Return plain data for the page."""
        return {
            "low": self.low, "high": self.high, "min": self.smallest, "max": self.largest,
            "histogram": list(self.histogram), "clear": self.clear,
        }  # fmt: skip


async def sample(image: Image, channel: int) -> NDArray[Any]:
    """Read the pixels that the limits are taken from: the coarsest level that is still large, spread over z and t.

    Returns
    -------
    numpy.ndarray
        Shape (plane, y, x), the image's dtype (uint8 for bool): at most `PLANES` planes, thinned to about
        `SAMPLED_PIXELS` pixels altogether.
    """
    level = max((i for i, one in enumerate(image.levels) if one.height * one.width >= 256 * 256), default=0)
    positions = [(t, z) for t in range(image.sizes["t"]) for z in range(image.sizes["z"])]
    chosen = [
        positions[i]
        for i in sorted({round(f) for f in np.linspace(0, len(positions) - 1, min(PLANES, len(positions)))})
    ]
    size = image.levels[level].height * image.levels[level].width * len(chosen)
    step = max(1, int((size / SAMPLED_PIXELS) ** 0.5))
    planes = [(await image.read(t, channel, z, level))[::step, ::step] for t, z in chosen]
    stacked = np.stack(planes)
    # Pictures of 1 bit are read as false and true, which have no percentiles.
    return stacked.astype(np.uint8) if stacked.dtype.kind == "b" else stacked


def limits(pixels: NDArray[Any], saturated: float | None = None) -> Display:
    """Return the display limits of a sample.

    Parameters
    ----------
    pixels : numpy.ndarray
        Shape (plane, y, x), any numeric dtype; NaN and infinite pixels are left out.
    saturated : float, optional
        The sensor's highest value; pixels at it are left out.
    """
    values = pixels[_counting(pixels)] if pixels.dtype.kind == "f" else pixels.reshape(-1)
    if not values.size:
        return Display(0.0, 1.0, 0.0, 1.0, (0,) * BINS, False)
    unsaturated = values[values < saturated] if saturated is not None else values
    kept = unsaturated if unsaturated.size else values
    low, high = (float(one) for one in np.percentile(kept, (LOW, HIGH)))
    smallest, largest = float(values.min()), float(values.max())
    clear = bool(high - low >= CLEAR_SIGNAL * noise(pixels) and high > low)
    if not clear:
        low, high = smallest, max(largest, smallest + 1.0)
    even = not (largest - smallest) / BINS > np.finfo(np.float64).tiny
    counts, _ = np.histogram(values, bins=BINS, range=(smallest, smallest + 1.0 if even else largest))
    return Display(low, high, smallest, largest, tuple(int(one) for one in counts), clear)


def _counting(pixels: NDArray[Any]) -> NDArray[np.bool_]:
    """Where pixels are numbers: not NaN, infinite, or so large that they mean "no data"."""
    return np.abs(pixels) <= LARGEST


def noise(pixels: NDArray[Any]) -> float:
    """Return the robust standard deviation of the noise: differences of neighbours along x, MAD x 1.4826 / sqrt 2."""
    if pixels.shape[-1] < 2:
        return 0.0
    values = pixels[..., :512].astype(np.float64)
    values[~_counting(values)] = np.nan  # infinite minus infinite would be a warning
    differences = np.diff(values, axis=-1)
    finite = differences[np.isfinite(differences)]
    return float(np.median(np.abs(finite - np.median(finite))) * 1.4826 / 2**0.5) if finite.size else 0.0


def saturation(image: Image, pixels: NDArray[Any]) -> float | None:
    """Return the sensor's highest value: from SignificantBits, else a maximum of 2^k - 1 that many pixels have."""
    bits = image.metadata.get("significant_bits")
    if isinstance(bits, int):
        return float(2**bits - 1)
    if pixels.dtype.kind != "u" or not pixels.size:
        return None
    highest = int(pixels.max())
    known = {2**k - 1 for k in (8, 10, 12, 14, 16)}
    return float(highest) if highest in known and float(np.mean(pixels == highest)) >= 1e-4 else None


def dark_on_bright(pixels: NDArray[Any]) -> bool:
    """Return whether objects look dark on a bright ground: the median lies near the top, with a tail below."""
    low, middle, high = (
        float(one)
        for one in np.percentile(pixels[_counting(pixels)] if pixels.dtype.kind == "f" else pixels, (1, 50, 99))
    )
    return high > low and (middle - low) > 2 * (high - middle)


async def describe_display(image: Image) -> dict[str, Any]:
    """Return the limits of every channel, and whether inverting should be offered, as the page receives it.

    A channel whose pixels cannot be read has no clear signal, so that the others can still be looked at.

    Raises
    ------
    TabscopeError
        What the reader says, where no channel can be read.
    """
    channels: list[dict[str, Any]] = []
    dark = False
    lost = 0
    for index in range(len(image.channels)):
        try:
            pixels = await sample(image, index)
        except TabscopeError:
            lost += 1
            if lost == len(image.channels):
                raise
            channels.append(Display(0.0, 1.0, 0.0, 1.0, (0,) * BINS, False).as_json())
            continue
        if image.is_colour:
            channels.append(Display(0.0, 255.0, 0.0, 255.0, (0,) * BINS, True).as_json())
            continue
        shown = limits(pixels, saturation(image, pixels))
        inverted = bool(image.metadata.get("min_is_white"))
        dark = dark or (len(image.channels) == 1 and shown.clear and dark_on_bright(pixels) != inverted)
        channels.append(shown.as_json())
    planes = min(PLANES, image.sizes["z"] * image.sizes["t"])
    return {"channels": channels, "statement": f"0.1 to 99.9 % of {planes} sampled planes", "dark_on_bright": dark}
