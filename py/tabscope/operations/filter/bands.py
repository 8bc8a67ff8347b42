"""Structures of one size: differences and Laplacians of Gaussians, unsharp masking, a band of spatial frequencies."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Locality, Param, halo, operation, whole
from tabscope.operations.voxels import sides
from tabscope.units import Length, px

TRUNCATE = 4.0
"""Gaussians reach this many standard deviations."""


def _reach(name: str) -> Locality:
    def pixels(params: Mapping[str, Any]) -> float:
        return ceil(TRUNCATE * max(params[name].values)) + 1

    return halo(pixels)


@operation(
    "filter.difference_of_gaussians",
    version=1,
    locality=halo(lambda p: ceil(TRUNCATE * max(*p["small"].values, *p["large"].values)) + 1),
    needs=("scipy.ndimage",),
    title="Difference of Gaussians",
    cite="Marr and Hildreth 1980, doi:10.1098/rspb.1980.0020; scikit-image: skimage.filters.difference_of_gaussians",
    bytes_per_pixel=24,
)
def difference_of_gaussians(
    image: Intensity,
    small: Annotated[Length, Param(ge=0, le=200, soft=20, help="Detail finer than this vanishes.")] = px(1),
    large: Annotated[Length, Param(ge=0, le=500, soft=50, help="Structures wider than this vanish.")] = px(4),
) -> Intensity:
    """Keep structures between two sizes: a fine blur minus a coarse one.

    float32 (float64 for wide types), same shape, around 0. NaN counts as the median and stays NaN.

    Raises
    ------
    TabscopeError
        ``operation.input`` where ``large`` is below ``small``.
    """
    from scipy import ndimage

    check(image, "Difference of Gaussians")
    fine, coarse = small.per_axis(image.ndim), large.per_axis(image.ndim)
    if not all(one <= other for one, other in zip(fine, coarse, strict=True)):
        reason = f"the large size ({large.in_plane:g} px) is below the small one ({small.in_plane:g} px)."
        raise TabscopeError(
            "operation.input", step="Difference of Gaussians", reason=reason, advice="Choose a larger one."
        )
    values, missing = fill_missing(image)
    narrow = ndimage.gaussian_filter(values, fine, mode="nearest", truncate=TRUNCATE)
    wide = ndimage.gaussian_filter(values, coarse, mode="nearest", truncate=TRUNCATE)
    return restore_missing(narrow - wide, missing)


@operation(
    "filter.laplacian_of_gaussian",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=_reach("sigma"),
    needs=("scipy.ndimage",),
    title="Laplacian of Gaussian",
    cite="Lindeberg 1998, doi:10.1023/A:1008045108935; scipy.ndimage.gaussian_laplace",
    bytes_per_pixel=24,
)
def laplacian_of_gaussian(
    image: Intensity,
    sigma: Annotated[
        Length, Param(ge=0.3, le=200, soft=20, help="A bright spot of radius 1.4 times this answers strongest.")
    ] = px(2),
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Bring out round spots of one size: bright ones become positive.

    The negative Laplacian of the Gaussian, times sigma squared (in pixels of the plane), so that spots of all sizes
    answer alike. float32 (float64 for wide types), same shape. NaN counts as the median and stays NaN. In a volume the
    curvature along z counts per pixel of the plane; version 1 counted it per slice.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Laplacian of Gaussian"))
    sigmas = sigma.per_axis(image.ndim)
    curved = np.zeros_like(values)
    for axis, side in enumerate(sides(pixel_size, image.ndim)):
        order: Any = [2 if one == axis else 0 for one in range(image.ndim)]
        along = ndimage.gaussian_filter(values, sigmas, order=order, mode="nearest", truncate=TRUNCATE)
        curved += along if side == 1 else along / side**2
    return restore_missing(curved * (-(sigma.in_plane**2)), missing).astype(values.dtype)


@operation(
    "filter.unsharp",
    version=1,
    locality=_reach("sigma"),
    needs=("scipy.ndimage",),
    title="Unsharp mask",
    cite="scikit-image: skimage.filters.unsharp_mask (preserve_range=True)",
    bytes_per_pixel=20,
)
def unsharp(
    image: Intensity,
    sigma: Annotated[Length, Param(ge=0, le=200, soft=20, help="Detail up to this size is sharpened.")] = px(2),
    amount: Annotated[float, Param(ge=0, le=20, soft=5, help="How much of the detail is added.")] = 1.0,
) -> Intensity:
    """Make detail crisper by adding what a blur takes away. For looking; do not measure intensity on it.

    float32 (float64 for wide types), same shape; values may leave the image's range. NaN stays NaN.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Unsharp mask"))
    blurred = ndimage.gaussian_filter(values, sigma.per_axis(image.ndim), mode="nearest", truncate=TRUNCATE)
    return restore_missing((values + (values - blurred) * amount).astype(values.dtype), missing)


@operation(
    "filter.band_pass",
    version=1,
    locality=whole("a spatial frequency belongs to the whole plane"),
    needs=("numpy.fft",),
    title="Band-pass (FFT)",
    cite="numpy.fft; Gaussian band as in ImageJ: FFT > Bandpass Filter",
    bytes_per_pixel=100,
)
def band_pass(
    image: Intensity,
    small: Annotated[Length, Param(ge=0, le=500, soft=50, help="Structures smaller than this vanish.")] = px(3),
    large: Annotated[Length, Param(ge=1, le=5000, soft=500, help="Structures larger than this vanish.")] = px(40),
) -> Intensity:
    """Keep structures between two sizes, by spatial frequency; evens out shading and takes away noise.

    Gaussian edges in frequency: half the amplitude stays at structures (half periods) of ``small`` and ``large``. The
    image is mirrored at its borders first. The mean of the image is put back. float32 (float64 for wide types), same
    shape. NaN counts as the median and stays NaN.
    """
    values, missing = fill_missing(check(image, "Band-pass (FFT)"))
    padded = np.pad(values, [(size // 2, size - size // 2) for size in values.shape], mode="symmetric")
    mean = float(values.mean())
    spectrum = np.fft.rfftn(padded - mean)
    axes = [np.fft.fftfreq(size) for size in padded.shape[:-1]] + [np.fft.rfftfreq(padded.shape[-1])]
    fine = _low_pass(axes, small.per_axis(image.ndim))
    coarse = _low_pass(axes, large.per_axis(image.ndim))
    kept = np.fft.irfftn(spectrum * (fine - coarse), s=padded.shape, axes=range(padded.ndim))
    inner = tuple(slice(size // 2, size // 2 + size) for size in values.shape)
    return restore_missing((kept[inner] + mean).astype(values.dtype), missing)


def _low_pass(axes: list[NDArray[Any]], sizes: tuple[float, ...]) -> NDArray[Any]:
    """Return the share of each frequency that stays: one half where half a period is the size."""
    exponent: NDArray[Any] = np.zeros(())
    for place, (frequencies, size) in enumerate(zip(axes, sizes, strict=True)):
        shape = [1] * len(axes)
        shape[place] = -1
        exponent = exponent + ((2 * size * frequencies) ** 2).reshape(shape)
    return np.exp(-np.log(2) * exponent)
