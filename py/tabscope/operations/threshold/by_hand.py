"""Thresholds that are typed: one value, or a high one with a low one around it."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check
from tabscope.operations.registry import Intensity, Mask, Param, operation, pointwise, whole


@operation(
    "threshold.manual",
    version=1,
    locality=pointwise,
    cite="numpy.greater",
    title="Threshold by hand",
    bytes_per_pixel=2,
)
def manual(
    image: Intensity,
    above: Annotated[float, Param(help="Pixels brighter than this are foreground, in the image's own counts.")] = 0.0,
) -> Mask:
    """Keep pixels brighter than a value that you choose.

    NaN is never foreground.
    """
    return check(image, "Threshold by hand") > above


@operation(
    "threshold.hysteresis",
    version=1,
    locality=whole("an area may reach over the whole plane"),
    needs=("scipy.ndimage",),
    title="Hysteresis threshold",
    cite="Canny 1986, doi:10.1109/TPAMI.1986.4767851; scikit-image: skimage.filters.apply_hysteresis_threshold",
    bytes_per_pixel=14,
)
def hysteresis(
    image: Intensity,
    low: Annotated[float, Param(help="Pixels brighter than this belong to an area that has a bright place.")] = 100.0,
    high: Annotated[float, Param(help="An area must have a pixel brighter than this.")] = 200.0,
) -> Mask:
    """Keep areas above a low value that reach above a high value somewhere; faint ends of bright lines stay.

    Pixels that touch at a side are neighbours. NaN is never foreground.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the high value is under the low one.
    """
    from scipy import ndimage

    title = "Hysteresis threshold"
    check(image, title)
    if high < low:
        reason = f"its high value ({high:g}) is under its low one ({low:g})."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose a higher one.")
    found: Any = ndimage.label(image > low)
    areas, number = found
    bright = np.zeros(int(number) + 1, dtype=np.bool_)
    bright[np.unique(areas[image > high])] = True
    bright[0] = False
    return bright[areas]
