"""What a person corrected, as a file: it belongs to one image and says so (ground rules, section 7).

``tabscope run ... --corrections FILE`` reads it back (`tabscope.runner.corrections.from_file`).
"""

from __future__ import annotations

from typing import Any

from tabscope.export.record import at
from tabscope.export.tables import json_bytes
from tabscope.results.result import Layer, Run

SCHEMA = 1
"""Version of the file's shape."""


def corrections_json(run: Run) -> bytes | None:
    """Return the corrections of a run; None where nothing was corrected.

    Each changed object has its pixels before and after as starts and lengths of runs, one after the other, in C order
    over the layer (t, z, y, x as ``axes`` says).
    """
    records = at(run.provenance, "corrections") or []
    layers = [_layer(run, record) for record in records if record["step"] in run.layers]
    if not layers:
        return None
    return json_bytes({
        "tabscope_corrections": SCHEMA,
        "image": {"name": run.image_name, "sha256": at(run.provenance, "source", "read", "sha256")},
        "recipe_digest": at(run.provenance, "recipe_digest"),
        "extent": at(run.provenance, "extent", "asked"),
        "layers": layers,
    })  # fmt: skip


def _layer(run: Run, record: dict[str, Any]) -> dict[str, Any]:
    result = run.results[record["step"]]
    layer = result.value
    shape = {"axes": layer.axes, "shape": list(layer.array.shape)} if isinstance(layer, Layer) else {}
    objects = [{"object": one.object, "before": list(one.before), "after": list(one.after)} for one in result.changes]
    return {"step": record["step"], "before": record["before"], "after": record["after"], **shape, "objects": objects}
