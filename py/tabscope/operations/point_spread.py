"""Point spread functions: how a microscope shows a single point."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, pi
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.parameter import Param
from tabscope.units import Length

Sigma = Annotated[Length, Param(ge=0.3, le=16, soft=5, help="Width of the Gaussian blur.")]
Aperture = Annotated[float, Param(ge=0.05, le=1.7, help="Numerical aperture (NA) of the objective.")]
Wavelength = Annotated[float, Param(ge=200, le=2000, help="Of the light that is seen, in nm; 460 for DAPI.")]
Index = Annotated[float, Param(ge=1, le=1.8, help="Of the immersion: 1 for air, 1.33 for water, 1.515 for oil.")]

SAMPLES = 200
"""Steps of the integral over the pupil."""
LARGEST = 64
"""Half width of a point spread function, in pixels, at most."""


def optics(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the modules that `of_microscope` needs with these parameters of an operation."""
    return ("scipy.special",) if params.get("blur") == "microscope" else ()


def gaussian(sigmas: tuple[float, ...]) -> NDArray[np.float64]:
    """Return a Gaussian that sums to 1, 4 sigma wide on each side; sigmas in pixels per axis."""
    spread: NDArray[np.float64] = np.ones(())
    for axis, sigma in enumerate(sigmas):
        reach = min(LARGEST, ceil(4 * sigma))
        place = np.arange(-reach, reach + 1)
        line = np.exp(-(place**2) / (2 * sigma**2)) if sigma > 0 else np.ones(1)
        spread = spread[..., None] * line if axis else line
    return spread / spread.sum()


def born_wolf(aperture: float, wavelength: float, index: float, steps: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the image of a point by scalar diffraction (Born and Wolf, Principles of Optics, section 8.8).

    Parameters
    ----------
    aperture : float
        Numerical aperture of the objective.
    wavelength : float
        Of the light that is seen, in µm.
    index : float
        Refractive index of the immersion.
    steps : tuple of float
        Size of a pixel in µm per axis, (y, x) or (z, y, x).

    Returns
    -------
    numpy.ndarray
        float64, one point in the middle, summing to 1. Wide enough for four Airy rings and, in 3D, four depths of
        field, but at most `LARGEST` pixels on each side.
    """
    from scipy import special

    lateral = 4 * 0.61 * wavelength / aperture
    depth = 4 * index * wavelength / aperture**2
    reaches = [min(LARGEST, max(1, ceil((lateral if axis >= len(steps) - 2 else depth) / step)))
               for axis, step in enumerate(steps)]  # fmt: skip
    y, x = (np.arange(-reach, reach + 1) * step for reach, step in zip(reaches[-2:], steps[-2:], strict=True))
    radius, inverse = np.unique(np.round(np.hypot(y[:, None], x[None, :]), 6), return_inverse=True)
    rho = (np.arange(SAMPLES) + 0.5) / SAMPLES
    wave = 2 * pi / wavelength
    lines = special.j0(wave * aperture * radius[:, None] * rho) * rho
    depths = np.arange(-reaches[0], reaches[0] + 1) * steps[0] if len(steps) == 3 else np.zeros(1)
    planes = []
    for z in depths:
        phase = np.exp(-0.5j * wave * aperture**2 / index * z * rho**2)
        planes.append((np.abs(lines @ phase) ** 2)[inverse].reshape(y.size, x.size))
    spread = np.stack(planes) if len(steps) == 3 else planes[0]
    return spread / spread.sum()


def measured(title: str, picture: NDArray[Any], axes: int) -> NDArray[np.float64]:
    """Return the picture of a single point, such as a bead, as a point spread function.

    The median of its outermost pixels is taken away, what is then below 0 becomes 0, and its brightest pixel becomes
    the middle; it sums to 1 and reaches at most `LARGEST` pixels on each side.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the picture has another number of axes than the image, or shows no bright point.
    """
    if picture.ndim != axes:
        reason = f"its point spread has {picture.ndim} axes, its image {axes}."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Wire a plane to a plane.")
    values = fill_missing(check(picture, title))[0].astype(np.float64)
    rim = np.ones(values.shape, bool)
    rim[tuple(slice(1, -1) for _ in values.shape)] = False
    light = np.maximum(values - np.median(values[rim]), 0)
    if not light.any():
        advice = "Wire an image of one bead on a dark ground, cut out by “Crop”."
        raise TabscopeError("operation.input", step=title, reason="its point spread shows no point.", advice=advice)
    peak = [int(at) for at in np.unravel_index(int(light.argmax()), light.shape)]
    reaches = [min(LARGEST, max(at, length - 1 - at)) for at, length in zip(peak, light.shape, strict=True)]
    padded = np.pad(light, [(reach, reach) for reach in reaches])
    spread = padded[tuple(slice(at, at + 2 * reach + 1) for at, reach in zip(peak, reaches, strict=True))]
    return spread / spread.sum()


def of_microscope(
    title: str,
    blur: str,
    sigma: Length,
    aperture: float,
    wavelength: float,
    index: float,
    axes: int,
    size: PixelSize | None,
) -> NDArray[np.float64]:
    """Return a Gaussian, or for ``blur="microscope"`` what the objective gives at a wavelength in nm.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the aperture does not fit the immersion, ``image.no-pixel-size`` where a size of a
        pixel along one of ``axes`` axes is not known.
    """
    if blur == "gaussian":
        return gaussian(sigma.per_axis(axes))
    if aperture >= index:
        reason = f"the aperture ({aperture:g}) must be below the refractive index ({index:g})."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose the immersion you used.")
    steps = (None, None) if size is None else (size.y, size.x)
    steps = steps if axes == 2 else (None if size is None else size.z, *steps)
    known = tuple(one for one in steps if one)
    if len(known) < axes:
        raise TabscopeError("image.no-pixel-size", parameter="The blur of the microscope", unit="µm")
    return born_wolf(aperture, wavelength / 1000, index, known)
