"""A threshold that is counted in noise: for what stands out of an even background, however much or little of it."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.operations.histogram import Histogram
from tabscope.operations.inputs import check
from tabscope.operations.notes import Notes
from tabscope.operations.overview import Overview
from tabscope.operations.registry import Intensity, Mask, Param, operation, statistic
from tabscope.operations.scope import VALUES, ScopeChoice, counted_values, of_all_planes

TITLE = "Above the noise"


@operation(
    "threshold.noise",
    version=1,
    survey=VALUES,
    locality=statistic,
    title=TITLE,
    bytes_per_pixel=12,
    cite="CellProfiler: Threshold, Robust Background",
)
def noise(
    image: Intensity,
    times: Annotated[
        float, Param(ge=0, le=1000, soft=20, help="How many times the noise a pixel must lie above the background.")
    ] = 6.0,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Keep pixels that lie above the background by so many times its noise; for thin lines and few small objects.

    The background is the median, the noise 1.4826 times the median absolute deviation, at least one step between
    values; both over the trimmed histogram (see `tabscope.operations.histogram`). Three quarters of the image should be
    background. A flat image has no foreground; NaN is never foreground.
    """
    check(image, TITLE)
    said = notes or Notes()

    def find() -> tuple[float, float] | None:
        counted = counted_values(image, overview)
        return None if counted.flat else _background(counted)

    found = of_all_planes(said, ("background", "noise"), find, scope, overview)
    if found is None:
        said.say("The image is flat: nothing stands out.")
        return np.zeros(image.shape, dtype=np.bool_)
    threshold = found[0] + times * found[1]
    said.value("threshold", threshold)
    return image > threshold


def _background(counted: Histogram) -> tuple[float, float]:
    """Return the median and the robust standard deviation of what was counted."""
    middle = counted.percentile(50)
    away = np.abs(counted.centers - middle)
    order = np.argsort(away, kind="stable")
    total = np.cumsum(counted.counts[order])
    spread = float(away[order][np.searchsorted(total, total[-1] / 2)])
    return middle, 1.4826 * max(spread, float(counted.centers[1] - counted.centers[0]))
