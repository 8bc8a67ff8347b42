"""From a mask to single objects: connected pieces, and pieces that touch split."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.basins import basins, flooded
from tabscope.operations.centres import PEAK, SMOOTH, lit, smoothed, spaced_seeds
from tabscope.operations.components import components, keep, labelled, number_by_first_pixel, sizes
from tabscope.operations.distance import distance_inside
from tabscope.operations.inputs import check, fill_missing, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Labels, Mask, Param, operation, stitched, whole
from tabscope.operations.trim import outside, trimmed
from tabscope.operations.voxels import sides
from tabscope.units import Area, Length, px

TITLE = "Split touching objects"


@operation(
    "segment.label",
    version=1,
    locality=stitched,
    needs=("scipy.ndimage",),
    title="Label",
    cite="scikit-image: skimage.measure.label",
    bytes_per_pixel=12,
)
def label(
    mask: Mask,
    corners: Annotated[bool, Param(help="Pixels that touch at a corner only belong together.")] = True,
) -> Labels:
    """Give each connected piece of foreground a number.

    uint32, numbered by first pixel in C order; background 0.
    """
    return components(check(mask, "Label") != 0, corners)[0]


@operation(
    "segment.split",
    version=2,
    earlier={1: {"centres": "shape", "pixel_size": None}},
    locality=whole("objects that touch may reach over the whole plane"),
    needs=("scipy.ndimage", "skimage.measure", "skimage.segmentation"),
    title=TITLE,
    bytes_per_pixel=64,
    cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed",
)
def split(
    mask: Mask,
    image: Intensity | None = None,
    diameter: Annotated[
        Length | None, Param(ge=1, le=5000, soft=200, help="Typical diameter; empty uses the least distance alone.")
    ] = None,
    min_distance: Annotated[
        Length, Param(ge=0, le=2000, soft=50, unless="diameter", help="Seeds closer than this are one object.")
    ] = px(5),
    trim: Annotated[
        float,
        Param(
            ge=0, le=1, help="Cut each object where it is darker than this share of its own brightness; 0 cuts nothing."
        ),
    ] = 0.0,
    smaller_than: Annotated[Area, Param(ge=0, help="Pieces with less area than this are removed.")] = Area(0),
    centres: Annotated[
        Literal["shape", "shape and brightness"],
        Param(help="Brightness helps where objects overlap in depth; it may cut nuclei with a coarse pattern in two."),
    ] = "shape",
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Labels:
    """Split objects that touch, along the valleys between their centres.

    Version 1 took voxels for cubes, and went by shape alone.

    Parameters
    ----------
    mask : numpy.ndarray
        bool, (y, x) or (z, y, x).
    image : numpy.ndarray, optional
        What `trim` looks at, through a Gaussian of 0.06 D; best without background. Where to split follows from shape
        alone unless `centres` says so: brightness would cut large nuclei with a pattern (HeLa) in two.
    diameter : Length, optional
        D: the distance to the background (in a volume as long in z as in the plane) is smoothed by 0.06 D; seeds are
        its maxima that stand 0.03 D above the saddles around them.
    min_distance : Length
        Without a diameter, seeds are the local maxima of the distance at least this far apart; the higher one
        stays, of equal ones the first in C order.
    trim : float
        Needs an image. A pixel stays in its object where it is above base + trim x (the object's 75th percentile -
        base), base being the median outside the mask: half the height of a blurred edge is where the object ends,
        however bright it is. Holes that this makes are filled; of several parts the largest stays.
    smaller_than : Area
        Pieces under this area are removed.
    centres : str
        ``shape and brightness``: the distance times the brightness (Gaussian of 0.15 D, from base on) as a share of
        the brightest place within half a diameter. Needs an image and a diameter.

    Returns
    -------
    numpy.ndarray
        uint32, numbered by first pixel in C order. Without trimming every pixel of the mask belongs to a piece,
        unless the piece was removed.

    Raises
    ------
    TabscopeError
        ``operation.input`` where brightness is asked for without an image or a diameter.
    """
    binary = check(mask, TITLE) != 0
    if centres != "shape" and (image is None or diameter is None):
        raise TabscopeError(
            "operation.input", step=TITLE, reason="brightness needs an image and a typical diameter.",
            advice="Wire an image and give a diameter, or split by shape.",
        )  # fmt: skip
    if not binary.any():
        return np.zeros(binary.shape, dtype=np.uint32)
    said = notes or Notes()
    if binary.ndim == 3 and pixel_size is not None and not pixel_size.z:
        said.say("The distance of slices is not known: voxels were taken for cubes. Set the pixel size.")
    distance = distance_inside(binary, sides(pixel_size, binary.ndim))
    values, base = None, 0.0
    if image is not None:
        same_shape(binary, image, TITLE)
        if trim > 0 or centres != "shape":
            values = _blurred(image, diameter)
            base = _base(values, binary, diameter, said)
    if diameter is None:
        labels = flooded(distance, spaced_seeds(distance, min_distance.per_axis(binary.ndim)), binary)
    else:
        height = smoothed(distance, diameter)
        if image is not None and centres != "shape":
            height = lit(height, fill_missing(image)[0], base, diameter)
        labels = basins(height, binary, PEAK * diameter.in_plane)
    if values is not None and trim > 0:
        labels = trimmed(labels, values, base, trim)
    if notes is not None:
        said.value("pieces", labelled(binary)[1])
    return number_by_first_pixel(keep(labels, sizes(labels) >= smaller_than) if smaller_than > 0 else labels)


def _blurred(image: NDArray[Any], diameter: Length | None) -> NDArray[Any]:
    from scipy import ndimage

    values, _ = fill_missing(image)
    if diameter is None:
        return values
    return ndimage.gaussian_filter(values, [SMOOTH * one for one in diameter.per_axis(image.ndim)], mode="nearest")


def _base(values: NDArray[Any], mask: NDArray[np.bool_], diameter: Length | None, notes: Notes) -> float:
    """Return the level of the background in the whole image."""
    name = notes.per("base", *([] if diameter is None else [diameter.in_plane]))
    found = notes.found(name, find=lambda: (outside(values, mask),))
    return found[0] if found else 0.0
