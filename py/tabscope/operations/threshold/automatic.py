"""Thresholds found from the histogram of the whole image.

Over several slices or times one value is found for all of them (``scope``), from the sum of their histograms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.histogram import Histogram, li_value, otsu_value, triangle_value
from tabscope.operations.inputs import check
from tabscope.operations.notes import Notes
from tabscope.operations.overview import Overview, Scope
from tabscope.operations.registry import Intensity, Mask, Param, operation, statistic
from tabscope.operations.scope import PLANE_ALONE, VALUES, ScopeChoice, counted_values, of_all_planes


@operation(
    "threshold.otsu",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    title="Otsu threshold",
    bytes_per_pixel=12,
    cite="Otsu 1979, doi:10.1109/TSMC.1979.4310076; scikit-image: skimage.filters.threshold_otsu",
)
def otsu(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Find the value that parts the pixels into two even groups, and keep the brighter ones.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, otsu_value, "Otsu threshold", notes, scope, overview)


@operation(
    "threshold.li",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    title="Li threshold",
    bytes_per_pixel=12,
    cite="Li and Tam 1998, doi:10.1016/S0167-8655(98)00057-9; scikit-image: skimage.filters.threshold_li",
)
def li(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Find the value with the least cross entropy, and keep the brighter pixels; good where objects are dim.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, li_value, "Li threshold", notes, scope, overview)


@operation(
    "threshold.triangle",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    title="Triangle threshold",
    bytes_per_pixel=12,
    cite="Zack et al. 1977, doi:10.1177/25.7.70454; scikit-image: skimage.filters.threshold_triangle",
)
def triangle(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Find the corner of a histogram with one large peak, and keep the brighter pixels; good where objects are few.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, triangle_value, "Triangle threshold", notes, scope, overview)


@operation(
    "threshold.yen",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    needs=("skimage.filters.thresholding",),
    title="Yen threshold",
    bytes_per_pixel=12,
    cite="Yen et al. 1995, doi:10.1109/83.366472; scikit-image: skimage.filters.threshold_yen",
)
def yen(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Find the value that keeps most of the information, and keep the brighter pixels; good for small bright objects.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    from skimage.filters import thresholding

    def value(counted: Histogram) -> float:
        return float(thresholding.threshold_yen(hist=_pair(counted)))

    return _above(image, value, "Yen threshold", notes, scope, overview)


@operation(
    "threshold.isodata",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    needs=("skimage.filters.thresholding",),
    title="Isodata threshold",
    bytes_per_pixel=12,
    cite="Ridler and Calvard 1978, doi:10.1109/TSMC.1978.4310039; scikit-image: skimage.filters.threshold_isodata; "
    "ImageJ: Default is a variant",
)
def isodata(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Find the value halfway between the means of the dark and the bright pixels, and keep the brighter ones.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    from skimage.filters import thresholding

    def value(counted: Histogram) -> float:
        return float(thresholding.threshold_isodata(hist=_pair(counted)))

    return _above(image, value, "Isodata threshold", notes, scope, overview)


@operation(
    "threshold.minimum",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    needs=("scipy.ndimage",),
    title="Minimum threshold",
    bytes_per_pixel=12,
    cite="Prewitt and Mendelsohn 1966, doi:10.1111/j.1749-6632.1965.tb11715.x; scikit-image: "
    "skimage.filters.threshold_minimum",
)
def minimum(
    image: Intensity,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Smooth the histogram until it has two peaks, and part the pixels at the valley between them.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the histogram has no two peaks.
    """
    return _above(image, _valley, "Minimum threshold", notes, scope, overview)


@operation(
    "threshold.mean",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    title="Mean threshold",
    bytes_per_pixel=12,
    cite="Glasbey 1993, doi:10.1006/cgip.1993.1040; scikit-image: skimage.filters.threshold_mean",
)
def mean(
    image: Intensity,
    deviations: Annotated[
        float, Param(ge=-5, le=20, soft=5, help="Keep pixels this many standard deviations above the mean.")
    ] = 0.0,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Keep pixels brighter than the mean, or than the mean plus some standard deviations.

    Over the trimmed histogram (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    check(image, "Mean threshold")
    said = notes or Notes()

    def find() -> tuple[float, float] | None:
        counted = counted_values(image, overview)
        if counted.flat:
            return None
        middle = counted.mean()
        spread = (counted.counts * (counted.centers - middle) ** 2).sum() / counted.counts.sum()
        return middle, float(np.sqrt(spread))

    found = of_all_planes(said, ("mean", "sd"), find, scope, overview)
    if found is None:
        said.say(FLAT)
        return np.zeros(image.shape, dtype=np.bool_)
    threshold = found[0] + deviations * found[1]
    said.value("threshold", threshold)
    return image > threshold


@operation(
    "threshold.multi_otsu",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    needs=("skimage.filters.thresholding",),
    title="Multi-Otsu threshold",
    bytes_per_pixel=16,
    cite="Liao et al. 2001; scikit-image: skimage.filters.threshold_multiotsu",
)
def multi_otsu(
    image: Intensity,
    groups: Annotated[int, Param(ge=2, le=5, help="How many groups of brightness there are, background included.")] = 3,
    keep: Annotated[int, Param(ge=1, le=4, help="How many of the brightest groups are foreground.")] = 1,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Part the pixels into several groups of brightness, and keep the brightest ones.

    Over the trimmed histogram in 256 bins. A flat image, or one with fewer values than groups, has no foreground;
    neither has it where all groups are kept.
    """
    from skimage.filters import thresholding

    title = "Multi-Otsu threshold"
    check(image, title)
    said = notes or Notes()

    def find() -> tuple[float, ...] | None:
        counted = counted_values(image, overview)
        coarse, centers = _in_bins(counted)
        if counted.flat or np.count_nonzero(coarse) < groups:
            return None
        return tuple(float(one) for one in thresholding.threshold_multiotsu(classes=groups, hist=(coarse, centers)))

    names = tuple(f"threshold_{number}_of_{groups - 1}" for number in range(1, groups))
    found = of_all_planes(said, names, find, scope, overview) if keep < groups else None
    if found is None:
        said.say("Nothing stands out: choose fewer groups.")
        return np.zeros(image.shape, dtype=np.bool_)
    said.value("threshold", found[groups - 1 - keep])
    return image > found[groups - 1 - keep]


SMOOTHINGS = 10_000
"""How often a histogram is smoothed at most, as in scikit-image."""


def _valley(counted: Histogram) -> float:
    """Return the lowest value between the two peaks that are left; as scikit-image's, peaks found all at once."""
    from scipy import ndimage

    smooth, tops = counted.counts.astype(np.float32), np.zeros(0, np.int64)
    for _ in range(SMOOTHINGS):
        smooth = ndimage.uniform_filter1d(smooth, 3)
        tops = _peaks(smooth)
        if tops.size < 3:
            break
    if tops.size != 2:
        reason, advice = "its histogram does not have two peaks.", "Use another threshold, such as Li or Otsu."
        raise TabscopeError("operation.input", step="Minimum threshold", reason=reason, advice=advice)
    return float(counted.centers[tops[0] + int(np.argmin(smooth[tops[0] : tops[1] + 1]))])


def _peaks(curve: NDArray[Any]) -> NDArray[np.int64]:
    """Return where a curve begins to fall after it rose (or from its beginning); of a flat top, the end."""
    steps = np.diff(curve)
    moves = np.flatnonzero(steps)
    falls = steps[moves] < 0
    return moves[falls & np.append(True, ~falls[:-1])[: falls.size]]


FLAT = "The image is flat: nothing stands out."
MOST_BINS = 256


def _in_bins(counted: Histogram) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the histogram in at most 256 bins: the search over several thresholds grows with their power."""
    if counted.centers.size <= MOST_BINS:
        return counted.counts, counted.centers
    edges = np.linspace(counted.centers[0], counted.centers[-1], MOST_BINS + 1)
    place = np.minimum(np.searchsorted(edges, counted.centers, side="right") - 1, MOST_BINS - 1)
    coarse = np.bincount(place, weights=counted.counts, minlength=MOST_BINS).astype(np.int64)
    return coarse, (edges[:-1] + edges[1:]) / 2


def _pair(counted: Histogram) -> tuple[NDArray[Any], NDArray[Any]]:
    return counted.counts, counted.centers


def _above(
    image: NDArray[Any],
    value_of: Callable[[Histogram], float],
    title: str,
    notes: Notes | None,
    scope: Scope,
    overview: Overview | None,
) -> NDArray[np.bool_]:
    check(image, title)
    said = notes or Notes()

    def find() -> tuple[float, ...] | None:
        counted = counted_values(image, overview)
        return None if counted.flat else (value_of(counted),)

    found = of_all_planes(said, ("threshold",), find, scope, overview)
    if found is None:
        said.say(FLAT)
        return np.zeros(image.shape, dtype=np.bool_)
    return image > found[0]
