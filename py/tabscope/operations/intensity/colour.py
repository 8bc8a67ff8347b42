"""Colour pictures: one signal made of them, by brightness or by stain."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import as_float, check
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, Picture, operation, pointwise, whole

STAINS: dict[str, tuple[float, float, float]] = {
    "hematoxylin": (0.65, 0.70, 0.29),
    "eosin": (0.07, 0.99, 0.11),
    "dab": (0.27, 0.57, 0.78),
}
"""How much each stain takes away of red, green and blue (Ruifrok and Johnston 2001)."""


@operation(
    "intensity.rgb_to_gray",
    version=1,
    locality=pointwise,
    title="RGB to gray",
    bytes_per_pixel=16,
    cite="scikit-image: skimage.color.rgb2gray (ITU-R BT.709 weights), values kept",
)
def rgb_to_gray(image: Picture) -> Intensity:
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
    "intensity.unmix_stains",
    version=1,
    locality=whole("the stains' colours may be found from the whole picture"),
    title="Separate stains",
    bytes_per_pixel=80,
    cite="Ruifrok and Johnston 2001; Macenko et al. 2009, doi:10.1109/ISBI.2009.5193250; scikit-image: "
    "skimage.color.separate_stains",
)
def unmix_stains(
    image: Picture,
    stains: Annotated[
        Literal["H-DAB", "H&E"], Param(help="Which two stains the section carries: H-DAB is brown on blue.")
    ] = "H-DAB",
    stain: Annotated[
        Literal["first", "second"], Param(help="First is hematoxylin, second is DAB or eosin.")
    ] = "second",
    colours: Annotated[
        Literal["standard", "from the picture", "typed"],
        Param(help="Colours of the stains: published ones, estimated from this picture (Macenko), or those you type."),
    ] = "standard",
    first_colour: Annotated[
        str, Param(help="Typed: how much the first stain takes of red, green and blue.", advanced=True)
    ] = "0.65, 0.70, 0.29",
    second_colour: Annotated[
        str, Param(help="Typed: how much the second stain takes of red, green and blue.", advanced=True)
    ] = "0.27, 0.57, 0.78",
    notes: Notes | None = None,
) -> Intensity:
    """Show how much of one stain lies on each pixel of a stained section, brown or blue.

    Optical density, minus log10 of the light that is left (255 for 8 bit, else the brightest pixel is full light),
    parted into the two stains and what neither explains. float32 (y, x) in units of density: 0 without stain. Small
    negative values are kept. Pixels without a number count as unstained.

    Raises
    ------
    TabscopeError
        ``operation.input`` for an image that is no colour picture, and for typed colours that are not three numbers
        from 0 each, or are one and the same stain.
    """
    title = "Separate stains"
    if image.ndim != 3 or image.shape[-1] not in (3, 4) or image.size == 0:
        advice = "Open the colour picture of a stained section."
        raise TabscopeError("operation.input", step=title, reason="it is no colour picture.", advice=advice)
    density = _density(check(image, title)[..., :3])
    names = ("hematoxylin", "dab" if stains == "H-DAB" else "eosin")
    pair = np.array([STAINS[one] for one in names])
    if colours == "from the picture":
        pair = _estimated(density.reshape(-1, 3), pair)
        if notes is not None:
            notes.say(f"Stain colours of this picture: {_told(pair[0])} and {_told(pair[1])}.")
    elif colours == "typed":
        pair = _typed(title, first_colour, second_colour)
    pair = pair / np.linalg.norm(pair, axis=1, keepdims=True)
    third = np.cross(pair[0], pair[1])
    mixing = np.stack([pair[0], pair[1], third / np.linalg.norm(third)])
    amounts = density.reshape(-1, 3) @ np.linalg.inv(mixing)
    return amounts[:, ("first", "second").index(stain)].reshape(image.shape[:2]).astype(np.float32)


ALIKE = 0.9986
"""Cosine of 3 degrees: two stains nearer to each other than this are one."""


def _typed(title: str, *colours: str) -> NDArray[np.float64]:
    """Return the two stain colours that a person typed, three numbers each with commas or spaces between."""
    advice = "Type three numbers from 0 for each stain, such as 0.65, 0.70, 0.29."
    found: list[list[float]] = []
    for place, colour in zip(("first", "second"), colours, strict=True):
        parts = colour.replace(",", " ").split()
        numbers = [float(one) for one in parts if one.replace(".", "", 1).isdecimal()]
        if len(numbers) != 3 or len(parts) != 3 or not any(numbers):
            reason = f"the {place} colour is no three numbers."
            raise TabscopeError("operation.input", step=title, reason=reason, advice=advice)
        found.append(numbers)
    pair = np.array(found)
    if float(pair[0] @ pair[1]) > ALIKE * float(np.linalg.norm(pair[0]) * np.linalg.norm(pair[1])):
        raise TabscopeError("operation.input", step=title, reason="both colours are one stain.", advice=advice)
    return pair


def _density(picture: NDArray[Any]) -> NDArray[np.float64]:
    """Return the optical density of each colour; one count stays where no light came through."""
    values = as_float(picture).astype(np.float64)
    finite = values[np.isfinite(values)]
    full = 255.0 if picture.dtype == np.uint8 or not finite.size else max(float(finite.max()), 1.0)
    return -np.log10(np.clip(np.where(np.isfinite(values), values, full), 1.0, full) / full)


def _estimated(density: NDArray[np.float64], standard: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two stain colours by Macenko's method: the extreme angles in the plane of the two strongest axes.

    They are put into the order of the standard ones, which come back where fewer than 100 pixels carry
    stain, or only one stain is seen.
    """
    stained = density[(density > 0.15).any(axis=1)]
    if len(stained) < 100:
        return standard
    _, axes = np.linalg.eigh(np.cov(stained.T))
    plane = axes[:, [2, 1]] * np.where(axes[:, [2, 1]].sum(axis=0) < 0, -1, 1)
    placed = stained @ plane
    angles = np.percentile(np.arctan2(placed[:, 1], placed[:, 0]), (1, 99))
    found = np.stack([plane @ np.array([np.cos(one), np.sin(one)]) for one in angles])
    found = np.where(found.sum(axis=1, keepdims=True) < 0, -found, found)
    if float(found[0] @ found[1]) > ALIKE:
        return standard
    unit = standard / np.linalg.norm(standard, axis=1, keepdims=True)
    straight = (found[0] @ unit[0]) + (found[1] @ unit[1])
    crossed = (found[0] @ unit[1]) + (found[1] @ unit[0])
    return found if straight >= crossed else found[::-1]


def _told(colour: NDArray[np.float64]) -> str:
    return "(" + ", ".join(f"{one:.2f}" for one in colour) + ")"
