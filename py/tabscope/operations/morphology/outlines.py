"""What a mask is made of: skeletons, thinned lines, the distance to the outside, hulls."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from tabscope.axes import PixelSize
from tabscope.operations.components import components
from tabscope.operations.distance import distance_inside
from tabscope.operations.morphology.masks import as_mask
from tabscope.operations.registry import Intensity, Mask, Param, halo, operation, whole
from tabscope.operations.voxels import sides


@operation(
    "morphology.skeletonise",
    version=1,
    locality=whole("a skeleton depends on the whole object"),
    needs=("skimage.morphology",),
    title="Skeletonise",
    cite="Zhang and Suen 1984, doi:10.1145/357994.358023; in 3D Lee et al. 1994; scikit-image: "
    "skimage.morphology.skeletonize",
    bytes_per_pixel=24,
)
def skeletonise(mask: Mask) -> Mask:
    """Thin each object to a line one pixel wide through its middle."""
    from skimage import morphology

    binary = as_mask(mask, "Skeletonise")
    return np.asarray(morphology.skeletonize(binary), dtype=np.bool_) if binary.any() else binary.copy()


@operation(
    "morphology.thin",
    version=1,
    locality=halo(lambda p: 2 * p["steps"] + 2),
    needs=("skimage.morphology",),
    title="Thin",
    cite="Guo and Hall 1989, doi:10.1145/62065.62074; scikit-image: skimage.morphology.thin",
    bytes_per_pixel=16,
)
def thin(
    mask: Mask,
    steps: Annotated[int, Param(ge=1, le=500, soft=20, help="How many pixels are peeled off, from each side.")] = 3,
) -> Mask:
    """Peel objects without breaking them apart; a stack is thinned slice by slice."""
    from skimage import morphology

    binary = as_mask(mask, "Thin")
    planes = binary.reshape(-1, *binary.shape[-2:])
    return np.stack([morphology.thin(one, max_num_iter=steps) for one in planes]).reshape(binary.shape)


@operation(
    "morphology.distance",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=whole("the nearest background may lie anywhere"),
    needs=("scipy.ndimage",),
    title="Distance to the outside",
    cite="scipy.ndimage.distance_transform_edt",
    bytes_per_pixel=40,
)
def distance(mask: Mask, pixel_size: PixelSize | None = None) -> Intensity:
    """Give each foreground pixel its distance to the nearest background, in pixels.

    float64, 0 in the background; beyond the border counts as more of the same, and without any background the distance
    is 1 everywhere. In a volume the distance is as long in z as in the plane, in pixels of the plane; version 1 took
    voxels for cubes.
    """
    binary = as_mask(mask, "Distance to the outside")
    return distance_inside(binary, sides(pixel_size, binary.ndim))


@operation(
    "morphology.convex_hull",
    version=1,
    locality=whole("an object may reach over the whole plane"),
    needs=("scipy.ndimage", "scipy.spatial", "skimage.measure"),
    title="Convex hull",
    cite="scikit-image: skimage.morphology.convex_hull_image of each connected object",
    bytes_per_pixel=24,
)
def convex_hull(mask: Mask) -> Mask:
    """Fill the notches of each object, as a rubber band around it would.

    Pixels that touch at a corner belong together. Objects too flat for a hull stay as they are.
    """
    from skimage import measure

    binary = as_mask(mask, "Convex hull")
    filled = binary.copy()
    for region in measure.regionprops(components(binary)[0]):
        box: Any = region.slice
        if region.area > 2 and min(region.image.shape) > 1:
            filled[box] |= region.image_convex
    return filled
