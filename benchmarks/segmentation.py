"""How well the recipes of the gallery find nuclei that people outlined: F1 at IoU 0.5, image by image.

    python benchmarks/segmentation.py [--data FOLDER] [--json FILE]

Returns 1 where a target is missed: F1 of `TARGETS`. What `tabscope suggest` chooses is compared in `suggest.py`.

FOLDER holds the images (by default the shared data's ``bio``, else the few that the tests carry). ``count-nuclei`` is
also run with 0.7 and 1.4 times the diameter that it finds.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "py"))
import tabscope as ts  # noqa: E402 - found through the line above where it is not installed

GALLERY = ROOT / "py" / "tabscope" / "gallery"
SHARED, CARRIED = ROOT.parent / "shared" / "data" / "bio", ROOT / "tests" / "data" / "bio"
FACTORS = (0.7, 1.4)

OUTLINED = {
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
"""Images where some nuclei only are outlined: the share of these that was found is reported instead."""

TARGETS = {"stardist/img2d.tif": 0.80}


def overlaps(truth: NDArray[Any], found: NDArray[Any]) -> NDArray[np.float64]:
    """Return the IoU of each true object (rows) with each found one (columns)."""
    true_ids, one = np.unique(truth, return_inverse=True)
    found_ids, other = np.unique(found, return_inverse=True)
    shared = np.zeros((true_ids.size, found_ids.size))
    np.add.at(shared, (one.ravel(), other.ravel()), 1)
    union = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    return (shared / union)[true_ids != 0][:, found_ids != 0]


def score(truth: NDArray[Any], found: NDArray[Any]) -> dict[str, float]:
    """Return F1 and recall at IoU 0.5 (matches are unique there), and the numbers of objects."""
    table = overlaps(truth, found)
    matched = int((table > 0.5).sum())
    true, count = table.shape
    return {"f1": 2 * matched / max(1, true + count), "recall": matched / max(1, true), "true": true, "found": count}


def judge(recipe: dict[str, Any], image: ts.Image, truth: NDArray[Any]) -> dict[str, Any]:
    """Return the score of a recipe on an image, or no score and the error it ended with."""
    try:
        run = ts.run(recipe, image)
    except ts.TabscopeError as error:
        return score(truth, np.zeros_like(truth)) | {"error": error.code}
    result: dict[str, Any] = score(truth, run.layers["split"].array)
    if "size" in run.tables:
        result["diameter"] = float(run.tables["size"]["diameter_px"][0])
    return result


def with_diameter(recipe: dict[str, Any], diameter: float) -> dict[str, Any]:
    """Return count-nuclei with a diameter that somebody typed."""
    steps = [step | {"params": {"diameter": diameter}} if step["id"] == "size" else step for step in recipe["steps"]]
    return recipe | {"steps": steps}


def compare(data: Path) -> dict[str, Any]:
    """Run the recipes on every image that is there; returns scores by image and recipe."""
    import tifffile

    nuclei, plain = (
        json.loads((GALLERY / f"{name}.json").read_text("utf-8")) for name in ("count-nuclei", "plain-otsu")
    )
    rows: dict[str, Any] = {}
    for name, mask in (OUTLINED | SPARSE).items():
        if not (data / name).exists():
            continue
        image, truth = ts.open(data / name), np.asarray(tifffile.imread(data / mask)).astype(np.int64)
        found = judge(nuclei, image, truth)
        rows[name] = {"count-nuclei": found, "plain-otsu": judge(plain, image, truth)}
        for factor in FACTORS if "diameter" in found else ():
            rows[name][f"{factor} D"] = judge(with_diameter(nuclei, factor * found["diameter"]), image, truth)
    return rows


def main() -> int:
    """Print a table, write all numbers as JSON where asked, and return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED if SHARED.exists() else CARRIED)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows, missed = compare(options.data), False
    for name, kinds in rows.items():
        found, key = kinds["count-nuclei"], "recall" if name in SPARSE else "f1"
        cells = "  ".join(f"{kind} {one[key]:.2f} ({one['found']})" for kind, one in kinds.items())
        target = TARGETS.get(name)
        verdict = "" if target is None else f"  target {target}  {'met' if found[key] >= target else 'MISSED'}"
        missed = missed or verdict.endswith("MISSED")
        print(f"{name:42} {key:6} of {found['true']:3}  D {found.get('diameter', 0):5.1f} px  {cells}{verdict}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
