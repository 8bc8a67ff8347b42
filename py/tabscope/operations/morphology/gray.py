"""Gray morphology: bright or dark details smaller than a disk, openings, closings, reconstruction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.extremes import closed, opened
from tabscope.operations.inputs import check, fill_missing, restore_missing, same_shape
from tabscope.operations.registry import Intensity, Param, halo, operation, whole
from tabscope.units import Length, px

Radius = Annotated[Length, Param(ge=0, le=200, soft=20, help="Radius of the disk (in 3D: the ball).")]


def _reach_twice(params: Mapping[str, Any]) -> float:
    return 2 * (ceil(max(params["radius"].values)) + 1)


@operation(
    "morphology.white_tophat",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="White top-hat",
    cite="scikit-image: skimage.morphology.white_tophat with a disk",
    bytes_per_pixel=24,
)
def white_tophat(image: Intensity, radius: Radius = px(10)) -> Intensity:
    """Keep bright spots smaller than the radius; everything larger becomes dark.

    The dtype is kept. Values beyond the border repeat the border. NaN counts as the median and stays NaN.
    """

    def bright(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
        return values - opened(values, radii)

    return _through(image, radius, "White top-hat", bright)


@operation(
    "morphology.black_tophat",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="Black top-hat",
    cite="scikit-image: skimage.morphology.black_tophat with a disk",
    bytes_per_pixel=24,
)
def black_tophat(image: Intensity, radius: Radius = px(10)) -> Intensity:
    """Keep dark spots smaller than the radius, as bright ones on dark ground.

    The dtype is kept. Values beyond the border repeat the border. NaN counts as the median and stays NaN.
    """

    def dark(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
        return closed(values, radii) - values

    return _through(image, radius, "Black top-hat", dark)


@operation(
    "morphology.gray_open",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="Gray opening",
    cite="scikit-image: skimage.morphology.opening with a disk",
    bytes_per_pixel=24,
)
def gray_open(image: Intensity, radius: Radius = px(3)) -> Intensity:
    """Take away bright spots smaller than the radius; the rest keeps its brightness.

    The dtype is kept. Values beyond the border repeat the border. NaN counts as the median and stays NaN.
    """
    return _through(image, radius, "Gray opening", opened)


@operation(
    "morphology.gray_close",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="Gray closing",
    cite="scikit-image: skimage.morphology.closing with a disk",
    bytes_per_pixel=24,
)
def gray_close(image: Intensity, radius: Radius = px(3)) -> Intensity:
    """Take away dark spots smaller than the radius; the rest keeps its brightness.

    The dtype is kept. Values beyond the border repeat the border. NaN counts as the median and stays NaN.
    """
    return _through(image, radius, "Gray closing", closed)


@operation(
    "morphology.reconstruct",
    version=1,
    locality=whole("brightness spreads as far as the image lets it"),
    needs=("skimage.morphology",),
    title="Reconstruct",
    cite="Vincent 1993, doi:10.1109/83.217222; scikit-image: skimage.morphology.reconstruction",
    bytes_per_pixel=64,
)
def reconstruct(
    seed: Intensity,
    image: Intensity,
    method: Annotated[
        Literal["dilation", "erosion"], Param(help="dilation: the seed grows up to the image; erosion: down to it.")
    ] = "dilation",
) -> Intensity:
    """Let a seed image spread until it meets the image: whole objects come back from a part of them.

    Seed values beyond the image are cut to it. float32 (float64 for wide types), same shape; pixels that touch at a
    corner are neighbours. NaN counts as the median and stays NaN.
    """
    from skimage import morphology

    same_shape(check(seed, "Reconstruct"), check(image, "Reconstruct"), "Reconstruct")
    values, missing = fill_missing(image)
    begin, _ = fill_missing(seed)
    cut = np.minimum(begin, values) if method == "dilation" else np.maximum(begin, values)
    spread = morphology.reconstruction(cut, values, method=method)
    return restore_missing(spread.astype(values.dtype), missing)


def _through(
    image: NDArray[Any], radius: Length, title: str, gray: Callable[[NDArray[Any], tuple[float, ...]], NDArray[Any]]
) -> NDArray[Any]:
    """Apply a gray operation over a disk (a ball); a mask counts as 0 and 1, missing pixels stay missing."""
    check(image, title)
    radii = radius.per_axis(image.ndim)
    if image.dtype.kind != "f":
        return gray(image.astype(np.uint8) if image.dtype.kind == "b" else image, radii)
    values, missing = fill_missing(image)
    return restore_missing(gray(values, radii), missing)
