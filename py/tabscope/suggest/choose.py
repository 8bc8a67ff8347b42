"""Which recipe and which settings suit an image: looked at once, with the reason of each in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope import gallery
from tabscope.display import dark_on_bright, limits, saturation
from tabscope.errors import TabscopeError
from tabscope.image import Image
from tabscope.operations.coarse import low_background
from tabscope.operations.contrast import Contrast, contrast
from tabscope.operations.inputs import fill_missing
from tabscope.operations.measure.size import typical_diameter
from tabscope.recipe import RecipeInput
from tabscope.runner.projection import maximum
from tabscope.runner.signals import resolve
from tabscope.suggest.structure import Busy, Structure, busy, middle, structures

MOST_PIXELS = 2048 * 2048
"""A coarser level is looked at where the image has more."""
LIGHT = 0.6
"""A colour picture is light where its median is above this share of full light, ..."""
COLOURED = 0.02
"""... and stained where at least this share of its pixels has colour."""
CLEAR = 4.0
"""Objects stand out by at least this many standard deviations of the noise (ground rules, section 8)."""
EVEN = 0.1
"""A background that varies less than this share of the contrast needs no subtraction."""
DENSE = 0.3
"""Objects that cover more than this touch each other."""
TRIMMED = (0.05, 99.95)
"""Percentiles between which values are looked at (ground rules, section 3)."""
LINES, ROUND = 0.845, 0.8
"""From here on a structure counts as lines, below that as round (`Structure.line`); noise has 0.85 and is not clear."""
CLEAR_LINES, CLEAR_SPOTS = 7.0, 10.0
"""How clear lines and spots must be (`Structure.clear`); noise alone has 3.5."""
SPOT, SMALL = 2.0, 9.5
"""Spots are at most this wide (sigma in px), and have at most this typical diameter."""
BUSIER, AS_BRIGHT = 1.4, 0.15
"""Cells in phase contrast are this many times as busy as the ground, and differ in brightness by less than this."""
MOST_TIMES = 1000
"""Noise that is smaller than this part of the signal is none."""
WHOLE_BODIES = 3
"""An object that spans at least this many slices is told apart from others above and below it."""
WIDTH_OF_LINE = 1.7
"""Widths at half height of a line for each sigma that answers most."""


@dataclass(frozen=True)
class Reason:
    """One setting and why: ``step`` and ``parameter`` are empty where it is about the recipe as a whole."""

    sentence: str
    step: str = ""
    parameter: str = ""
    value: float | str | None = None


@dataclass
class Suggestion:
    """A recipe of the gallery with settings for one image.

    Attributes
    ----------
    name : str
        The recipe's name in the gallery.
    reasons : list of Reason
        The first is why this recipe; then one for each setting, and what else should be known.
    """

    name: str
    reasons: list[Reason] = field(default_factory=list[Reason])

    @property
    def recipe(self) -> dict[str, Any]:
        """The recipe's document with the settings filled in; what follows from another setting by a rule stays so."""
        document = gallery.load(self.name)
        steps = {step["id"]: step for step in document["steps"]}
        for one in self.reasons:
            params = steps[one.step].setdefault("params", {}) if one.step else {}
            if one.step and not isinstance(params.get(one.parameter), dict):
                params[one.parameter] = one.value
        return document

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"name": self.name, "reasons": [vars(one) for one in self.reasons], "recipe": self.recipe}


async def suggest(image: Image, breathe: Callable[[], Any]) -> Suggestion:
    """Look at one image, at most 4 megapixels of it, and say which recipe suits it with which settings.

    Parameters
    ----------
    image : Image
        From `open`. Of a stack the maximum projection of the first time point is looked at.
    breathe : callable
        Awaited between planes, so that others get their turn (`host.breathe`).
    """
    level = next(
        (i for i, one in enumerate(image.levels) if one.height * one.width <= MOST_PIXELS), len(image.levels) - 1
    )
    probe = await image.read(level=level) if image.is_colour else None
    if probe is not None and _stained(probe):
        return _stain()
    try:
        signal = resolve("it", RecipeInput("intensity", "auto"), image, probe)[0]
    except TabscopeError as error:
        if error.code != "image.which-signal":
            raise
        return Suggestion("count-nuclei", [Reason("It is a colour picture: choose which signal shows the objects.")])

    async def read(z: int) -> Any:
        return signal.take(await image.read(0, signal.channel, z, level))

    plane = await maximum(read, image.sizes["z"], breathe)
    factor = image.levels[level].factors.get("x", 1.0)
    found = _of_plane(image, plane, factor)
    found.reasons += _further(image, found.name)
    return found


def _of_plane(image: Image, plane: NDArray[Any], factor: float) -> Suggestion:
    """Return the recipe for one plane of signal."""
    values, _ = fill_missing(plane.astype(np.uint8) if plane.dtype.kind == "b" else plane)
    values = np.clip(values, *np.percentile(values, TRIMMED))
    seen = middle(values)
    bright, dark = structures(seen)
    unrest = busy(seen)
    if _covered(unrest, max(bright.clear, dark.clear)):
        return _confluency(unrest)
    if (
        dark.line >= LINES
        and bright.line >= LINES
        and dark.clear >= CLEAR_LINES
        and dark.strength > 1.2 * bright.strength
    ):
        return _lines(dark, factor, "dark")
    inverted = _dark_objects(image, plane, bright, dark)
    found = dark if inverted else bright
    if not inverted and bright.line >= LINES and bright.clear >= CLEAR_LINES:
        return _lines(bright, factor, "bright")
    values = float(values.max()) + float(values.min()) - values if inverted else values
    size = _size(values)
    if found.line < ROUND and found.sigma <= SPOT and found.clear >= CLEAR_SPOTS and size <= SMALL:
        return _spots(found, factor, inverted)
    return _objects(image, values, size, factor, inverted)


def _dark_objects(image: Image, plane: NDArray[Any], bright: Structure, dark: Structure) -> bool:
    """Whether objects are darker than their surroundings, by the values as they are stored."""
    if dark.line < ROUND and bright.line > LINES and dark.clear >= CLEAR and dark.strength > bright.strength:
        return True
    return bool(limits(plane[None], saturation(image, plane)).clear and dark_on_bright(plane) and bright.line > ROUND)


def _size(values: NDArray[Any]) -> float:
    """Return the typical diameter in px, 0 where there is none of at most half the image's side."""
    try:
        size = float(typical_diameter(values)["diameter_px"][0])
    except TabscopeError as error:
        if error.code != "measure.diameter-unknown":
            raise
        return 0.0
    return size if size <= min(values.shape) / 2 else 0.0


def _covered(unrest: Busy, clear: float) -> bool:
    """Whether cells are seen by their texture alone, as in phase contrast: busy areas as bright as the ground."""
    return unrest.times >= BUSIER and abs(unrest.brighter) <= AS_BRIGHT and clear < CLEAR_SPOTS


def _confluency(unrest: Busy) -> Suggestion:
    sentence = (
        f"{100 * unrest.share:.0f} % of it is {unrest.times:.1f} times as busy as the rest and equally bright: "
        "cells that are seen by their texture."
    )
    return Suggestion("confluency", [Reason(sentence)])


def _lines(found: Structure, factor: float, shade: str) -> Suggestion:
    width = found.sigma * factor
    thinnest, thickest = round(max(0.5, 0.5 * width), 1), round(max(1.0, 1.5 * width), 1)
    first = Reason(
        f"It shows {shade} lines rather than round objects, about {WIDTH_OF_LINE * width:.0f} px wide; "
        f"they stand out by {_times(found.clear)}."
    )
    said = [
        first,
        Reason(
            f"The thinnest lines are half as wide as most, {thinnest:g} px to each side.",
            "ridges",
            "thinnest",
            thinnest,
        ),
        Reason(f"The thickest are one and a half times as wide, {thickest:g} px.", "ridges", "thickest", thickest),
    ]
    if shade == "dark":
        said.append(Reason("The lines are darker than their surroundings.", "ridges", "lines", "dark"))
    return Suggestion("line-length", said)


def _spots(found: Structure, factor: float, inverted: bool) -> Suggestion:
    radius = round(found.sigma * 2**0.5 * factor, 1)
    shade = "dark" if inverted else "bright"
    said = [
        Reason(f"It shows small {shade} spots; they stand out by {_times(found.clear)}."),
        Reason(f"The spots have a radius of about {radius:g} px.", "spots", "radius", radius),
        Reason("Brightness is measured as far as a spot reaches.", "brightness", "radius", radius),
    ]
    if inverted:
        said.append(Reason("The spots are darker than their surroundings.", "spots", "spots", "dark"))
    return Suggestion("find-spots", said)


def _objects(image: Image, values: NDArray[Any], size: float, factor: float, inverted: bool) -> Suggestion:
    """Return a recipe that counts, or looks at the quality where there is nothing to count; ``values`` are bright."""
    from scipy import ndimage

    if not size:
        reason = (
            "No objects of one size were found in it: look at its quality first, or type a diameter into Count nuclei."
        )
        return Suggestion("image-quality", [Reason(reason)])
    smooth = ndimage.gaussian_filter(values, max(0.7, 0.06 * size), mode="nearest")
    told = contrast(smooth, (size,) * values.ndim)
    if told is None or told.height < CLEAR * told.noise:
        reason = "Nothing in it stands out from the noise: look at its quality first."
        return Suggestion("image-quality", [Reason(reason)])
    ground = "dark objects on a light" if inverted else "bright objects on a dark"
    name = "count-dark-objects" if inverted else "count-nuclei"
    times = _times(told.height / told.noise if told.noise > 0 else np.inf)
    said = [Reason(f"It shows {ground} ground; they stand out by {times}.")]
    spanned = _slices_of_one(image, size * factor)
    if spanned >= WHOLE_BODIES and not inverted:
        name = "nuclei-3d"
        said.append(
            Reason(f"One object spans about {spanned:.0f} slices: whole bodies can be told apart in the volume.")
        )
    return Suggestion(name, [*said, *_settings(image, values, size, told, factor)])


def _times(clear: float) -> str:
    """Return how far something stands out, as a person reads it."""
    return f"{clear:.0f} times the noise" if clear < MOST_TIMES else f"more than {MOST_TIMES} times the noise"


def _slices_of_one(image: Image, diameter: float) -> float:
    """Return how many slices an object of a diameter in px spans; 0 where the distance of slices is not known."""
    across, apart = image.pixel_size.x, image.pixel_size.z
    if not across or not apart or image.sizes["z"] < WHOLE_BODIES:
        return 0.0
    return min(diameter * across / apart, float(image.sizes["z"]))


def _settings(image: Image, values: NDArray[Any], size: float, told: Contrast, factor: float) -> list[Reason]:
    """Return diameter, background and threshold with their reasons."""
    diameter = round(size * factor, 1)
    known = image.pixel_size.x
    physical = f" ({diameter * known:.3g} µm)" if known else ""
    estimate = low_background(values, (2 * size,) * values.ndim)
    low, high = np.percentile(estimate, (5, 95))
    share = float(high - low) / told.height if told.height > 0 else 0.0
    covered = float((values > told.threshold).mean())
    uneven = "is subtracted with a radius of twice the diameter" if share > EVEN else "is even enough to be left"
    crowd = "many touch, and are split" if covered > DENSE else "few touch"
    return [
        Reason(f"The objects are about {diameter:g} px{physical} wide.", "size", "diameter", diameter),
        Reason(
            f"The background varies by {100 * share:.0f} % of the contrast: it {uneven}.",
            "background", "radius", round(2 * diameter, 1),
        ),
        Reason(
            f"The threshold follows the surroundings of {diameter:g} px: Li's is {told.threshold:.4g} counts, "
            f"and objects differ in brightness.", "fore", "diameter", diameter,
        ),
        Reason(f"Objects cover {100 * covered:.0f} % of the image: {crowd}.", "split", "diameter", diameter),
    ]  # fmt: skip


def _further(image: Image, chosen: str) -> list[Reason]:
    """Return what the image would allow besides."""
    said: list[Reason] = []
    depth, times = image.sizes["z"], image.sizes["t"]
    if depth > 1 and chosen != "nuclei-3d":
        known = "" if image.pixel_size.z else ", once the distance of slices is known"
        said.append(Reason(f"It has {depth} slices: “Nuclei in 3D” measures volumes{known}."))
    if times > 1:
        follow = "“Wound closure over time” measures the open area in each"
        follow = follow if chosen == "confluency" else "“Track cells” follows objects through them"
        said.append(Reason(f"It has {times} time points: {follow}."))
    if len(image.channels) > 1:
        said.append(
            Reason(f"It has {len(image.channels)} channels: “Intensity per cell and compartment” measures each.")
        )
    return said


def _stained(picture: NDArray[Any]) -> bool:
    """Whether a colour picture is a stained section: a light ground, and colour that takes light away."""
    full = 255.0 if picture.dtype == np.uint8 else max(float(picture.max()), 1.0)
    colours = picture[..., :3].astype(np.float32) / full
    light = float(np.median(colours.min(axis=-1))) > LIGHT / 2 and float(np.median(colours.max(axis=-1))) > LIGHT
    return light and float((np.ptp(colours, axis=-1) > 0.15).mean()) > COLOURED


def _stain() -> Suggestion:
    return Suggestion("stain-area", [Reason("It is a colour picture on a light ground with coloured parts: a stain.")])
