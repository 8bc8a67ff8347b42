"""The range of the values: stretched, cut, bent, turned round, evened out."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import as_float, check, fill_missing, restore_missing
from tabscope.operations.notes import Notes, spread
from tabscope.operations.overview import Overview
from tabscope.operations.registry import Intensity, Param, operation, pointwise, statistic, whole
from tabscope.operations.scope import PLANE_ALONE, VALUES, ScopeChoice, of_all_planes
from tabscope.units import Length, px


@operation(
    "intensity.normalise",
    version=2,
    earlier=PLANE_ALONE,
    survey=VALUES,
    locality=statistic,
    cite="numpy.percentile",
    title="Normalise",
    bytes_per_pixel=16,
)
def normalise(
    image: Intensity,
    low: Annotated[float, Param(ge=0, le=100, help="This percentile becomes 0.")] = 1.0,
    high: Annotated[float, Param(ge=0, le=100, help="This percentile becomes 1.")] = 99.8,
    clip: Annotated[bool, Param(help="Cut what lies outside 0 to 1.")] = False,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Intensity:
    """Stretch the values so that two percentiles become 0 and 1.

    float32; a flat image becomes 0 everywhere. NaN stays NaN. Percentiles of several planes together are those of the
    sum of their histograms, within a bin (see `tabscope.operations.tally`).
    """
    values = as_float(check(image, "Normalise"))
    if high <= low:
        reason = f"the upper percentile ({high:g}) is not above the lower ({low:g})."
        raise TabscopeError("operation.input", step="Normalise", reason=reason, advice="Choose a higher one.")
    finite = values[np.isfinite(values)]

    def find() -> tuple[float, ...]:
        if overview is not None:
            return overview.found.percentile(low), overview.found.percentile(high)
        bottom, top = (float(one) for one in np.percentile(finite, (low, high))) if finite.size else (0.0, 0.0)
        return bottom, top

    names = (f"percentile_{low:g}", f"percentile_{high:g}")
    bottom, top = of_all_planes(notes or Notes(), names, find, scope, overview) or (0.0, 0.0)
    stretched = (values - bottom) / (top - bottom) if top > bottom else np.where(np.isfinite(values), 0, values)
    return (np.clip(stretched, 0, 1) if clip else stretched).astype(np.float32)


@operation(
    "intensity.invert",
    version=1,
    locality=statistic,
    cite="scikit-image: skimage.util.invert (range of the image)",
    bytes_per_pixel=8,
)
def invert(image: Intensity, notes: Notes | None = None) -> Intensity:
    """Make dark bright: each value becomes the image's minimum plus maximum minus the value.

    The dtype and the range are kept, so integers stay exact. NaN stays NaN.
    """
    check(image, "Invert")
    if image.dtype.kind == "b":
        return ~image
    finite = image[np.isfinite(image)] if image.dtype.kind == "f" else image
    if finite.size == 0:
        return image.copy()
    found = (notes or Notes()).found("lowest", "highest", find=lambda: (finite.min(), finite.max()))
    low, high = (image.dtype.type(one) for one in found or (0, 0))
    if image.dtype == np.float16:  # the sum of both may be beyond its range
        return (np.float32(high) + np.float32(low) - image).astype(image.dtype)
    return (high - image) + low


@operation("intensity.rescale", version=1, locality=pointwise, cite="numpy", title="Rescale", bytes_per_pixel=12)
def rescale(
    image: Intensity,
    low: Annotated[float, Param(help="This value becomes 0.")] = 0.0,
    high: Annotated[float, Param(help="This value becomes 1.")] = 65535.0,
) -> Intensity:
    """Stretch the values so that two values that you type become 0 and 1; the same for every image.

    float32, not cut: what lies outside goes below 0 or above 1. NaN stays NaN.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the high value is not above the low one.
    """
    values = as_float(check(image, "Rescale"))
    if high <= low:
        reason = f"its high value ({high:g}) is not above its low one ({low:g})."
        raise TabscopeError("operation.input", step="Rescale", reason=reason, advice="Choose a higher one.")
    return ((values - low) / (high - low)).astype(np.float32)


@operation("intensity.clip", version=1, locality=pointwise, cite="numpy.clip", title="Clip", bytes_per_pixel=8)
def clip(
    image: Intensity,
    low: Annotated[float | None, Param(help="Darker pixels get this value; empty cuts nothing.")] = None,
    high: Annotated[float | None, Param(help="Brighter pixels get this value; empty cuts nothing.")] = None,
) -> Intensity:
    """Cut values below and above two limits. The dtype is kept where it can hold the limits. NaN stays NaN."""
    values = check(image, "Clip")
    values = values.astype(np.uint8) if values.dtype.kind == "b" else values
    limits = [one for one in (low, high) if one is not None]
    if values.dtype.kind in "iu":
        info = np.iinfo(values.dtype)
        if any(one != int(one) or not info.min <= one <= info.max for one in limits):
            values = as_float(values)
    cut = values if low is None else np.maximum(values, values.dtype.type(low))
    return cut.copy() if high is None else np.minimum(cut, cut.dtype.type(high))


@operation(
    "intensity.gamma",
    version=1,
    locality=statistic,
    cite="scikit-image: skimage.exposure.adjust_gamma",
    title="Gamma",
    bytes_per_pixel=16,
)
def gamma(
    image: Intensity,
    exponent: Annotated[
        float, Param(ge=0.05, le=10, soft=3, help="Below 1 dim structures come up; above 1 they fade.")
    ] = 0.5,
    notes: Notes | None = None,
) -> Intensity:
    """Bend the brightness so that dim structures show; the darkest and brightest value stay.

    float32 (float64 for wide types). For finding objects; never measure intensity on it. NaN stays NaN.
    """
    values, missing = fill_missing(check(image, "Gamma"))
    low, high = spread(values, notes)
    if high > low:
        share = np.clip((values - low) / (high - low), 0, None)
        values = (low + (high - low) * share**exponent).astype(values.dtype)
    return restore_missing(values, missing)


@operation(
    "intensity.clahe",
    version=1,
    locality=whole("grey levels are spread over the whole image's range"),
    needs=("skimage.exposure",),
    title="Even out contrast (CLAHE)",
    cite="Zuiderveld 1994; scikit-image: skimage.exposure.equalize_adapthist",
    bytes_per_pixel=64,
)
def clahe(
    image: Intensity,
    window: Annotated[Length, Param(ge=4, le=4000, soft=500, help="Side of the squares; a few objects wide.")] = px(64),
    limit: Annotated[float, Param(ge=0, le=1, soft=0.1, help="Larger makes contrast stronger, noise too.")] = 0.01,
    notes: Notes | None = None,
) -> Intensity:
    """Give dim and bright parts of the image the same contrast. For finding objects; never measure intensity on it.

    float32 from 0 to 1, 256 levels in each square; a flat image becomes 0. A stack is taken as a volume. NaN counts as
    the median and stays NaN.
    """
    from skimage import exposure

    values, missing = fill_missing(check(image, "Even out contrast (CLAHE)"))
    low, high = spread(values, notes)
    if high <= low:
        return restore_missing(np.zeros(values.shape, np.float32), missing)
    size = [
        max(1, min(round(one), length)) for one, length in zip(window.per_axis(values.ndim), values.shape, strict=True)
    ]
    scaled = np.clip((values.astype(np.float64) - low) / (high - low), 0, 1)
    evened = exposure.equalize_adapthist(scaled, kernel_size=size, clip_limit=limit)
    return restore_missing(evened.astype(np.float32), missing)
