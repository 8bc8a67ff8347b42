"""From drawn objects to an image: brightness, the microscope's blur, the camera's noise."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from tabscope.axes import PixelSize
from tabscope.operations import point_spread as spreads
from tabscope.operations.inputs import as_labels, check, fill_missing
from tabscope.operations.registry import Intensity, Labels, Param, operation, whole
from tabscope.operations.synth.objects import DRAWN, Seed, smooth_noise
from tabscope.units import Length, px

FINEST = 1024
"""Light is rounded to this part of a count before photons are drawn: the last bits differ between machines."""
BRIGHT = 1e6
"""From here on the number of photons is drawn from the normal distribution."""


@operation(
    "synth.stain",
    version=1,
    locality=DRAWN,
    needs=("scipy.ndimage", "numpy.random"),
    title="Draw objects as light",
    cite="scipy.ndimage.gaussian_filter; numpy.random.Generator (PCG64)",
    bytes_per_pixel=64,
)
def stain(
    labels: Labels,
    brightness: Annotated[
        float, Param(ge=-1e5, le=1e5, soft=2000, help="Counts above background; below 0 for dark objects.")
    ] = 400.0,
    variation: Annotated[float, Param(ge=0, le=2, help="How far objects differ in brightness (sigma, as a share).")] = (
        0.35
    ),
    grain: Annotated[float, Param(ge=0, le=1e5, soft=500, help="How far pixels of one object differ, in counts.")] = (
        0.0
    ),
    background: Annotated[float, Param(ge=0, le=1e5, soft=1000, help="Counts without an object.")] = 100.0,
    shading: Annotated[
        float, Param(ge=-1e5, le=1e5, soft=1000, help="How many counts the right side is brighter than the left.")
    ] = 0.0,
    blur: Annotated[Length, Param(ge=0, le=50, soft=5, help="Blur of the microscope (sigma).")] = px(1.2),
    seed: Seed = 0,
) -> Intensity:
    """Turn labels into an image of stained objects, as a microscope without noise would see them.

    float32, same shape. Brightness is log-normal over the objects; grain is smooth over about 1.5 px. Blur repeats the
    border. Add noise with “Add the camera's noise”.
    """
    from scipy import ndimage

    ids = as_labels(labels, "Draw objects as light")
    random = np.random.default_rng(seed)
    present, of_pixel = np.unique(ids, return_inverse=True)
    levels = brightness * np.exp(variation * random.standard_normal(present.size))
    light = np.where(ids > 0, levels[of_pixel.reshape(ids.shape)], 0.0)
    if grain > 0:
        light += np.where(ids > 0, grain * smooth_noise(random, ids.shape, (1.5,) * ids.ndim), 0.0)
    light = ndimage.gaussian_filter(light, blur.per_axis(ids.ndim), mode="nearest")
    slope = shading * np.arange(ids.shape[-1]) / max(1, ids.shape[-1] - 1)
    return (light + background + slope).astype(np.float32)


@operation(
    "synth.noise",
    version=1,
    locality=whole("the noise of a pixel depends on its place in the whole image"),
    needs=("numpy.random",),
    title="Add the camera's noise",
    cite="numpy.random.Generator (PCG64)",
    bytes_per_pixel=40,
)
def noise(
    image: Intensity,
    gain: Annotated[
        float, Param(ge=0.001, le=1000, soft=20, help="Counts that one photon gives; larger is noisier.")
    ] = 1.0,
    read: Annotated[float, Param(ge=0, le=10000, soft=50, help="Noise of reading a pixel, in counts (sigma).")] = 2.0,
    seed: Seed = 0,
) -> Intensity:
    """Add photon noise and the noise of reading, and write whole counts from 0 to 65,535 as a camera does.

    uint16, same shape. Photons follow Poisson's distribution of mean ``image / gain``; light below 0 is none. NaN
    counts as the median.
    """
    values, _ = fill_missing(check(image, "Add the camera's noise"))
    random = np.random.default_rng(seed)
    mean = np.maximum(np.round(np.minimum(values.astype(np.float64), 1e9) * FINEST) / FINEST, 0) / gain
    photons = random.poisson(np.minimum(mean, BRIGHT)).astype(np.float64)
    many = mean > BRIGHT
    photons[many] = mean[many] + np.sqrt(mean[many]) * random.standard_normal(int(many.sum()))
    counts = gain * photons + read * random.standard_normal(values.shape)
    return np.clip(np.round(counts), 0, 65535).astype(np.uint16)


@operation(
    "synth.point_spread",
    version=1,
    locality=DRAWN,
    needs=spreads.optics,
    title="Draw a point spread function",
    cite="Born and Wolf, Principles of Optics, section 8.8",
    bytes_per_pixel=32,
)
def point_spread(
    image: Intensity,
    blur: Annotated[
        Literal["gaussian", "microscope"],
        Param(help="gaussian: a blur that you type. microscope: computed from the objective; needs the pixel size."),
    ] = "gaussian",
    sigma: spreads.Sigma = px(1.5),
    aperture: spreads.Aperture = 0.8,
    wavelength: spreads.Wavelength = 520.0,
    refractive_index: spreads.Index = 1.0,
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Draw how the microscope shows a single point in the middle of the image, as “Deconvolve” takes it.

    float32 of the image's shape; only its size is used. Sums to 1 where the image is as large as the blur reaches, else
    its rim is cut off.

    Raises
    ------
    TabscopeError
        ``image.no-pixel-size`` where the blur of a microscope is wanted and the size of a pixel is not known.
    """
    shape = check(image, "Draw a point spread function").shape
    spread = spreads.of_microscope(
        "Draw a point spread function", blur, sigma, aperture, wavelength, refractive_index, len(shape), pixel_size
    )
    drawn = np.zeros(shape, np.float32)
    to, of = zip(*(_centred(length, size) for length, size in zip(shape, spread.shape, strict=True)), strict=True)
    drawn[to] = spread[of]
    return drawn


def _centred(length: int, size: int) -> tuple[slice, slice]:
    """Return where a line of ``size`` lies in the middle of one of ``length``, and which part of it does."""
    start = length // 2 - size // 2
    low, high = max(0, start), min(length, start + size)
    return slice(low, high), slice(low - start, high - start)
