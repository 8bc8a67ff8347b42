"""Deconvolution: sharper images from the known blur of the microscope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations import point_spread as spreads
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.notes import Notes
from tabscope.operations.notes import spread as lowest_and_highest
from tabscope.operations.point_spread import Aperture, Index, Sigma, Wavelength, optics
from tabscope.operations.registry import Intensity, Param, Port, operation, whole
from tabscope.operations.voxels import sides
from tabscope.units import Length, px

Blur = Annotated[
    Literal["gaussian", "microscope", "given"],
    Param(
        help="gaussian: a blur that you type. microscope: computed from the objective; needs the pixel size. given: "
        "the image of one bead that is wired in."
    ),
]
Bead = Annotated[NDArray[Any], Port("intensity", anywhere=True)]


def _needs(params: Mapping[str, Any]) -> tuple[str, ...]:
    return ("skimage.restoration", "scipy.signal", *optics(params))


@operation(
    "restore.richardson_lucy",
    version=1,
    locality=whole("light comes from as far as the blur reaches, again in every round"),
    needs=_needs,
    title="Deconvolve (Richardson-Lucy)",
    cite="Richardson 1972, doi:10.1364/JOSA.62.000055; Lucy 1974, doi:10.1086/111605; scikit-image: "
    "skimage.restoration.richardson_lucy",
    bytes_per_pixel=160,
)
def richardson_lucy(
    image: Intensity,
    point_spread: Bead | None = None,
    blur: Blur = "gaussian",
    sigma: Sigma = px(1.5),
    aperture: Aperture = 0.8,
    wavelength: Wavelength = 520.0,
    refractive_index: Index = 1.0,
    rounds: Annotated[int, Param(ge=1, le=200, soft=50, help="More is sharper, then noisier.")] = 10,
    background: Annotated[
        float, Param(ge=-100000, le=100000, soft=1000, help="Counts without any light; taken away first.")
    ] = 0.0,
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Take blur back, for images with few photons; never gives negative light.

    The image is mirrored at its borders. float32 (float64 for wide types), same shape, without the background; values
    below the background become 0. The sum of the light is kept. NaN counts as the median and stays NaN. A bead
    (``point_spread``, pixels of the same size) may be cut out of this image or another channel; see
    `tabscope.operations.point_spread.measured`.

    Raises
    ------
    TabscopeError
        ``image.no-pixel-size`` where the blur of a microscope is wanted and the size of a pixel is not known;
        ``operation.input`` where a given blur is wanted and no bright point is wired.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Deconvolve (Richardson-Lucy)"))
    lens = (sigma, aperture, wavelength, refractive_index)
    spread = _spread(point_spread, blur, lens, values.ndim, pixel_size)
    light = np.maximum(values.astype(np.float64) - background, 0)
    scale = float(light.max())
    if scale == 0:
        return restore_missing(light.astype(values.dtype), missing)
    padded, inner = _mirrored(light / scale, spread.shape)
    sharp = restoration.richardson_lucy(padded, spread, num_iter=rounds, clip=False, filter_epsilon=1e-12)
    return restore_missing((sharp[inner] * scale).astype(values.dtype), missing)


@operation(
    "restore.wiener",
    version=2,
    earlier={1: {"voxel": None}},
    locality=whole("it is solved for the whole image at once"),
    needs=_needs,
    title="Deconvolve (Wiener)",
    cite="Wiener 1949; scikit-image: skimage.restoration.wiener",
    bytes_per_pixel=160,
)
def wiener(
    image: Intensity,
    point_spread: Bead | None = None,
    blur: Blur = "gaussian",
    sigma: Sigma = px(1.5),
    aperture: Aperture = 0.8,
    wavelength: Wavelength = 520.0,
    refractive_index: Index = 1.0,
    balance: Annotated[
        float, Param(ge=1e-6, le=100, soft=1, help="Larger is smoother; smaller is sharper and noisier.")
    ] = 0.1,
    pixel_size: PixelSize | None = None,
    voxel: PixelSize | None = None,
    notes: Notes | None = None,
) -> Intensity:
    """Take blur back in one quick step, for images with little noise.

    The image is mirrored at its borders. float32 (float64 for wide types), same shape; dark rims around bright objects
    may go below 0. NaN counts as the median and stays NaN. Noise is weighed by its Laplacian: ``voxel``, by which that
    counts per pixel of the plane, is the size of a pixel once more; version 1 took voxels for cubes. A bead is taken as
    by “Richardson-Lucy”.

    Raises
    ------
    TabscopeError
        ``image.no-pixel-size`` where the blur of a microscope is wanted and the size of a pixel is not known;
        ``operation.input`` where a given blur is wanted and no bright point is wired.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Deconvolve (Wiener)"))
    lens = (sigma, aperture, wavelength, refractive_index)
    spread = _spread(point_spread, blur, lens, values.ndim, pixel_size)
    low, high = lowest_and_highest(values, notes)
    if high == low:
        return restore_missing(values, missing)
    padded, inner = _mirrored((values.astype(np.float64) - low) / (high - low), spread.shape)
    sharp: Any = restoration.wiener(padded, spread, balance, _roughness(sides(voxel, values.ndim)), clip=False)
    return restore_missing((sharp[inner] * (high - low) + low).astype(values.dtype), missing)


def _spread(
    bead: NDArray[Any] | None, blur: str, lens: tuple[Length, float, float, float], axes: int, size: PixelSize | None
) -> NDArray[np.float64]:
    """Return the blur that is to be taken back."""
    if blur != "given":
        return spreads.of_microscope("Deconvolve", blur, *lens, axes, size)
    if bead is None:
        advice = "Wire the image of one bead to “point spread”, or choose another blur."
        raise TabscopeError("operation.input", step="Deconvolve", reason="no point spread is wired.", advice=advice)
    return spreads.measured("Deconvolve", bead, axes)


def _roughness(lengths: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the Laplacian that noise is weighed with; along thick slices it counts per pixel of the plane."""
    found = np.zeros((3,) * len(lengths))
    middle = (1,) * len(lengths)
    for axis, length in enumerate(lengths):
        for place in (0, 2):
            found[(*middle[:axis], place, *middle[axis + 1 :])] = -1 / length**2
        found[middle] += 2 / length**2
    return found


def _mirrored(values: NDArray[np.float64], spread: tuple[int, ...]) -> tuple[NDArray[np.float64], tuple[slice, ...]]:
    """Return the image with a mirrored rim as wide as the blur, and where the image lies in it."""
    widths = [size // 2 for size in spread]
    padded = np.pad(values, [(one, one) for one in widths], mode="symmetric")
    return padded, tuple(slice(one, one + length) for one, length in zip(widths, values.shape, strict=True))
