"""The sentence a run is announced with, and the number it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tabscope.operations.frame import Frame
from tabscope.results.result import Layer, StepResult
from tabscope.runner.image_headline import length_of_all, said_of_image
from tabscope.runner.limits import inside_of
from tabscope.runner.plan import Plan
from tabscope.table import Table


@dataclass(frozen=True)
class Headline:
    """How many objects there are, how many of them the border cuts, how many were corrected; the sentence for it."""

    count: int | None
    edge_count: int
    text: str
    corrected: int = 0


def headline(plan: Plan, results: Mapping[str, StepResult]) -> Headline:
    """Count the objects of the labels that the recipe names, or of the last ones that are shown.

    A recipe without objects says what its table says of the image.

    Objects in slices are outlines, not nuclei; objects over time are counted per frame until they are tracked
    (ground rules, section 1).
    """
    shown = {
        name: one.value
        for name, one in results.items()
        if one.kind == "labels" and one.shown and isinstance(one.value, Layer)
    }
    if not shown:
        counted = _of_tracks(plan, results) or _of_points(plan, results)
        return counted or Headline(None, 0, said_of_image(results, plan.recipe.objects) + _size(plan))
    layer = shown.get(plan.recipe.counted, list(shown.values())[-1])
    axes = 3 if plan.volume and layer.axes.endswith("zyx") else 2
    planes = layer.array.reshape(-1, *layer.array.shape[-axes:])
    count = sum(len(_ids(plane)) for plane in planes)
    inside = inside_of(plan, layer.grid, layer.array.shape)
    frame = Frame(np.ones(layer.array.shape[-2:], np.bool_) if inside is None else inside)
    cut = sum(frame.touching(plane).size for plane in planes)
    tracked = _of_tracks(plan, results)
    if tracked is not None:
        return replace(tracked, edge_count=cut)
    noun = plan.recipe.objects
    number = _spaced(count)
    slices = len({z for _, z in plan.planes})
    times = len({t for t, _ in plan.planes})
    if slices > 1:
        text = f"{number} outlines in {slices} slices, not {noun}"
    elif times > 1:
        text = f"{number} {noun} in {times} frames, counted in each frame"
    else:
        text = f"{number} {noun if count != 1 else singular(noun)}"
        if cut:
            text += f", {cut} cut by the edge"
        text += length_of_all(results)
    corrected = sum(len(one.changes) for one in results.values())
    if corrected:
        text += f", {corrected} corrected by hand"
    return Headline(count, cut, text + _size(plan), corrected)


def _of_tracks(plan: Plan, results: Mapping[str, StepResult]) -> Headline | None:
    """Count the tracks of the last step that follows objects over time; None where there is none."""
    found = [one.value for one in results.values() if one.kind == "tracks" and isinstance(one.value, Table)]
    if not found:
        return None
    count = np.unique(found[-1]["track"]).size
    frames = len({t for t, _ in plan.planes})
    objects, noun = len(found[-1]), plan.recipe.objects
    text = f"{_spaced(count)} {'track' if count == 1 else 'tracks'} of {_spaced(objects)} {noun}"
    text += f" in {frames} {'frame' if frames == 1 else 'frames'}"
    corrected = sum(len(one.changes) for one in results.values())
    if corrected:
        text += f", {corrected} corrected by hand"
    return Headline(count, 0, text + _size(plan), corrected)


def _of_points(plan: Plan, results: Mapping[str, StepResult]) -> Headline | None:
    """Count the points that the recipe names, or the last ones that are shown; None where there are none."""
    found = {name: one.value for name, one in results.items() if one.kind == "points" and one.shown}
    points = found.get(plan.recipe.counted, next(reversed(found.values()), None)) if found else None
    if not isinstance(points, Table):
        return None
    noun = plan.recipe.objects if "objects" in plan.recipe.document else "spots"
    count = len(points)
    frames = len({t for t, _ in plan.planes})
    text = f"{_spaced(count)} {noun if count != 1 else singular(noun)}"
    if frames > 1:
        text += f" in {frames} frames, counted in each frame"
    return Headline(count, 0, text + _size(plan))


def _size(plan: Plan) -> str:
    """Say at which size a run on a coarser level was made."""
    return f" (at {level_name(plan.placement.factor[1])})" if plan.extent.level else ""


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")


def _ids(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint32]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    ids = np.unique(pixels)
    return ids[ids > 0]


def level_name(factor: float) -> str:
    """Return what a coarser level is called: half size, quarter size, else 1/8 size."""
    names = {1: "full resolution", 2: "half size", 4: "quarter size"}
    return names.get(round(factor), f"1/{factor:g} size")


def singular(noun: str) -> str:
    """Return the word for one object: nucleus, cell, object."""
    special = {"nuclei": "nucleus"}
    return special.get(noun, noun.removesuffix("s"))
