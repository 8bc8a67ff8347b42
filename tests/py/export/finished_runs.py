"""Runs made by hand from a label image that others published, for the tests of this folder."""

from __future__ import annotations

import pathlib
from dataclasses import replace
from typing import Any

import numpy as np
import tifffile

from tabscope.axes import PixelSize
from tabscope.results.result import Changed, Layer, Run, StepResult
from tabscope.table import Column, Table

DATA = pathlib.Path(__file__).parents[2] / "data"
BLOBS = DATA / "bio" / "blobs" / "blobs_labeled.tif"
SIZE = PixelSize(None, 0.5, 0.25, None, "OME")

RECIPE: dict[str, Any] = {
    "tabscope": 1,
    "title": "Count blobs",
    "inputs": {"blobs": {"kind": "intensity", "channel": "auto", "z": "max"}},
    "steps": [
        {"id": "fore", "op": "threshold.otsu@1", "in": {"image": "blobs"}, "params": {}},
        {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}, "params": {}},
        {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": "blobs"}, "params": {}},
    ],
    "show": ["fore", "objects", "cells"],
}


def blobs() -> np.ndarray:
    """Return the label image, uint32."""
    return tifffile.imread(BLOBS).astype(np.uint32)


def provenance(name: str = "blobs.tif", **changed: Any) -> dict[str, Any]:
    """Return a record such as the runner leaves."""
    height, width = blobs().shape
    return {
        "schema": 1,
        "tabscope": "0.1.0",
        "time": "2026-11-21T12:00:00Z",
        "source": {"name": name, "format": "TIFF", "series": 0, "well": ""},
        "pixel_size": {"z": None, "y": 0.5, "x": 0.25, "unit": "micrometer", "t": None, "origin": "OME"},
        "extent": {
            "asked": {}, "region": [0, 0, height, width], "factor": [1.0, 1.0], "level": "full resolution",
            "planes": [{"t": 0, "z": None}],
        },
        "recipe": RECIPE,
        "steps": [],
        "result": {"count": 64, "edge_count": 5, "headline": "64 objects, 5 cut by the edge"},
        **changed,
    }  # fmt: skip


def measured(labels: np.ndarray) -> Table:
    """Return a table with one row for each object: number, area, a truth, and a text."""
    numbers, areas = np.unique(labels[labels > 0], return_counts=True)
    return Table((
        Column("object", numbers.astype(np.int64), "", "Number of the object."),
        Column("area_px", areas.astype(np.int64), "px²", "Area.", "Pixels of the object.", {"ImageJ": "Area"}),
        Column("area_um2", areas * 0.125, "µm²", "Area."),
        Column("touches_edge", numbers % 2 == 0, "", "Whether the edge cuts it."),
    ))  # fmt: skip


def corrected(name: str = "blobs.tif") -> Run:
    """Return a run where a person took the first pixel of object 1 away."""
    whole = run(name)
    pixels = whole.layers["objects"].array
    first = int(np.flatnonzero(pixels.ravel() == 1)[0])
    changes = (Changed(1, (first, 1), ()),)
    record = {"step": "objects", "before": "b" * 64, "after": "a" * 64, "objects": [1]}
    return replace(
        whole, results={**whole.results, "objects": replace(whole.results["objects"], changes=changes)},
        provenance={**whole.provenance, "corrections": [record]}, corrected=1,
    )  # fmt: skip


def with_image(whole: Run) -> Run:
    """Return a run that also shows an image that it made."""
    layer = Layer(blobs().astype(np.float32) / 2, "yx", planes=((0, -1),), pixel_size=SIZE)
    return replace(whole, results={**whole.results, "sharp": StepResult("sharp", "Sharpen", "intensity", layer)})


def run(name: str = "blobs.tif", labels: np.ndarray | None = None, axes: str = "yx", **changed: Any) -> Run:
    """Return a finished run on the label image."""
    pixels = blobs() if labels is None else labels
    layer = Layer(pixels, axes, planes=((0, -1),), pixel_size=SIZE)
    mask = Layer(pixels > 0, axes, planes=((0, -1),), pixel_size=SIZE)
    hidden = Layer(np.empty((0, 0)), planes=())
    results = {
        "smooth": StepResult("smooth", "Gaussian", "mask", hidden, shown=False),
        "fore": StepResult("fore", "Otsu", "mask", mask, values={"threshold": 117.5}, seconds=0.01),
        "objects": StepResult("objects", "Components", "labels", layer, notes=("Two objects touch.",)),
        "cells": StepResult("cells", "Measure", "table", measured(pixels)),
    }
    count = len(np.unique(pixels[pixels > 0]))
    said = f"{count} blobs, 5 cut by the edge"
    return Run(name, results, provenance(name, **changed), count, 5, said, ("Two objects touch.",), 0.5)
