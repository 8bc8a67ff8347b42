"""Superpixels: the image in small pieces of even colour or brightness."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.components import number_by_first_pixel
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Labels, Param, operation, whole
from tabscope.operations.voxels import at_slices, between_slices, sides
from tabscope.units import Length, px


@operation(
    "segment.slic",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=whole("centres are laid over the whole image"),
    needs=("skimage.segmentation", "scipy.cluster", "numpy.random"),
    title="Superpixels (SLIC)",
    cite="Achanta et al. 2012, doi:10.1109/TPAMI.2012.120; scikit-image: skimage.segmentation.slic",
    bytes_per_pixel=80,
)
def slic(
    image: Intensity,
    size: Annotated[Length, Param(ge=3, le=1000, soft=100, help="About how wide a piece is.")] = px(20),
    compactness: Annotated[
        float, Param(ge=0.001, le=100, soft=10, help="Larger gives squarer pieces; smaller follows the image.")
    ] = 0.1,
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Labels:
    """Part the image into pieces of even brightness and about one size, for measuring or classifying areas.

    Brightness counts from 0 to 1 between the 1st and 99th percentile. Every pixel belongs to a piece, numbered by first
    pixel; a flat image is one piece. NaN counts as the median. In a volume pieces are as long in z as in the plane;
    version 1 took voxels for cubes.
    """
    from skimage import segmentation

    values, _ = fill_missing(check(image, "Superpixels (SLIC)"))
    low, high = _range(values, notes)
    if high <= low:
        return np.zeros(values.shape, dtype=np.uint32)
    scaled = np.clip((values - low) / (high - low), 0, 1)
    pieces = max(1, round(values.size / float(np.prod(size.per_axis(values.ndim)))))
    side = sides(pixel_size, 3)[0]
    cubes = values.ndim == 2 or len(values) == 1 or side == 1
    # scikit-image lays its first centres over voxels as if they were cubes, whatever spacing it is told.
    found = segmentation.slic(
        scaled if cubes else between_slices(scaled, side), n_segments=pieces, compactness=compactness,
        channel_axis=None, start_label=1,
    )  # fmt: skip
    return number_by_first_pixel(found if cubes else at_slices(found, len(values)))


@operation(
    "segment.felzenszwalb",
    version=1,
    locality=whole("pieces may reach over the whole plane"),
    needs=("skimage.segmentation",),
    title="Even areas (Felzenszwalb)",
    cite="Felzenszwalb and Huttenlocher 2004, doi:10.1023/B:VISI.0000022288.19776.77; scikit-image: "
    "skimage.segmentation.felzenszwalb",
    bytes_per_pixel=160,
)
def felzenszwalb(
    image: Intensity,
    scale: Annotated[float, Param(ge=0.1, le=10000, soft=500, help="Larger gives larger pieces.")] = 100.0,
    sigma: Annotated[float, Param(ge=0, le=20, soft=5, help="How much the image is smoothed first, in px.")] = 0.8,
    least: Annotated[int, Param(ge=1, le=100000, soft=500, help="Smallest piece, in pixels.")] = 20,
    notes: Notes | None = None,
) -> Labels:
    """Part the image into areas that are more alike inside than across their borders.

    Brightness counts from 0 to 1 between the 1st and 99th percentile. Every pixel belongs to a piece; a stack is parted
    slice by slice. Numbered by first pixel; a flat image has no piece. NaN counts as the median.
    """
    from skimage import segmentation

    values, _ = fill_missing(check(image, "Even areas (Felzenszwalb)"))
    low, high = _range(values, notes)
    if high <= low:
        return np.zeros(values.shape, dtype=np.uint32)
    scaled = np.clip((values - low) / (high - low), 0, 1).astype(np.float64)
    above, parts = 0, []
    for plane in scaled.reshape(-1, *values.shape[-2:]):
        found = segmentation.felzenszwalb(plane, scale=scale, sigma=sigma, min_size=least) + 1 + above
        above = int(found.max())
        parts.append(found)
    return number_by_first_pixel(np.stack(parts).reshape(values.shape))


def _range(values: NDArray[Any], notes: Notes | None) -> tuple[float, float]:
    """Return the 1st and the 99th percentile of the whole image."""

    def find() -> tuple[float, float]:
        low, high = np.percentile(values, (1, 99))
        return float(low), float(high)

    found = (notes or Notes()).found("percentile_1", "percentile_99", find=find)
    return (found[0], found[1]) if found else (0.0, 0.0)
