"""Which channel of an image a recipe's input takes: resolved once, shown, and written into the run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.image import Image
from tabscope.recipe import RecipeInput

NUCLEAR = ("dna", "dapi", "hoechst", "h2b", "nuclei", "nucleus", "draq5", "histone")
COLOURS = ("red", "green", "blue")
MERGED = "Display colours, not measured intensities."
PICTURE = "colour"
"""The sample of a signal that is the whole colour picture, (y, x, s): what “RGB to gray” takes."""
LUMINANCE = (0.2125, 0.7154, 0.0721)
"""Weights of red, green and blue (ITU-R BT.709), the ones of `skimage.color.rgb2gray`."""


@dataclass(frozen=True)
class Signal:
    """One plane-shaped signal: a channel, or a colour (sample) of a colour picture; ``name`` is used in columns."""

    name: str
    channel: int
    sample: str | None = None

    def take(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Return the (y, x) signal from what a reader gave for the channel."""
        if self.sample in (None, PICTURE) or pixels.ndim == 2:
            return pixels
        if self.sample == "luminance":
            weighted = pixels[..., :3].astype(np.float32) @ np.asarray(LUMINANCE, np.float32)
            return weighted
        return pixels[..., COLOURS.index(self.sample)]


def column_name(text: str, index: int) -> str:
    """Return the ASCII snake_case name of a channel, as columns carry it (``c1`` where it has none)."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain or f"c{index + 1}"


def resolve(
    name: str, wanted: RecipeInput, image: Image, probe: NDArray[Any] | None, takes_picture: bool = False
) -> tuple[Signal, ...]:
    """Return the signals an input takes (one, or every channel for ``all``).

    Parameters
    ----------
    name : str
        The input's name, for errors.
    probe : numpy.ndarray or None
        A colour picture's pixels at its coarsest level, (y, x, s); None for an image with channels.
    takes_picture : bool
        Whether the input goes to steps that turn a colour picture into one signal, and to no others.

    Raises
    ------
    TabscopeError
        ``image.no-such-channel``; ``image.which-signal`` for a colour picture whose signal is not plain.
    """
    if probe is not None and takes_picture and wanted.channel == "auto":
        return (Signal(PICTURE, 0, PICTURE),)
    if probe is not None:
        return _of_colour(name, wanted.channel, probe)
    names = [channel.name for channel in image.channels]
    if wanted.channel == "all":
        return tuple(Signal(unique, index) for index, unique in enumerate(_unique(names)))
    index = _automatic(names) if wanted.channel == "auto" else _index(wanted.channel, names)
    if index is None:
        available = ", ".join(one or f"channel {i}" for i, one in enumerate(names))
        raise TabscopeError("image.no-such-channel", channel=wanted.channel, available=available, input=name)
    return (Signal(_unique(names)[index], index),)


def colour_warnings(probe: NDArray[Any] | None) -> tuple[str, ...]:
    """Return what a person should know about a colour picture; a dark one is a screenshot of merged channels.

    Fluorescence is dark for the most part: its median is under a quarter of its highest value.
    """
    if probe is None or not probe.size or _is_grey(probe[..., :3]):
        return ()
    brightest = probe[..., :3].max(axis=-1)
    return (MERGED,) if float(np.median(brightest)) < float(brightest.max()) / 4 else ()


def _is_grey(pixels: NDArray[Any]) -> bool:
    return np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 1], pixels[..., 2])


def _unique(names: list[str]) -> list[str]:
    plain = [column_name(one, index) for index, one in enumerate(names)]
    return [one if plain.count(one) == 1 else f"{one}_{index + 1}" for index, one in enumerate(plain)]


def _automatic(names: list[str]) -> int:
    """Return a channel that is named like a nuclear stain, else the first."""
    for index, one in enumerate(names):
        if any(stain in one.lower() for stain in NUCLEAR):
            return index
    return 0


def _index(wanted: Any, names: list[str]) -> int | None:
    """Return the index of a channel given as a number, a name, a list of names, or names with an index behind."""
    if isinstance(wanted, bool):
        return None
    if isinstance(wanted, int):
        return wanted if 0 <= wanted < len(names) else None
    if isinstance(wanted, Mapping):
        fields = cast("Mapping[str, Any]", wanted)
        named = _index(fields.get("name", []), names)
        return named if named is not None else _index(fields.get("index", -1), names)
    listed = cast("list[Any]", wanted) if isinstance(wanted, list) else [wanted]
    lower = [one.lower() for one in names]
    return next((lower.index(str(one).lower()) for one in listed if str(one).lower() in lower), None)


def _of_colour(name: str, wanted: Any, probe: NDArray[Any]) -> tuple[Signal, ...]:
    if wanted in (*COLOURS, "luminance"):
        return (Signal(str(wanted), 0, str(wanted)),)
    if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted < 3:
        return (Signal(COLOURS[wanted], 0, COLOURS[wanted]),)
    if wanted not in ("auto", "all"):
        available = ", ".join((*COLOURS, "luminance"))
        raise TabscopeError("image.no-such-channel", channel=wanted, available=available, input=name)
    pixels = probe[..., :3]
    if _is_grey(pixels):
        return (Signal("gray", 0, "red"),)  # a grey picture saved as RGB: every sample is the same signal
    if wanted == "all":
        return tuple(Signal(colour, 0, colour) for colour in COLOURS)
    carrying = [index for index in range(3) if float(np.ptp(pixels[..., index])) > 0]
    if len(carrying) == 1:
        return (Signal(COLOURS[carrying[0]], 0, COLOURS[carrying[0]]),)
    raise TabscopeError("image.which-signal", choices=[*COLOURS, "luminance"], input=name)
