"""Foreground by contours and by groups of gray values."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.operations.histogram import Histogram, histogram
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Mask, Param, operation, statistic, whole


@operation(
    "segment.chan_vese",
    version=1,
    locality=whole("the contour is found for the whole image at once"),
    needs=("skimage.segmentation",),
    title="Active contour (Chan-Vese)",
    cite="Chan and Vese 2001, doi:10.1109/83.902291; scikit-image: skimage.segmentation.morphological_chan_vese",
    bytes_per_pixel=96,
)
def chan_vese(
    image: Intensity,
    steps: Annotated[int, Param(ge=1, le=500, soft=100, help="How long the contour moves.")] = 35,
    smoothing: Annotated[int, Param(ge=0, le=10, help="How often the contour is smoothed at each step.")] = 1,
    objects: Annotated[Literal["bright", "dark"], Param(help="Which side of the contour is foreground.")] = "bright",
    notes: Notes | None = None,
) -> Mask:
    """Part the image into two areas of even brightness with a smooth border; good where edges are faint.

    Begins with the pixels above the mean. A flat image has no foreground. NaN counts as the median and is never
    foreground. A stack of one slice, or one that is one pixel thin, is taken as a plane.

    Raises
    ------
    TabscopeError
        ``operation.input`` for a single line of pixels.
    """
    from skimage import segmentation

    values, missing = fill_missing(check(image, "Active contour (Chan-Vese)"))
    if values.max() == values.min():
        return np.zeros(values.shape, dtype=np.bool_)
    plane = values.reshape([one for one in values.shape if one > 1])
    if plane.ndim < 2:
        raise TabscopeError(
            "operation.input", step="Active contour (Chan-Vese)", reason="it is one line of pixels.",
            advice="Choose a larger region.",
        )  # fmt: skip
    mean = (notes or Notes()).found("mean", find=lambda: (float(values.mean()),))
    begin: Any = plane > (mean or (0.0,))[0]
    even = steps + steps % 2  # scikit-image smooths in two ways by turns, and remembers the turn between calls
    moved = segmentation.morphological_chan_vese(plane, num_iter=even, init_level_set=begin, smoothing=smoothing)
    found = moved.reshape(values.shape) > 0
    if not found.any() or found.all():
        return np.zeros(values.shape, dtype=np.bool_)
    bright = values[found].mean() > values[~found].mean()
    mask = found if bright == (objects == "bright") else ~found
    return np.asarray(mask if missing is None else mask & ~missing, dtype=np.bool_)


@operation(
    "segment.cluster",
    version=1,
    locality=statistic,
    title="Group gray values",
    cite="Lloyd 1982, doi:10.1109/TIT.1982.1056489 (k-means on the histogram)",
    bytes_per_pixel=16,
)
def cluster(
    image: Intensity,
    groups: Annotated[int, Param(ge=2, le=8, help="How many groups of brightness there are, background included.")] = 3,
    keep: Annotated[int, Param(ge=1, le=7, help="How many of the brightest groups are foreground.")] = 1,
    notes: Notes | None = None,
) -> Mask:
    """Sort the pixels into groups of similar brightness, and keep the brightest groups.

    K-means on the trimmed histogram (see `tabscope.operations.histogram`), begun at even percentiles, until no pixel
    changes its group. Keeping as many groups as there are keeps nothing. NaN is never foreground.
    """
    check(image, "Group gray values")
    said = notes or Notes()
    names = [f"threshold_{number}_of_{groups - 1}" for number in range(1, groups)]
    found = said.found(*names, find=lambda: _between_groups(histogram(image), groups)) if keep < groups else None
    if found is None:
        said.say("Nothing stands out: choose fewer groups to keep, or another channel.")
        return np.zeros(image.shape, dtype=np.bool_)
    said.value("threshold", found[groups - 1 - keep])
    return image > found[groups - 1 - keep]


def _between_groups(counted: Histogram, groups: int) -> tuple[float, ...] | None:
    """Return the values between groups of similar brightness; None for a flat image."""
    if counted.flat:
        return None
    centres = np.array([counted.percentile(100 * (one + 0.5) / groups) for one in range(groups)])
    limits = centres[:-1]
    for _ in range(200):
        before, limits = limits, (centres[:-1] + centres[1:]) / 2
        if np.array_equal(before, limits):
            break
        edges = [-np.inf, *limits, np.inf]
        means = [counted.mean(low, high) for low, high in pairwise(edges)]
        centres = np.where(np.isnan(means), centres, means)
    return tuple(float(one) for one in limits)
