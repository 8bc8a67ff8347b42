"""Frames moved back against drift, and channels onto one another."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import check, same_shape
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes
from tabscope.operations.register.offset import Vector, offset
from tabscope.operations.registry import Intensity, Param, operation, whole
from tabscope.operations.restore.shift import shift
from tabscope.units import Length, px

REACH = Param(ge=1, le=2000, soft=200, help="The largest shift that is looked for.")
WHOLE_PIXELS = Param(help="Move by whole pixels, so that brightness stays as it was measured.")
CITE = "Guizar-Sicairos et al. 2008, doi:10.1364/OL.33.000156; compared with skimage.registration"
AXES = ("deeper", "down", "right")


@operation(
    "register.drift",
    version=1,
    locality=whole("drift is found on whole frames, one after the other"),
    needs=("scipy.ndimage",),
    title="Correct drift over time",
    cite=CITE,
    bytes_per_pixel=160,
)
def drift(
    image: Intensity,
    found_on: Intensity | None = None,
    compared_to: Annotated[
        Literal["previous", "first"],
        Param(help="previous: where things change their look; first: where they stay, without adding up errors."),
    ] = "previous",
    largest: Annotated[Length, REACH] = px(40),
    whole_pixels: Annotated[bool, WHOLE_PIXELS] = True,
    moment: Moment | None = None,
    notes: Notes | None = None,
) -> Intensity:
    """Move each frame back so that what stands still stays in place; the first frame of a run stays where it is.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x): what is moved.
    found_on : numpy.ndarray, optional
        Another channel that the drift is found on; without one, the image itself.
    largest : Length
        From the frame that it is compared to.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for wide types), same shape; what comes in from outside is missing (NaN). The shift of each
        frame is written down. A run on one time has nothing to compare to and takes the shift of the last whole run,
        or none.
    """
    title = "Correct drift over time"
    seen = check(image if found_on is None else found_on, title)
    same_shape(check(image, title), seen, title)
    here = moment or Moment()
    names = [f"{here.name}_{axis}_px" for axis in AXES[-seen.ndim :]]
    reach = largest.per_axis(seen.ndim)

    def find() -> tuple[float, ...]:
        return _steps(_against_drift(seen, here.memory, compared_to, reach), whole_pixels)

    by = (notes or Notes()).found(*names, find=find) or (0.0,) * seen.ndim
    return _moved(image, np.array(by))


def _against_drift(
    seen: NDArray[Any], memory: dict[str, NDArray[Any]], compared_to: str, reach: tuple[float, ...]
) -> Vector:
    """Return the shift of a frame, and remember what the next one is compared to."""
    if "frame" not in memory:
        memory |= {"frame": seen, "shift": np.zeros(seen.ndim)}
        return memory["shift"]
    by = offset(memory["frame"], seen, reach)
    if compared_to == "previous":
        by = by + memory["shift"]
        memory |= {"frame": seen, "shift": by}
    return by


@operation(
    "register.align_channels",
    version=1,
    locality=whole("the shift is found on the whole image"),
    needs=("scipy.ndimage",),
    title="Align a channel",
    cite=CITE,
    bytes_per_pixel=160,
)
def align_channels(
    image: Intensity,
    reference: Intensity,
    largest: Annotated[Length, REACH] = px(10),
    whole_pixels: Annotated[bool, WHOLE_PIXELS] = False,
    notes: Notes | None = None,
) -> Intensity:
    """Move a channel so that it lies on another that shows the same structures; for chromatic shift.

    The shift is found by cross-correlation and written down. float32 (float64 for wide types), same shape; what comes
    in from outside is missing (NaN). A flat image is not moved.
    """
    seen, other = check(image, "Align a channel"), check(reference, "Align a channel")
    same_shape(seen, other, "Align a channel")
    names = [f"{axis}_px" for axis in AXES[-seen.ndim :]]

    def find() -> tuple[float, ...]:
        return _steps(offset(other, seen, largest.per_axis(seen.ndim)), whole_pixels)

    by = (notes or Notes()).found(*names, find=find) or (0.0,) * seen.ndim
    return _moved(image, np.array(by))


def _steps(by: Vector, whole_pixels: bool) -> tuple[float, ...]:
    """Return a shift in whole pixels, or in hundredths: the last bits differ from machine to machine."""
    return tuple((np.round(by, 0 if whole_pixels else 2) + 0.0).tolist())


def _moved(image: NDArray[Any], by: Vector) -> NDArray[Any]:
    deeper = by[0] if image.ndim == 3 else 0.0
    return shift(image, float(by[-2]), float(by[-1]), float(deeper))
