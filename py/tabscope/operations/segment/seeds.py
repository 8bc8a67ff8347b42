"""Objects from seeds: one mark for each object, and the pixels that belong to it."""

from __future__ import annotations

import warnings
from typing import Annotated, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.components import components, keep, number_by_first_pixel
from tabscope.operations.distance import distance_inside
from tabscope.operations.histogram import histogram, otsu_value
from tabscope.operations.inputs import as_labels, check, fill_missing, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Labels, Mask, Param, operation, whole
from tabscope.operations.voxels import sides, uneven
from tabscope.units import Length, px

WHOLE = whole("an object may reach over the whole plane")


@operation(
    "segment.maxima",
    version=1,
    locality=whole("a peak is judged by the saddles around it, however far"),
    needs=("scipy.ndimage", "skimage.morphology"),
    title="Find peaks",
    cite="Soille 2003, doi:10.1007/978-3-662-05088-0; scikit-image: skimage.morphology.h_maxima",
    bytes_per_pixel=72,
)
def maxima(
    image: Intensity,
    height: Annotated[float, Param(ge=0, help="How far a peak must stand above its surroundings, in counts.")] = 10.0,
) -> Labels:
    """Mark each peak that stands out by a height, as seeds for objects or as spots.

    A peak is a connected plateau, numbered by first pixel; pixels that touch at a corner are neighbours. With height 0
    every local maximum counts. A flat image has none. NaN counts as the median.
    """
    from skimage import morphology

    values, _ = fill_missing(check(image, "Find peaks"))
    if values.max() == values.min():
        return np.zeros(values.shape, dtype=np.uint32)
    if height <= 0:
        found = morphology.local_maxima(values, connectivity=values.ndim)
    else:
        found = morphology.h_maxima(values.astype(np.float64), height, np.ones((3,) * values.ndim))
    return components(np.asarray(found) > 0)[0]


@operation(
    "segment.watershed",
    version=1,
    locality=WHOLE,
    needs=("skimage.segmentation",),
    title="Watershed from seeds",
    cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed",
    bytes_per_pixel=64,
)
def watershed(
    image: Intensity,
    seeds: Labels,
    mask: Mask | None = None,
    objects: Annotated[
        Literal["bright", "dark"],
        Param(help="bright: borders run through dark valleys; dark: along bright ridges, such as membranes."),
    ] = "bright",
    compactness: Annotated[
        float, Param(ge=0, le=1e6, soft=10, advanced=True, help="Larger gives rounder objects.")
    ] = 0.0,
) -> Labels:
    """Let each seed grow until it meets its neighbours, along the valleys or ridges of the image.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x). NaN counts as the median.
    seeds : numpy.ndarray
        One number for each object; each object keeps the number of its seed.
    mask : numpy.ndarray, optional
        Objects stay inside of it; without one they fill the image.

    Returns
    -------
    numpy.ndarray
        uint32. Pixels that touch at a corner are neighbours.
    """
    from skimage import segmentation

    values, _ = fill_missing(check(image, "Watershed from seeds"))
    marks = as_labels(seeds, "Watershed from seeds")
    same_shape(values, marks, "Watershed from seeds")
    if mask is not None:
        same_shape(values, mask, "Watershed from seeds")
    inside = None if mask is None else mask != 0
    if not marks.any():
        return marks.copy()
    ids, places = np.unique(marks, return_inverse=True)
    height = -values if objects == "bright" else values
    found = segmentation.watershed(
        height, places.reshape(marks.shape) + int(ids[0] != 0), connectivity=values.ndim, mask=inside,
        compactness=cast("int", compactness),
    )  # fmt: skip
    names = ids if ids[0] == 0 else np.concatenate([np.zeros(1, ids.dtype), ids])
    return names[found].astype(np.uint32)


@operation(
    "segment.grow",
    version=1,
    locality=WHOLE,
    needs=("scipy.ndimage", "skimage.segmentation"),
    title="Grow cells from nuclei",
    cite="scikit-image: skimage.segmentation.watershed; CellProfiler: IdentifySecondaryObjects (Watershed - Image)",
    bytes_per_pixel=96,
)
def grow(
    nuclei: Labels,
    image: Intensity,
    mask: Mask,
    notes: Notes | None = None,
) -> Labels:
    """Find the cell around each nucleus: nuclei grow inside the mask until they meet, along dark valleys of the image.

    Each cell has the number of its nucleus and holds all of it. Parts of the mask without a nucleus stay background.
    """
    ids = as_labels(nuclei, "Grow cells from nuclei")
    same_shape(ids, check(mask, "Grow cells from nuclei"), "Grow cells from nuclei")
    cells = watershed(image, ids, (mask != 0) | (ids > 0), "bright", 0.0)
    empty = int(components((mask != 0) & (cells == 0))[1]) if notes is not None else 0
    if notes is not None and empty:
        notes.say(f"{empty} parts of the mask have no nucleus and were left out.")
    return np.where(ids > 0, ids, cells).astype(np.uint32)


@operation(
    "segment.voronoi_otsu",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=WHOLE,
    needs=("scipy.ndimage", "skimage.segmentation"),
    title="Voronoi-Otsu",
    cite="Haase et al. 2020, doi:10.1038/s41592-019-0650-1 (clEsperanto: voronoi_otsu_labeling)",
    bytes_per_pixel=96,
)
def voronoi_otsu(
    image: Intensity,
    spots: Annotated[Length, Param(ge=0, le=200, soft=30, help="About half the distance between centres.")] = px(5),
    outline: Annotated[Length, Param(ge=0, le=50, soft=10, help="How much the image is smoothed first.")] = px(1),
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Labels:
    """Find round bright objects in one step: centres by a wide blur, outlines by Otsu, halfway lines between them.

    Peaks of the image after a Gaussian of ``spots`` that lie above Otsu's threshold of the image after a Gaussian of
    ``outline`` are the centres; each foreground pixel goes to the nearest centre within the mask. Numbered by first
    pixel. The histogram is trimmed (see `tabscope.operations.histogram`); a flat image has no objects. Where slices lie
    further apart than pixels, near is meant in µm; version 1 counted voxels.
    """
    from scipy import ndimage

    values, _ = fill_missing(check(image, "Voronoi-Otsu"))
    smooth = ndimage.gaussian_filter(values, outline.per_axis(values.ndim), mode="nearest")

    def find() -> tuple[float] | None:
        counted = histogram(smooth)
        return None if counted.flat else (otsu_value(counted),)

    said = notes or Notes()
    found = said.found(said.per("threshold", outline.in_plane), find=find)
    if found is None:
        return np.zeros(values.shape, dtype=np.uint32)
    said.value("threshold", found[0])
    mask = smooth > found[0]
    wide = ndimage.gaussian_filter(values, spots.per_axis(values.ndim), mode="nearest")
    centres = components((wide == ndimage.maximum_filter(wide, 3, mode="nearest")) & mask)[0]
    return number_by_first_pixel(_nearest_within(centres, mask, sides(pixel_size, mask.ndim)))


def _nearest_within(centres: NDArray[np.uint32], mask: NDArray[np.bool_], lengths: tuple[float, ...]) -> NDArray[Any]:
    """Return each foreground pixel's centre, by the number of steps inside the mask.

    Where steps are of different lengths, the way inside the mask is flooded in the order of the distance to a centre.
    """
    from skimage import segmentation

    far: Any = distance_inside(centres == 0, lengths) if uneven(lengths) else np.zeros(mask.shape, np.uint8)
    found = segmentation.watershed(far, centres.astype(np.int64), mask=mask)
    pieces, _ = components(mask)
    empty = keep(pieces, np.bincount(pieces.ravel(), weights=(found > 0).ravel()) == 0).astype(np.int64)
    return np.where(empty > 0, empty + int(found.max()), found)


@operation(
    "segment.random_walker",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=WHOLE,
    needs=("skimage.segmentation", "scipy.sparse", "scipy.sparse.linalg"),
    title="Random walker",
    cite="Grady 2006, doi:10.1109/TPAMI.2006.233; scikit-image: skimage.segmentation.random_walker",
    bytes_per_pixel=400,
)
def random_walker(
    image: Intensity,
    seeds: Labels,
    beta: Annotated[
        float, Param(ge=1, le=100000, soft=2000, help="Larger keeps borders closer to steps in the image.")
    ] = 130.0,
    pixel_size: PixelSize | None = None,
) -> Labels:
    """Give each pixel to the seed that a random walk from it reaches first; good where edges are weak.

    One of the seeds should lie in the background. Objects keep the numbers of their seeds; in a flat image they do not
    grow. For images up to about a megapixel. NaN counts as the median. In a volume a step in brightness along z counts
    per pixel of the plane; version 1 counted it per slice.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the equations cannot be solved.
    """
    title = "Random walker"
    from skimage import segmentation

    values, _ = fill_missing(check(image, "Random walker"))
    marks = as_labels(seeds, "Random walker")
    same_shape(values, marks, "Random walker")
    ids, places = np.unique(marks, return_inverse=True)
    if ids[-1] == 0 or values.max() == values.min():
        return marks.copy()
    names = ids if ids[0] == 0 else np.concatenate([np.zeros(1, ids.dtype), ids])
    if names.size == 2:
        return np.full(marks.shape, names[-1], np.uint32)
    scaled = (values.astype(np.float64) - float(values.min())) / float(np.ptp(values))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            walked = segmentation.random_walker(
                scaled, places.reshape(marks.shape) + int(ids[0] != 0), beta=beta, mode="cg_j", tol=1e-6,
                spacing=sides(pixel_size, marks.ndim),
            )  # fmt: skip
    except UserWarning as error:
        reason = "its edges are too sharp for this setting."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose a smaller beta.") from error
    return names[np.maximum(walked, 0)].astype(np.uint32)
