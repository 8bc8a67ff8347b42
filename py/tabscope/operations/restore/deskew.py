"""Stacks of a light sheet that is tilted to the stage: brought upright."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check_volume
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Intensity, IntensityVolume, Param, operation, whole
from tabscope.operations.resample import resample
from tabscope.units import Length

TITLE = "Deskew a light-sheet stack"


@operation(
    "restore.deskew",
    version=1,
    locality=whole("voxels come from elsewhere"),
    needs=("scipy.ndimage",),
    title=TITLE,
    cite="scipy: scipy.ndimage.affine_transform; one shear and turn, as in LLSpy and pycudadecon",
    bytes_per_pixel=96,
)
def deskew(
    image: IntensityVolume,
    angle: Annotated[float, Param(ge=1, le=89, help="Degrees between the light sheet and the coverslip.")] = 31.8,
    step: Annotated[
        Length | None,
        Param(ge=0.01, le=1000, soft=20, help="How far the stage moves from slice to slice; empty takes the file's."),
    ] = None,
    backwards: Annotated[bool, Param(help="The stage moved the other way.", advanced=True)] = False,
    turned: Annotated[
        bool, Param(help="Turn the result so that slices are parallel to the coverslip; else to the light sheet.")
    ] = True,
    placing: Placing | None = None,
) -> Intensity:
    """Bring the slices of a tilted light sheet, taken while the stage moved, to where they were in the sample.

    The result has no place on the image: its table is in voxels of its own (in µm as always), and it is not drawn.

    Parameters
    ----------
    image : numpy.ndarray
        (z, y, x): slices as they were taken, y along the light sheet, x across the scan. y and x are equally long.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for wide types), mixed linearly; missing (NaN) where no light sheet was. Turned: cubes with
        the side of a pixel, z the height over the coverslip, y along the scan. Else: the slices shifted along y, as
        far apart as the step times the sine of the angle.

    Raises
    ------
    TabscopeError
        ``operation.input`` for a plane, and where neither a step nor the distance of slices is known.
    """
    volume, place = check_volume(image, TITLE), placing or Placing()
    size = place.grid.pixel_size
    moved = step.in_plane if step is not None else size.z / size.y if size.z and size.y else 0.0
    if not moved:
        raise TabscopeError(
            "operation.input", step=TITLE, reason="its step is not known.", advice="Type how far the stage moves."
        )
    sin, cos = float(np.sin(np.radians(angle))), float(np.cos(np.radians(angle)))
    slices = volume[::-1] if backwards else volume
    depth, rows, columns = volume.shape
    along = (depth - 1) * moved
    if turned:
        # A voxel (k, j, i) is j sin over the coverslip and k step + j cos along the scan.
        matrix = np.array([[-cos / (sin * moved), 1 / moved, 0], [1 / sin, 0, 0], [0, 0, 1]])
        shape = (int((rows - 1) * sin) + 1, int(along + (rows - 1) * cos) + 1, columns)
        thick = size.y
    else:
        matrix = np.array([[1.0, 0, 0], [-moved * cos, 1, 0], [0, 0, 1]])
        shape = (depth, int(rows - 1 + along * cos) + 1, columns)
        thick = None if size.y is None else size.y * moved * sin
    place.leave(PixelSize(thick, size.y, size.x, size.t, size.origin))
    return resample(slices, matrix, np.zeros(3), shape, exact=False)
