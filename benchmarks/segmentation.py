"""How well the recipes of the gallery find nuclei that people outlined: F1 at IoU 0.5 on the shared images.

    python benchmarks/segmentation.py DATA [--json FILE]

DATA is the folder that holds ``ground_truth.json`` (the shared data's ``bio``). ``count-nuclei`` is also run with 0.7
and 1.4 times the diameter that it finds.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "py"))
import tabscope.operations  # noqa: F401
from tabscope.errors import TabscopeError
from tabscope.operations.notes import Notes
from tabscope.operations.registry import find
from tabscope.units import Area, px

GALLERY = Path(__file__).parents[1] / "py" / "tabscope" / "gallery"

IMAGES = {
    "stardist/img2d.tif": "stardist/mask2d.tif",
    "neubias/xy_8bit__mitocheck_incenp_t1.tif": "neubias/xy_8bit_labels__mitocheck_incenp_t1.tif",
    "neubias/xy_16bit__h2b.tif": "neubias/xy_8bit_labels__h2b.tif",
    "blobs/blobs.tif": "blobs/reference_labels.tif",
}
"""Images with every nucleus (or blob) outlined."""

SPARSE = {
    "BBBC007_batch/17P1_POS0013_D_1UL.tif": "BBBC007_sparse_instance_annotation/17P1_POS0013_D_1UL.tif",
    "BBBC007_batch/20P1_POS0005_D_1UL.tif": "BBBC007_sparse_instance_annotation/20P1_POS0005_D_1UL.tif",
}
"""Images where some nuclei only are outlined: the share of these that was found is reported."""


def run_recipe(recipe: dict[str, Any], image: NDArray[Any], diameter: float | None = None) -> dict[str, Any]:
    """Run a recipe with one input on one plane, in order; returns every step's value."""
    values: dict[str, Any] = {next(iter(recipe["inputs"])): image}
    for step in recipe["steps"]:
        op = find(step["op"])
        params = {name: resolve(rule, values, op.parameter(name)) for name, rule in step.get("params", {}).items()}
        if step["id"] == "size" and diameter is not None:
            params["diameter"] = px(diameter)
        many = {one.name for one in op.inputs if one.many}
        inputs = {port: {"": values[name]} if port in many else values[name] for port, name in step["in"].items()}
        notes = {name: Notes() for name, kind in op.injected.items() if kind is Notes}
        values[step["id"]] = op.function(**inputs, **params, **notes)
    return values


def resolve(rule: Any, values: dict[str, Any], parameter: Any) -> Any:
    """Return a parameter's value from a number or a rule, as the recipe language defines it."""
    number = rule
    if isinstance(rule, dict) and "auto" in rule:
        step, _, column = rule["auto"].partition(".")
        number = float(values[step][column][0])
        number = np.pi * number**2 / 4 if rule.get("of") == "disk" else number
        number = max(number * rule.get("times", 1), rule.get("at_least", 0))
    return {"length": px, "area": Area}.get(parameter.type, lambda one: one)(number)


def overlaps(truth: NDArray[Any], found: NDArray[Any]) -> NDArray[np.float64]:
    """Return the IoU of each true object (rows) with each found one (columns)."""
    true_ids, one = np.unique(truth, return_inverse=True)
    found_ids, other = np.unique(found, return_inverse=True)
    table = np.zeros((true_ids.size, found_ids.size))
    np.add.at(table, (one.ravel(), other.ravel()), 1)
    union = table.sum(1, keepdims=True) + table.sum(0, keepdims=True) - table
    return (table / union)[true_ids != 0][:, found_ids != 0]


def score(truth: NDArray[Any], found: NDArray[Any]) -> dict[str, float]:
    """Return F1 at IoU 0.5 (matches are unique there), and the numbers of objects."""
    table = overlaps(truth, found)
    matched = int((table > 0.5).sum())
    return {
        "f1": 2 * matched / max(1, sum(table.shape)), "recall": matched / max(1, table.shape[0]),
        "true": table.shape[0], "found": table.shape[1],
    }  # fmt: skip


def read(path: Path) -> NDArray[Any]:
    """Read an image or a mask."""
    import tifffile

    return np.asarray(tifffile.imread(path)).squeeze()


def judge(
    recipe: dict[str, Any], image: NDArray[Any], truth: NDArray[Any], diameter: float | None = None
) -> dict[str, Any]:
    """Return the score of a recipe on an image, or the error it ended with."""
    try:
        values = run_recipe(recipe, image, diameter)
    except TabscopeError as error:
        return {"f1": 0.0, "recall": 0.0, "true": int((np.unique(truth) != 0).sum()), "found": 0, "error": error.code}
    result: dict[str, Any] = score(truth, values["split"])
    if "size" in values:
        result["diameter"] = float(values["size"]["diameter_px"][0])
    return result


def main() -> None:
    """Print a table, and write all numbers as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    nuclei = json.loads((GALLERY / "count-nuclei.json").read_text(encoding="utf-8"))
    plain = json.loads((GALLERY / "plain-otsu.json").read_text(encoding="utf-8"))
    rows: dict[str, Any] = {}
    for name, mask in {**IMAGES, **SPARSE}.items():
        image, truth = read(options.data / name), read(options.data / mask)
        found = judge(nuclei, image, truth)
        rows[name] = {"count-nuclei": found, "plain-otsu": judge(plain, image, truth)}
        if "diameter" in found:
            for factor in (0.7, 1.4):
                rows[name][f"{factor} D"] = judge(nuclei, image, truth, factor * found["diameter"])
        key = "recall" if name in SPARSE else "f1"
        cells = " ".join(f"{kind} {one[key]:.2f} ({one['found']})" for kind, one in rows[name].items())
        print(f"{name:45} {key:6} of {found['true']:3}: D {found.get('diameter', 0):5.1f}  {cells}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
