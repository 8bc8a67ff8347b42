"""What ran where on what, as plain data: the `run.json` beside every result, and what TIFFs carry inside.

The document holds nothing but JSON values, no pixels, and no path or secret of the machine it was made on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import numpy as np

from tabscope import __version__
from tabscope.axes import PixelSize
from tabscope.image import Image
from tabscope.recipe import derived
from tabscope.results.result import Layer, StepResult

if TYPE_CHECKING:
    from tabscope.runner.headline import Headline
    from tabscope.runner.plan import Plan

SCHEMA = 1
"""Version of the document's shape; it rises when a field changes its meaning or goes."""

LEVEL_NAMES = ("full resolution", "half", "quarter")
"""How levels are called (ground rules, section 7); coarser ones by their factor."""

LOCAL_PATH = re.compile(r"^(?:/|\\\\|[A-Za-z]:[\\/]|~[\\/]|file:)")
"""Beginnings of a text that is a place on this machine: /home, \\\\server, C:\\, ~/, file:."""

SECRET_FIELD = re.compile(r"sig|token|key|credential|secret|password|auth|policy|expires", re.IGNORECASE)
"""Parts of an address that give a permission away, such as those of presigned links."""


@dataclass(frozen=True)
class Place:
    """Where and with what a run was computed.

    Attributes
    ----------
    platform : dict
        `Host.platform`: Python, system, package versions.
    models : list of dict
        `ModelPredictor.describe` of each model that ran: package, credits, device.
    read : dict
        `DigestedReader.as_json`: the digest of the pixels that were read.
    """

    platform: Mapping[str, str]
    models: Sequence[Mapping[str, Any]] = ()
    read: Mapping[str, Any] = field(default_factory=dict[str, Any])


def build(
    plan: Plan,
    results: Mapping[str, StepResult],
    place: Place,
    said: Headline,
    started: float,
    seconds: float,
    corrections: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the provenance of a run.

    Parameters
    ----------
    plan : Plan
        The recipe with its defaults, the image, the inputs as they were resolved, what part was analysed.
    results : dict of StepResult
        What each step gave, in order; the number that a rule came to is among the step's ``values``.
    place : Place
        Platform, models, and the digest of what was read.
    said : Headline
        The count and the sentence beside it.
    started : float
        When the run began, in seconds since 1970.
    seconds : float
        How long it took.
    corrections : iterable of dict
        What a person changed in which step's labels: digests before and after, and the objects.
    """
    image = plan.image
    moment = datetime.fromtimestamp(int(started), UTC)
    factor = plan.placement.factor
    return plain({
        "schema": SCHEMA,
        "tabscope": __version__,
        "time": moment.isoformat().replace("+00:00", "Z"),
        "seconds": round(seconds, 3),
        "platform": without_places(place.platform),
        "models": list(place.models),
        "source": {**_source(image), "read": place.read},
        "pixel_size": _pixel_size(image.pixel_size),
        "inputs": {name: one.as_json() for name, one in plan.inputs.items()},
        "extent": {
            "asked": plan.extent.as_json(), "region": _full_region(plan), "region_on_level": plan.region.as_list(),
            "factor": factor, "level": level_name(factor), "area_px": _area(plan, results),
            "planes": [{"t": t, "z": z if z >= 0 else None} for t, z in plan.planes],
        },
        "recipe": with_numbers(plan.recipe.filled(), results) if len(plan.planes) == 1 else plan.recipe.filled(),
        "recipe_digest": plan.recipe.digest(),
        "operations": sorted({step.operation.name for step in plan.recipe.active_steps}),
        "steps": [_step(plan, one) for one in results.values()],
        "corrections": list(corrections),
        "result": {"count": said.count, "edge_count": said.edge_count, "headline": said.text},
        "warnings": list(dict.fromkeys((
            *image.warnings, *plan.warnings, *(sentence for one in results.values() for sentence in one.notes),
        ))),
    })  # fmt: skip


def with_numbers(document: Mapping[str, Any], results: Mapping[str, StepResult]) -> dict[str, Any]:
    """Return a recipe whose rules carry the number that they came to, ``"value"`` in px of full resolution.

    For a run on one plane: over several planes a rule comes to another number in each.
    """
    found = {step: one.values for step, one in results.items()}

    def numbered(step: str, name: str, value: Any) -> Any:
        number = found.get(step, {}).get(name)
        return value if number is None or derived(value) is None else {**value, "value": number}

    steps = [
        {**step, "params": {name: numbered(step["id"], name, value) for name, value in step["params"].items()}}
        for step in document["steps"]
    ]
    return {**document, "steps": steps}


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: numpy numbers become Python's, tuples lists, NaN and infinity null."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in cast("Iterable[Any]", value)]
    if isinstance(value, (np.generic, np.ndarray)):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int)):
        return value
    # Names of files may hold bytes that are no text (lone surrogates), which no file could be written with.
    return str(value).encode("utf-8", errors="replace").decode("utf-8")


def without_places(value: Any) -> Any:
    """Return a value whose local paths are cut to their last part, and whose addresses hold no secret."""
    if isinstance(value, Mapping):
        return {key: without_places(one) for key, one in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [without_places(one) for one in cast("Sequence[Any]", value)]
    if not isinstance(value, str):
        return value
    if LOCAL_PATH.match(value):
        return re.split(r"[\\/]", value.rstrip("\\/"))[-1]
    return public_address(value) if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", value) else value


def public_address(address: str) -> str:
    """Return an address without user, password and the parts of its query that give a permission away."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a text of the file that only looks like an address: what may follow its path is dropped
        return address.partition("?")[0].rpartition("@")[2]
    host = parts.netloc.rpartition("@")[2]
    kept = [(key, text) for key, text in parse_qsl(parts.query, keep_blank_values=True) if not SECRET_FIELD.search(key)]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(kept), ""))


def level_name(factor: tuple[float, float]) -> str:
    """Return what a person calls a level: full resolution, half, quarter, or 1/8 and so on."""
    coarser = max(factor)
    exponent = math.log2(coarser) if coarser > 0 else 0.0
    if exponent == int(exponent) and int(exponent) < len(LEVEL_NAMES):
        return LEVEL_NAMES[int(exponent)]
    return f"1/{coarser:g}"


def _source(image: Image) -> dict[str, Any]:
    """Return what is said about the source; the image's own words win over what its reader found."""
    series = image.series[image.series_index].name if image.series_index < len(image.series) else ""
    return {
        **without_places(dict(image.source)), "name": image.name, "format": image.format, "series": image.series_index,
        "series_name": series, "axes": image.axes, "shape": list(image.shape), "dtype": image.dtype.str,
        "well": str(image.metadata.get("well", "")), "warnings": list(image.warnings),
    }  # fmt: skip


def _full_region(plan: Plan) -> list[int]:
    """Return what was analysed, [y0, x0, y1, x1] in pixels of full resolution."""
    (fy, fx), box = plan.placement.factor, plan.region
    height, width = plan.image.sizes["y"], plan.image.sizes["x"]
    return [round(box.y0 * fy), round(box.x0 * fx), min(round(box.y1 * fy), height), min(round(box.x1 * fx), width)]


def _area(plan: Plan, results: Mapping[str, StepResult]) -> float:
    """Return the area of a plane that was analysed, in px² of full resolution: of the drawn areas, where there are.

    Where steps cut the image smaller before its objects were found, it is what these were found in.
    """
    labels = [one.value for one in results.values() if one.kind == "labels" and one.shown]
    last = labels[-1] if labels else None
    if isinstance(last, Layer) and last.planes and not last.apart and not _as_read(plan, last):
        return (last.array.shape[-2] * last.array.shape[-1] - last.outside) * last.grid.area
    if plan.inside is None:
        y0, x0, y1, x1 = _full_region(plan)
        return (y1 - y0) * (x1 - x0)
    fy, fx = plan.placement.factor
    return int(np.count_nonzero(plan.inside)) * fy * fx


def _as_read(plan: Plan, layer: Layer) -> bool:
    """Return whether a layer lies on the pixels that were read."""
    shape = (plan.region.height, plan.region.width)
    return layer.array.shape[-2:] == shape and plan.grid.same(layer.grid, 2)


def _pixel_size(size: PixelSize) -> dict[str, Any]:
    """Return the size of a full-resolution pixel, in µm and seconds, and where it comes from."""
    in_space = {"z": size.z, "y": size.y, "x": size.x, "unit": "micrometer"}
    return {**in_space, "t": size.t, "t_unit": "second", "origin": size.origin}


def _step(plan: Plan, one: StepResult) -> dict[str, Any]:
    operation = next(step.operation.name for step in plan.recipe.steps if step.id == one.step)
    return {
        "id": one.step, "operation": operation, "title": one.title, "kind": one.kind, "shown": one.shown,
        "seconds": round(one.seconds, 4), "values": one.values, "notes": one.notes,
    }  # fmt: skip
