"""Intensity: background, range, colour to gray, inverted contrast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.coarse import low_background
from tabscope.operations.histogram import histogram, li_value
from tabscope.operations.hot_pixels import without_hot_pixels
from tabscope.operations.inputs import as_float, check, fill_missing, restore_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, operation, pointwise, statistic, whole
from tabscope.units import Length, px


def _background_needs(params: Mapping[str, Any]) -> tuple[str, ...]:
    return ("scipy.ndimage", "skimage.restoration") if params.get("method") == "rolling_ball" else ("scipy.ndimage",)


@operation(
    "intensity.background",
    version=1,
    locality=whole("an uneven background reaches over the whole plane"),
    needs=_background_needs,
    title="Subtract background",
    bytes_per_pixel=36,
    cite="Sternberg 1983, doi:10.1109/MC.1983.1654163 (rolling ball); scikit-image: skimage.restoration.rolling_ball",
)
def background(
    image: Intensity,
    radius: Annotated[Length, Param(ge=1, le=2000, soft=200, help="About twice the size of an object.")] = px(50),
    method: Annotated[
        Literal["percentile", "rolling_ball", "tophat", "gaussian"], Param(help="How the background is found.")
    ] = "percentile",
    even: Annotated[
        float,
        Param(
            ge=0,
            le=1,
            label="Skip if even",
            advanced=True,
            help="Nothing is subtracted where the background varies less than this share of the contrast.",
        ),
    ] = 0.1,
    notes: Notes | None = None,
) -> Intensity:
    """Subtract an uneven background.

    Hot pixels (see `tabscope.operations.hot_pixels`) are replaced first, and that is said.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x), any real dtype. NaN counts as the median and stays NaN.
    radius : Length
        Objects smaller than this are kept.
    method : str
        ``percentile``: the 5th percentile of the circle, then a Gaussian of radius / 8, both on means of blocks so that
        the circle is 8 blocks wide; ``rolling_ball``: scikit-image's; ``tophat``: an opening with a square of
        that half side; ``gaussian``: a Gaussian with sigma = radius.
    even : float
        Skipped, and said, where the background's own range (p95 - p5) is under this share of foreground minus
        background (means above and below Li's threshold). 0 always subtracts.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for wide types), same shape; values may be negative.
    """
    values, missing = fill_missing(check(image, "Subtract background"))
    values, hot = without_hot_pixels(values)
    if hot and notes is not None:
        notes.say(f"{hot} hot {'pixel was' if hot == 1 else 'pixels were'} replaced.")
    estimate = _METHODS[method](values, radius.per_axis(image.ndim))
    low, high = (float(one) for one in np.percentile(estimate, (5, 95)))
    if notes is not None:
        notes.value("background_range", high - low)
    if high - low <= even * _contrast(values):
        if notes is not None:
            notes.say("The background is even; nothing was subtracted.")
        return restore_missing(values, missing)
    return restore_missing(values - estimate.astype(values.dtype), missing)


def _contrast(values: NDArray[Any]) -> float:
    """Return the mean above minus the mean below Li's threshold; 0 for a flat image."""
    counted = histogram(values)
    if counted.flat:
        return 0.0
    threshold = li_value(counted)
    return counted.mean(low=threshold) - counted.mean(high=threshold)


def _rolling_ball(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
    from skimage import restoration

    return restoration.rolling_ball(values, radius=radii[-1])


def _tophat(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
    from scipy import ndimage

    return ndimage.grey_opening(values, size=[2 * int(radius) + 1 for radius in radii], mode="nearest")


def _gaussian(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
    from scipy import ndimage

    return ndimage.gaussian_filter(values, radii, mode="nearest")


_METHODS = {"percentile": low_background, "rolling_ball": _rolling_ball, "tophat": _tophat, "gaussian": _gaussian}


@operation(
    "intensity.normalise", version=1, locality=statistic, cite="numpy.percentile", title="Normalise", bytes_per_pixel=16
)
def normalise(
    image: Intensity,
    low: Annotated[float, Param(ge=0, le=100, help="This percentile becomes 0.")] = 1.0,
    high: Annotated[float, Param(ge=0, le=100, help="This percentile becomes 1.")] = 99.8,
    clip: Annotated[bool, Param(help="Cut what lies outside 0 to 1.")] = False,
) -> Intensity:
    """Stretch the values so that two percentiles become 0 and 1.

    float32; a flat image becomes 0 everywhere. NaN stays NaN.
    """
    values = as_float(check(image, "Normalise"))
    if high <= low:
        reason = f"the upper percentile ({high:g}) is not above the lower ({low:g})."
        raise TabscopeError("operation.input", step="Normalise", reason=reason, advice="Choose a higher one.")
    finite = values[np.isfinite(values)]
    bottom, top = (float(one) for one in np.percentile(finite, (low, high))) if finite.size else (0.0, 0.0)
    stretched = (values - bottom) / (top - bottom) if top > bottom else np.where(np.isfinite(values), 0, values)
    return (np.clip(stretched, 0, 1) if clip else stretched).astype(np.float32)


@operation(
    "intensity.rgb_to_gray",
    version=1,
    locality=pointwise,
    title="RGB to gray",
    bytes_per_pixel=16,
    cite="scikit-image: skimage.color.rgb2gray (ITU-R BT.709 weights), values kept",
)
def rgb_to_gray(image: Intensity) -> Intensity:
    """Turn a colour picture into its brightness.

    Takes (y, x, samples) with 3 or 4 samples (a fourth, alpha, is left out) and returns float32 (y, x) in the picture's
    own counts: 0.2125 R + 0.7154 G + 0.0721 B. A picture with one signal already is returned as float32.
    """
    if image.ndim == 2:
        return as_float(check(image, "RGB to gray"))
    if image.ndim != 3 or image.shape[-1] not in (3, 4) or image.size == 0:
        raise TabscopeError(
            "operation.input", step="RGB to gray", reason="it is no colour picture.", advice="Leave this step out."
        )
    weights = np.array([0.2125, 0.7154, 0.0721], dtype=np.float32)
    return as_float(image[..., :3]) @ weights


@operation(
    "intensity.invert",
    version=1,
    locality=statistic,
    cite="scikit-image: skimage.util.invert (range of the image)",
    bytes_per_pixel=8,
)
def invert(image: Intensity) -> Intensity:
    """Make dark bright: each value becomes the image's minimum plus maximum minus the value.

    The dtype and the range are kept, so integers stay exact. NaN stays NaN.
    """
    check(image, "Invert")
    if image.dtype.kind == "b":
        return ~image
    finite = image[np.isfinite(image)] if image.dtype.kind == "f" else image
    if finite.size == 0:
        return image.copy()
    low, high = finite.min(), finite.max()
    return (high - image) + low
