"""Whether what `tabscope suggest` chooses is at least as good as fixed recipes, image by image.

    python benchmarks/suggest.py [--data FOLDER] [--json FILE]

Every image whose objects people outlined (or that comes with its truth) is looked at by `suggest`; what it chooses is
run beside ``plain-otsu``, whose settings are fixed, and beside ``count-nuclei`` as it comes. F1 at IoU 0.5 decides;
where only some objects are outlined, how many of these were found. Returns 1 where the suggestion is as good as the
fixed recipe on fewer than `AT_LEAST_AS_GOOD` of the images.

After the real images come drawn ones of many kinds (`tabscope.operations.synth`), counted for themselves.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from segmentation import CARRIED, GALLERY, OUTLINED, SHARED, SPARSE, score

import tabscope as ts
from tabscope.operations.synth import light, objects
from tabscope.session import suggest
from tabscope.units import px

AT_LEAST_AS_GOOD = 0.8
FIXED = ("plain-otsu", "count-nuclei")

MORE_OUTLINED = {
    "neubias/xy_8bit__glialcell.tif": "neubias/xy_8bit__glialcell/xy_8bit_labelimage_glialcell.tif",
    "stardist/img3d.tif": "stardist/mask3d.tif",
}
MORE_SPARSE = {
    "neubias/xy_8bit__nup.tif": "neubias/xy_8bit_labels__nup.tif",
    "blobs/mini_blobs.tif": "blobs/mini_blobs_otsu_labels_excluded_edges_imagej.tif",
}
"""The masks of BBBC007/ and of syntetic_cells.tif are strokes of two classes: they outline no objects."""

KINDS: dict[str, dict[str, Any]] = {
    "few nuclei": {"number": 25},
    "crowded": {"number": 300, "overlap": 0.15},
    "small": {"number": 200, "diameter": 9},
    "large": {"number": 25, "diameter": 70},
    "two sizes": {"number": 80, "variation": 0.35},
    "dim and noisy": {"brightness": 30, "read": 6},
    "shaded": {"shading": 400, "brightness": 200},
    "very unequal": {"unequal": 0.9, "number": 80},
    "grainy": {"grain": 120, "diameter": 32},
    "out of focus": {"blur": 4, "diameter": 30},
    "dark on light": {"brightness": -300, "background": 700, "unequal": 0.1},
    "dark, shaded": {"brightness": -120, "background": 500, "unequal": 0.1, "shading": 200},
    "dark, crowded": {"brightness": -200, "background": 500, "unequal": 0.1, "number": 250},
    "8 bit": {"brightness": 40, "background": 10, "read": 0.5},
}
"""What differs from 80 nuclei of 22 px, 400 counts above a background of 100, in 400 x 420 px."""


def drawn(of: dict[str, Any]) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """Return an image of a kind, and its truth."""
    truth = objects.draw_nuclei(
        np.zeros((400, 420)), number=of.get("number", 80), diameter=px(of.get("diameter", 22)),
        variation=of.get("variation", 0.12), overlap=of.get("overlap", 0.05), seed=1,
    )  # fmt: skip
    seen = light.stain(
        truth, brightness=float(of.get("brightness", 400)), variation=of.get("unequal", 0.35),
        grain=float(of.get("grain", 0)), background=float(of.get("background", 100)),
        shading=float(of.get("shading", 0)), blur=px(of.get("blur", 1.2)), seed=2,
    )  # fmt: skip
    return light.noise(seen, read=float(of.get("read", 2)), seed=3), truth


def judge(recipe: dict[str, Any], image: ts.Image, truth: NDArray[Any]) -> dict[str, Any]:
    """Return the score of a recipe on an image; where it ends with an error or has no objects, nothing was found."""
    try:
        run = ts.run(recipe, image)
    except ts.TabscopeError as error:
        return score(truth, np.zeros_like(truth)) | {"error": error.code}
    labels = [one.array for one in run.layers.values() if one.array.dtype == np.uint32]
    if not labels:
        return score(truth, np.zeros_like(truth))
    found = np.squeeze(labels[-1])
    if found.shape != truth.shape:
        return score(truth.max(axis=0), found) if found.ndim < truth.ndim else score(truth, found)
    return score(truth, found)


def compared(image: ts.Image, truth: NDArray[Any]) -> dict[str, Any]:
    """Return the scores of the suggested recipe and of the fixed ones."""
    fixed = {name: json.loads((GALLERY / f"{name}.json").read_text("utf-8")) for name in FIXED}
    chosen = suggest(image)
    row = {name: judge(recipe, image, truth) for name, recipe in fixed.items()}
    return row | {"suggested": judge(chosen.recipe, image, truth) | {"recipe": chosen.name}}


def rows_of(data: Path) -> dict[str, Any]:
    """Return a row for each real image that is there, then for each drawn one."""
    rows: dict[str, Any] = {}
    for name, mask in (OUTLINED | MORE_OUTLINED | SPARSE | MORE_SPARSE).items():
        if (data / name).exists() and (data / mask).exists():
            truth = np.asarray(tifffile.imread(data / mask)).astype(np.int64)
            rows[name] = compared(ts.open(data / name), truth) | {
                "by": "recall" if name in SPARSE | MORE_SPARSE else "f1"
            }
    with tempfile.TemporaryDirectory() as folder:
        for name, of in KINDS.items():
            pixels, truth = drawn(of)
            path = Path(folder) / f"{name}.tif"
            tifffile.imwrite(path, pixels)
            rows[f"drawn: {name}"] = compared(ts.open(path), truth.astype(np.int64)) | {"by": "f1"}
    return rows


def main() -> int:
    """Print the table and return 1 where the suggestion falls short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED if SHARED.exists() else CARRIED)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = rows_of(options.data)
    for name, row in rows.items():
        cells = "  ".join(f"{kind} {row[kind][row['by']]:.2f} ({row[kind]['found']})" for kind in (*FIXED, "suggested"))
        print(f"{name:42} {row['by']:6} of {row['suggested']['true']:3}  {cells}  {row['suggested']['recipe']}")
    missed = False
    for kind, drawn_ones in (("real", False), ("drawn", True)):
        chosen = [row for name, row in rows.items() if name.startswith("drawn") == drawn_ones]
        for fixed in FIXED:
            good = sum(row["suggested"][row["by"]] >= row[fixed][row["by"]] for row in chosen)
            share = good / max(1, len(chosen))
            missed = missed or (fixed == FIXED[0] and share < AT_LEAST_AS_GOOD)
            print(f"{kind}: suggested at least as good as {fixed} on {good} of {len(chosen)} ({100 * share:.0f} %)")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
