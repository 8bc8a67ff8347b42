"""Uneven light, found on all slices and times of an image, or on all images of a batch."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.coarse import enlarge, shrink
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.overview import UNSEEN, Overview, Survey, by_parameter, say_scope
from tabscope.operations.registry import Intensity, Param, operation, whole
from tabscope.operations.shading import basic

TITLE = "Find uneven light"

SIDE = 64
"""Pixels along a side of the coarse frames that light is found on."""

MOST = 200
"""Frames that are used; of more, this many evenly over the run."""

FEWEST = 3
"""With fewer frames an object that stays in place cannot be told from light."""

UNLIKELY = 4.0
"""Light that differs by more than this from place to place is rather that of objects: vignettes are weaker."""

Coarse = list[NDArray[np.float64]]


def _frames(image: NDArray[Any]) -> Coarse:
    """Return the planes of an image in at most 64 x 64 means of blocks."""
    values, _ = fill_missing(check(image, TITLE))
    factors = _factors(values.shape[-2:])
    return [shrink(plane, factors) for plane in values.reshape(-1, *values.shape[-2:])]


def _factors(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-(-side // SIDE) for side in shape)


def _behind(one: Coarse, other: Coarse) -> Coarse:
    return [*one, *other]


@operation(
    "intensity.flat_field_estimate",
    version=1,
    survey=Survey(_frames, _behind, by_parameter, alone=False),
    locality=whole("light is found on whole frames"),
    title=TITLE,
    bytes_per_pixel=24,
    cite="Peng et al. 2017, doi:10.1038/ncomms14836 (BaSiC, without a dark field)",
)
def flat_field_estimate(
    image: Intensity,
    dark: Annotated[float, Param(ge=0, le=100000, soft=2000, help="What the camera gives without light.")] = 0.0,
    scope: Annotated[
        Literal["image", "set"],
        Param(
            label="Look at",
            help="image: all slices and times of the image; set: all images of a batch, such as the fields of a plate.",
        ),
    ] = "image",
    notes: Notes | None = None,
    overview: Overview | None = None,
) -> Intensity:
    """Find how the light falls off to the sides, from what all slices, times or images have in common.

    Wire the result to “Flat field” as its reference.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x), any real dtype; objects should lie in other places from frame to frame. NaN counts as the
        median.
    dark : float
        Subtracted first; light multiplies only what is above it. The same value belongs into “Flat field”.

    Returns
    -------
    numpy.ndarray
        float32, same shape: the light with a mean of 1, plus `dark`; the same for every plane. Found on at most 200
        planes of 64 x 64 means of blocks, and enlarged linearly. Planes that are not brighter than `dark` are left out;
        where none is, the light is even. A preview of one plane of several takes even light, as a guess.

    Raises
    ------
    TabscopeError
        ``operation.input`` for fewer than three planes, or planes of different sizes.
    """
    said = notes or Notes()
    say_scope(scope, overview, said, "light")
    if overview is None and UNSEEN in said.known:
        said.asked = said.estimated = True
        return np.full(check(image, TITLE).shape, 1 + dark, np.float32)
    frames: Coarse = _frames(image) if overview is None else overview.found
    field = _field(frames, dark) if overview is None else overview.once("field", lambda: _field(frames, dark))
    darkest, brightest = float(field.min()), float(field.max())
    said.value("darkest", darkest)
    said.value("brightest", brightest)
    if brightest > UNLIKELY * darkest:
        said.say("This differs more than light does: objects stay in place. Use frames of other places.")
    shape = image.shape[-2:]
    light = enlarge(field, _factors(shape), shape).astype(np.float32) + np.float32(dark)
    return np.broadcast_to(light, image.shape).copy()


def _field(frames: Coarse, dark: float) -> NDArray[np.float64]:
    if len(frames) < FEWEST:
        reason = f"it has {len(frames)} {'plane' if len(frames) == 1 else 'planes'}; light is what several share."
        advice = "Run it on all times or slices, on a batch, or give “Flat field” a picture of an empty place."
        raise TabscopeError("operation.input", step=TITLE, reason=reason, advice=advice)
    if len({one.shape for one in frames}) > 1:
        raise TabscopeError(
            "operation.input", step=TITLE, reason="the images differ in size.", advice="Use images of one camera."
        )
    chosen = np.unique(np.linspace(0, len(frames) - 1, MOST).round().astype(np.int64))
    lit = np.stack([frames[int(one)] for one in chosen]) - dark
    lit = lit[lit.mean(axis=(1, 2)) > 0]
    return basic(lit) if len(lit) else np.ones(frames[0].shape)
