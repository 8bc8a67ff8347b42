"""Brightness that fades from frame to frame, brought back to that of the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.fading import Fading, faded
from tabscope.operations.histogram import histogram, li_value
from tabscope.operations.inputs import check, fill_missing, restore_missing, same_shape
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes
from tabscope.operations.overview import Overview, Scope, Survey
from tabscope.operations.registry import Intensity, Mask, Param, operation, whole

TITLE = "Correct bleaching"

Brightness = dict[int, NDArray[np.float64]]
"""By time: the sum of what is measured, its pixels, the sum of the backgrounds, and the planes."""


def _brightness(image: NDArray[Any], moment: Moment, mask: NDArray[np.bool_] | None = None) -> Brightness:
    values, missing = fill_missing(check(image, TITLE))
    if mask is not None:
        same_shape(values, mask, TITLE)
    there = np.ones(values.shape, np.bool_) if missing is None else ~missing
    measured = there if mask is None else there & mask
    dark = there & ~mask if mask is not None and not mask.all() else there & (values <= _between(values[there]))
    base = float(np.median(values[dark])) if dark.any() else 0.0
    return {moment.t: np.array([float(values[measured].sum(dtype=np.float64)), measured.sum(), base, 1.0])}


def _between(values: NDArray[Any]) -> float:
    """Return Li's threshold; of a flat image its value."""
    counted = histogram(values)
    return float("inf") if counted.flat else li_value(counted)


def _together(one: Brightness, other: Brightness) -> Brightness:
    return {t: sum((part[t] for part in (one, other) if t in part), np.zeros(4)) for t in {**one, **other}}


def _scope(params: Mapping[str, Any]) -> Scope:
    return "plane" if params["method"] == "histogram" else "image"


def _needs(params: Mapping[str, Any]) -> tuple[str, ...]:
    return ("skimage.exposure.histogram_matching",) if params.get("method") == "histogram" else ()


@operation(
    "intensity.bleaching",
    version=1,
    survey=Survey(_brightness, _together, _scope),
    locality=whole("the brightness of whole frames is compared"),
    needs=_needs,
    title=TITLE,
    bytes_per_pixel=40,
    cite="Miura 2020, doi:10.12688/f1000research.27171.1; histogram: skimage.exposure.match_histograms",
)
def bleaching(
    image: Intensity,
    mask: Mask | None = None,
    method: Annotated[
        Literal["exponential", "ratio", "histogram"],
        Param(help="exponential: a curve through all times; ratio: each frame by itself; histogram: all values moved."),
    ] = "exponential",
    background: Annotated[
        float | None,
        Param(ge=0, le=100000, soft=2000, help="Counts without any dye, which do not fade; empty finds them."),
    ] = None,
    notes: Notes | None = None,
    moment: Moment | None = None,
    pixel_size: PixelSize | None = None,
    overview: Overview | None = None,
) -> Intensity:
    """Bring frames that have bleached back to the brightness of the first one.

    For finding and following objects, and for comparing within a movie; ratios between times are changed by design.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x), any real dtype. NaN stays NaN.
    mask : numpy.ndarray, optional
        The mean brightness is that of these pixels; without a mask, of all.
    method : str
        ``exponential``: a exp(-k t) + c through the means of all times, weighted alike; ``ratio``: the first mean over
        each mean; ``histogram``: the values of each frame are moved so that their histogram is that of the first.
    background : float, optional
        Found as the median outside the mask, without a mask the median at or below Li's threshold; of all planes, the
        median over times. It stays as it is: the rest is multiplied.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for wide types), same shape. Written down: the factor of each time, the background, and for the
        curve its rate per frame and the half-time in frames (and seconds, where the time between frames is known).
        A run on one time has nothing to compare to: nothing is changed, and that is said.

    Raises
    ------
    TabscopeError
        ``operation.input`` where a frame is not brighter than the background.
    """
    values, missing = fill_missing(check(image, TITLE))
    said, here = notes or Notes(), moment or Moment()
    if method == "histogram":
        return restore_missing(_matched(values, here, said), missing)
    chosen = "" if background is None else f"_over_{background:g}"
    names = (f"t{here.t}_factor_{method}{chosen}", f"background{chosen}")

    def find() -> tuple[float, float] | None:
        if overview is None or len(overview.found) < 2:
            return None
        seen: Brightness = overview.found
        fading = overview.once(method, lambda: _fading(seen, method, background))
        _tell(fading, said, pixel_size)
        return fading.factor(here.t), fading.background

    found = said.found(*names, find=find)
    if found is None:
        said.say("There is one time: nothing to compare with, nothing was changed.")
        return restore_missing(values, missing)
    factor, base = found
    return restore_missing(((values - base) * factor + base).astype(values.dtype), missing)


def _fading(found: Brightness, method: str, background: float | None) -> Fading:
    times = np.array(sorted(found))
    total, pixels, base, planes = np.array([found[t] for t in times]).T
    level = float(np.median(base / planes)) if background is None else background
    means = np.divide(total, pixels, out=np.full(total.shape, np.nan), where=pixels > 0) - level
    dark = ~(means > 0)
    if dark.any():
        reason = f"time {int(times[dark][0])} is not brighter than the background ({level:g} counts)."
        raise TabscopeError(
            "operation.input", step=TITLE, reason=reason, advice="Type a lower background, or wire another mask."
        )
    return faded(times, means, level, curve=method == "exponential")


def _tell(fading: Fading, notes: Notes, pixel_size: PixelSize | None) -> None:
    if fading.rate is None:
        return
    notes.value("rate_per_frame", fading.rate)
    if fading.rate > 0:
        notes.value("half_time_frames", np.log(2) / fading.rate)
        if pixel_size is not None and pixel_size.t:
            notes.value("half_time_s", np.log(2) / fading.rate * pixel_size.t)
    else:
        notes.say("The brightness does not fall; nothing was changed.")


def _matched(values: NDArray[Any], here: Moment, notes: Notes) -> NDArray[Any]:
    """Return a frame with the histogram of the first, which is remembered."""
    from skimage.exposure import histogram_matching

    if "frame" not in here.memory:
        here.memory["frame"] = values.copy()
        notes.asked, notes.estimated = True, notes.estimated or here.t > 0  # a preview has no first frame
        return values
    matched: Any = histogram_matching.match_histograms(values, here.memory["frame"])
    return matched.astype(values.dtype)
