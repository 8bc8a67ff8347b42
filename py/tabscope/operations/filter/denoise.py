"""Noise: smoothing that keeps edges."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, operation, whole
from tabscope.units import Length, px

_NOISE = whole("the noise is estimated over the whole image")


@operation(
    "filter.bilateral",
    version=1,
    locality=whole("differences are looked up in a table over the image's range"),
    needs=("skimage.restoration", "skimage.restoration._denoise"),
    title="Bilateral filter",
    cite="Tomasi and Manduchi 1998, doi:10.1109/ICCV.1998.710815; scikit-image: skimage.restoration.denoise_bilateral",
    bytes_per_pixel=40,
)
def bilateral(
    image: Intensity,
    sigma: Annotated[Length, Param(ge=0.5, le=20, soft=5, help="Larger averages over a wider circle.")] = px(2),
    difference: Annotated[
        float, Param(ge=0.1, le=100, soft=10, help="Steps this many times the noise are kept sharp.")
    ] = 3.0,
    notes: Notes | None = None,
) -> Intensity:
    """Average each pixel with neighbours of similar brightness; noise goes, edges stay.

    ``difference`` counts in units of the noise (robust standard deviation of neighbouring differences). A stack is
    filtered slice by slice. float32 (float64 for wide types), same shape. NaN counts as the median and stays NaN.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Bilateral filter"))
    step = difference * _whole_noise(values, notes)
    if step == 0:
        return restore_missing(values, missing)
    lowest = values.min()  # scikit-image takes no negative values
    smooth = [
        restoration.denoise_bilateral(one, sigma_color=step, sigma_spatial=sigma.in_plane, mode="edge")
        for one in (values - lowest).reshape(-1, *values.shape[-2:])
    ]
    return restore_missing((np.stack(smooth).reshape(values.shape) + lowest).astype(values.dtype), missing)


@operation(
    "filter.non_local_means",
    version=1,
    locality=_NOISE,
    needs=("skimage.restoration", "skimage.restoration.non_local_means"),
    title="Non-local means",
    cite="Buades et al. 2005, doi:10.1109/CVPR.2005.38; scikit-image: skimage.restoration.denoise_nl_means (fast mode)",
    bytes_per_pixel=64,
)
def non_local_means(
    image: Intensity,
    strength: Annotated[float, Param(ge=0.1, le=5, soft=2, help="Larger removes more noise, then detail.")] = 0.8,
    patch: Annotated[int, Param(ge=3, le=15, help="Width in pixels of the pieces that are compared.")] = 5,
    distance: Annotated[int, Param(ge=2, le=30, soft=12, help="How far away, in pixels, it looks for alikes.")] = 6,
    notes: Notes | None = None,
) -> Intensity:
    """Average each pixel with places elsewhere that look alike; good for repeated fine structure.

    The filter's strength is ``strength`` times the noise that is found. float32 (float64 for wide types), same shape.
    NaN counts as the median and stays NaN.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Non-local means"))
    spread = _whole_noise(values, notes)
    if spread == 0:
        return restore_missing(values, missing)
    smooth = restoration.denoise_nl_means(
        values, patch_size=patch, patch_distance=distance, h=strength * spread, sigma=spread, fast_mode=True,
        preserve_range=True,
    )  # fmt: skip
    return restore_missing(smooth.reshape(values.shape).astype(values.dtype), missing)


@operation(
    "filter.total_variation",
    version=1,
    locality=whole("it is solved for the whole image at once"),
    needs=("skimage.restoration", "skimage.restoration._denoise"),
    title="Total variation",
    cite="Chambolle 2004, doi:10.1023/B:JMIV.0000011325.36760.1e; scikit-image: "
    "skimage.restoration.denoise_tv_chambolle",
    bytes_per_pixel=72,
)
def total_variation(
    image: Intensity,
    weight: Annotated[float, Param(ge=0.1, le=50, soft=10, help="Larger gives flatter areas.")] = 2.0,
    notes: Notes | None = None,
) -> Intensity:
    """Flatten areas and keep their edges sharp; good for cells on an even ground.

    ``weight`` counts in units of the noise. float32 (float64 for wide types), same shape. NaN counts as the median and
    stays NaN.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Total variation"))
    spread = _whole_noise(values, notes)
    if spread == 0:
        return restore_missing(values, missing)
    smooth = restoration.denoise_tv_chambolle(values / spread, weight=weight) * spread
    return restore_missing(smooth.astype(values.dtype), missing)


@operation(
    "filter.wavelet",
    version=1,
    locality=_NOISE,
    needs=("skimage.restoration", "skimage.restoration._denoise", "pywt"),
    title="Wavelet denoising",
    cite="Chang et al. 2000, doi:10.1109/83.862633 (BayesShrink); scikit-image: skimage.restoration.denoise_wavelet",
    bytes_per_pixel=64,
)
def wavelet(
    image: Intensity,
    strength: Annotated[float, Param(ge=0.1, le=10, soft=3, help="1 is the noise that is found.")] = 1.0,
    notes: Notes | None = None,
) -> Intensity:
    """Take away noise on every scale and keep what stands out on one of them.

    float32 (float64 for wide types), same shape. NaN counts as the median and stays NaN.
    """
    from skimage import restoration

    values, missing = fill_missing(check(image, "Wavelet denoising"))
    spread = _whole_noise(values, notes) * strength
    if spread == 0 or min(values.shape) < 4:
        return restore_missing(values, missing)
    smooth = restoration.denoise_wavelet(values, sigma=spread, method="BayesShrink", rescale_sigma=False)
    return restore_missing(smooth.astype(values.dtype), missing)


def _whole_noise(values: NDArray[Any], notes: Notes | None) -> float:
    """Return the noise of the whole image."""
    found = (notes or Notes()).found("noise", find=lambda: (noise(values),))
    return found[0] if found else 0.0


def noise(values: NDArray[Any]) -> float:
    """Return the noise of an image: 1.4826 times the median absolute difference of neighbours in a row, over sqrt 2."""
    if values.shape[-1] < 2:
        return 0.0
    steps = np.abs(np.diff(values.astype(np.float64), axis=-1))
    return float(np.median(steps)) * 1.4826 / 2**0.5
