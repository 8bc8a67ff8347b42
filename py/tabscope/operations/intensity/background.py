"""Uneven background: found and subtracted, or divided out with a flat field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.coarse import low_background
from tabscope.operations.histogram import histogram, li_value
from tabscope.operations.hot_pixels import without_hot_pixels
from tabscope.operations.inputs import check, fill_missing, restore_missing, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, operation, whole
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
    said = notes or Notes()
    if hot:
        said.say(f"{hot} hot {'pixel was' if hot == 1 else 'pixels were'} replaced.")
    estimate = _METHODS[method](values, radius.per_axis(image.ndim))
    name = said.per(f"background_range_{method}", radius.in_plane)
    varies, contrast = said.found(name, "contrast", find=lambda: _varies(estimate, values)) or (0.0, 0.0)
    if varies <= even * contrast:
        said.say("The background is even; nothing was subtracted.")
        return restore_missing(values, missing)
    return restore_missing(values - estimate.astype(values.dtype), missing)


def _middle(lit: NDArray[Any]) -> tuple[float] | None:
    """Return the median light of a reference; None where it has none."""
    return (float(np.median(lit)),) if lit.size else None


def _varies(estimate: NDArray[Any], values: NDArray[Any]) -> tuple[float, float]:
    """Return the range of the background, and the contrast it is compared with."""
    low, high = (float(one) for one in np.percentile(estimate, (5, 95)))
    return high - low, _contrast(values)


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
    "intensity.flat_field",
    version=1,
    locality=whole("the brightness of the whole reference is kept"),
    title="Flat field",
    bytes_per_pixel=40,
    cite="Peng et al. 2017, doi:10.1038/ncomms14836 (model: image = flat field x truth + dark field)",
)
def flat_field(
    image: Intensity,
    reference: Intensity,
    dark: Annotated[float, Param(ge=0, le=100000, soft=2000, help="What the camera gives without light.")] = 0.0,
    notes: Notes | None = None,
) -> Intensity:
    """Divide out uneven light, seen in a reference image such as an empty field or a smooth background.

    (image - dark) / (reference - dark) x median of (reference - dark), plus nothing: dark becomes 0. Pixels where the
    reference is not above the dark value become NaN, and that is said. float32 (float64 for wide types), same shape.
    """
    values, missing = fill_missing(check(image, "Flat field"))
    light, lacking = fill_missing(check(reference, "Flat field"))
    same_shape(values, light, "Flat field")
    light = light - dark
    unlit = (light <= 0) | (lacking if lacking is not None else False)
    found = (notes or Notes()).found(f"reference_{dark:g}", find=lambda: _middle(light[~unlit]))
    level = found[0] if found else 1.0
    flat = (values - dark) * np.divide(level, light, out=np.full_like(light, np.nan), where=~unlit)
    if unlit.any() and notes is not None:
        notes.say(f"The reference has no light at {int(unlit.sum())} pixels; they count as missing.")
    return restore_missing(flat.astype(values.dtype), missing)
