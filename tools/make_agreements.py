"""Make `docs/agreements.md`: every column of `measure.regions` beside what other programs measure on the same objects.

Usage: python tools/make_agreements.py docs/agreements.md [--check]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from skimage.measure import marching_cubes, mesh_surface_area, regionprops_table

from tabscope.axes import PixelSize
from tabscope.operations.columns import DEFINITIONS
from tabscope.operations.measure.regions import regions
from tabscope.table import Table

DATA = Path(__file__).parents[1] / "tests" / "data" / "bio"
SAME = 1e-6
"""Largest relative difference that is called the same: what a sum of float64 in another order makes of itself."""
PRINTED = 6e-4
"""ImageJ and CLIJ write three decimals."""
SPACING, SQUARE, VOXEL = (0.5, 0.25), (0.5, 0.5), (2.0, 0.5, 0.25)

HEAD = """# How far measured numbers agree with other programs

Made by `tools/make_agreements.py` from the test data; a test keeps it up to date. Each column of **Measure objects**
was measured on the same objects as

- **scikit-image** (`regionprops_table`): the nuclei of `stardist/mask2d.tif`; columns in µm with pixels of
  0.5 x 0.25 µm (the outline with 0.5 x 0.5); in 3D four balls with voxels of 2 x 0.5 x 0.25 µm;
- **ImageJ** and **CLIJ**: the blobs of `blobs/mini_blobs.tif`, by tables that these programs wrote.

“same” means to the last digit that the other program gives (scikit-image: to 1 in 1,000,000). A percentage is the
largest difference of any object; why it differs stands in brackets. Empty: the program has no such number, and the
column is checked on shapes whose truth is known (`tests/py/operations/test_measure.py`, `test_volume_shape.py`).

| column | unit | definition | scikit-image | ImageJ | CLIJ |
|---|---|---|---|---|---|
"""

SKIMAGE = {
    "object": "label", "centroid_x_px": "centroid-1", "centroid_y_px": "centroid-0", "bbox_x0_px": "bbox-1",
    "bbox_y0_px": "bbox-0", "bbox_x1_px": "bbox-3", "bbox_y1_px": "bbox-2", "area_px": "num_pixels",
    "perimeter_px": "perimeter", "major_axis_px": "axis_major_length", "minor_axis_px": "axis_minor_length",
    "eccentricity": "eccentricity", "equivalent_diameter_px": "equivalent_diameter_area", "solidity": "solidity",
    "feret_max_px": "feret_diameter_max", "mean_{c}": "intensity_mean", "median_{c}": "intensity_median",
    "min_{c}": "intensity_min", "max_{c}": "intensity_max", "sd_{c}": "intensity_std",
}  # fmt: skip
SKIMAGE_UM = {
    "centroid_x_um": "centroid-1", "centroid_y_um": "centroid-0", "area_um2": "area",
    "major_axis_um": "axis_major_length", "minor_axis_um": "axis_minor_length",
    "equivalent_diameter_um": "equivalent_diameter_area",
}  # fmt: skip
SKIMAGE_3D = {
    "centroid_z_um": "centroid-0", "volume_um3": "area", "centroid_z_px": "centroid-0", "volume_px": "num_pixels",
    "bbox_z0_px": "bbox-0", "bbox_z1_px": "bbox-3",
}  # fmt: skip
IMAGEJ = {
    "area_px": ("Area", 0.0), "centroid_x_px": ("X", -0.5), "centroid_y_px": ("Y", -0.5), "bbox_x0_px": ("BX", 0.0),
    "bbox_y0_px": ("BY", 0.0), "perimeter_px": ("Perim.", 0.0), "circularity": ("Circ.", 0.0),
    "major_axis_px": ("Major", 0.0), "minor_axis_px": ("Minor", 0.0), "angle_deg": ("Angle", 0.0),
    "feret_max_px": ("Feret", 0.0), "feret_min_px": ("MinFeret", 0.0), "solidity": ("Solidity", 0.0),
    "mean_{c}": ("Mean", 0.0), "median_{c}": ("Median", 0.0), "min_{c}": ("Min", 0.0), "max_{c}": ("Max", 0.0),
    "sd_{c}": ("StdDev", 0.0), "sum_{c}": ("RawIntDen", 0.0), "integrated_{c}": ("IntDen", 0.0),
}  # fmt: skip
CLIJ = {
    "area_px": ("PIXEL_COUNT", 0.0), "centroid_x_px": ("CENTROID_X", 0.0), "centroid_y_px": ("CENTROID_Y", 0.0),
    "bbox_x0_px": ("BOUNDING_BOX_X", 0.0), "bbox_y0_px": ("BOUNDING_BOX_Y", 0.0),
    "bbox_x1_px": ("BOUNDING_BOX_END_X", 1.0), "bbox_y1_px": ("BOUNDING_BOX_END_Y", 1.0),
    "mean_{c}": ("MEAN_INTENSITY", 0.0), "min_{c}": ("MINIMUM_INTENSITY", 0.0), "max_{c}": ("MAXIMUM_INTENSITY", 0.0),
    "sd_{c}": ("STANDARD_DEVIATION_INTENSITY", 0.0), "sum_{c}": ("SUM_INTENSITY", 0.0),
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """What another program calls a column, and the largest relative difference that was found."""

    name: str
    difference: float
    same: bool
    why: str = ""

    def __str__(self) -> str:
        """Return the cell of the table."""
        if self.same:
            return f"same (`{self.name}`)"
        return f"`{self.name}`: up to {100 * self.difference:.2g} %" + (f" ({self.why})" if self.why else "")


def compare(name: str, ours: NDArray[Any], theirs: NDArray[Any], printed: float = 0.0, why: str = "") -> Compared:
    """Return how far two measurements of the same objects differ."""
    apart = np.abs(np.asarray(ours, float) - np.asarray(theirs, float))
    size = np.maximum(np.abs(np.asarray(theirs, float)), 1e-9)
    same = bool((apart <= np.maximum(printed, SAME * np.maximum(size, 1.0))).all())
    return Compared(name, float((apart / size).max()), same, why)


def why_of(column: str, program: str) -> str:
    """Return the bracket in which the column's definition says how the other program differs."""
    text = getattr(DEFINITIONS[column], program)
    return text.partition("(")[2].rstrip(")") if "(" in text else ""


def with_scikit_image() -> dict[str, Compared]:
    """Measure nuclei in the plane, and bodies in a volume, with scikit-image."""
    labels, image = (tifffile.imread(DATA / "stardist" / name) for name in ("mask2d.tif", "img2d.tif"))
    labels = labels.astype(np.uint32)
    both = {}
    for names, spacing in ((SKIMAGE, None), (SKIMAGE_UM, SPACING), ({"perimeter_um": "perimeter"}, SQUARE)):
        found = regions(labels, {"": image}, PixelSize(None, *(spacing or (None, None))))
        wanted = sorted({one.partition("-")[0] for one in names.values()} | {"orientation"})
        theirs = regionprops_table(labels, image, properties=wanted, spacing=spacing)
        if spacing is None:
            both["angle_deg"] = compare(
                "orientation", found["angle_deg"], (90 + np.degrees(theirs["orientation"])) % 180
            )
        for column, name in names.items():
            both[column] = compare(name, _ours(found, column), theirs[name], why=why_of(column, "skimage"))
    return both | _volumes()


def _volumes() -> dict[str, Compared]:
    labels = bodies()
    found, both = regions(labels, pixel_size=PixelSize(*VOXEL)), {}
    for column, name in SKIMAGE_3D.items():
        spacing = VOXEL if "_um" in column else None
        theirs = regionprops_table(labels, properties=[name.partition("-")[0]], spacing=spacing)
        both[column] = compare(name, found[column], theirs[name])
    for column, spacing in (("surface_px", (1.0, 1.0, 1.0)), ("surface_um2", VOXEL)):
        theirs = np.array([_mesh(labels == one, spacing) for one in found["object"]])
        both[column] = compare("mesh_surface_area", found[column], theirs, why="a mesh of voxels is too large")
    return both


def bodies() -> NDArray[np.uint32]:
    """Return a volume of balls (in µm) of several sizes, cut by nothing."""
    labels = np.zeros((24, 90, 180), np.uint32)
    grids = np.ogrid[tuple(slice(0, one) for one in labels.shape)]
    for number, (z, y, x, radius) in enumerate(((6, 20, 30, 5), (16, 60, 120, 8), (6, 60, 40, 3), (7, 20, 140, 4)), 1):
        away = sum(((grid - middle) * size) ** 2 for grid, middle, size in zip(grids, (z, y, x), VOXEL, strict=True))
        labels[away <= radius**2] = number
    return labels


def _mesh(body: NDArray[np.bool_], spacing: tuple[float, ...]) -> float:
    vertices, faces, *_ = marching_cubes(np.pad(body, 1).astype(np.float32), 0.5, spacing=spacing)
    return float(mesh_surface_area(vertices, faces))


def with_table(names: Mapping[str, tuple[str, float]], file: str, skip: int, program: str) -> dict[str, Compared]:
    """Compare with a table that a program wrote; each of its columns with what is added to it first."""
    labels = tifffile.imread(DATA / "blobs" / "mini_blobs_otsu_labels_excluded_edges_imagej.tif").astype(np.uint32)
    image = tifffile.imread(DATA / "blobs" / "mini_blobs.tif")
    found = regions(labels, {"": image}, PixelSize(None, 1.0, 1.0))
    with (DATA / "blobs" / file).open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))[skip:]
    both = {}
    for column, (name, offset) in names.items():
        theirs = np.array([float(row[name]) for row in rows]) + offset
        why = why_of(column, "imagej") if program == "ImageJ" else ""
        both[column] = compare(name, _ours(found, column), theirs, PRINTED, why)
    return both


def _ours(found: Table, column: str) -> NDArray[Any]:
    return found[column.removesuffix("_{c}")]


def columns() -> list[str]:
    """Return every column that `measure.regions` can write, in the order of the registry."""
    size = PixelSize(1.0, 1.0, 1.0)
    plane, volume = np.ones((3, 3), np.uint32), np.ones((2, 3, 3), np.uint32)
    written = set()
    for labels in (plane, volume):
        written |= set(regions(labels, {"": labels.astype(np.uint16)}, size).names)
    return [name for name in DEFINITIONS if name.removesuffix("_{c}") in written]


def document() -> str:
    """Return the text of `docs/agreements.md`."""
    programs = (
        with_scikit_image(),
        with_table(IMAGEJ, "mini_blobs_measurements_imagej.csv", 0, "ImageJ"),
        with_table(CLIJ, "mini_blobs_measurements_clij.csv", 1, "CLIJ"),
    )
    lines = []
    for name in columns():
        known = DEFINITIONS[name]
        cells = [str(one[name]) if name in one else "" for one in programs]
        shown = name.replace("{c}", "CHANNEL")
        said = (known.definition or known.meaning).replace("{c}", "CHANNEL")
        lines.append(f"| `{shown}` | {known.unit} | {said} | {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document, or compare it with ``--check``; return the exit code."""
    path = Path(arguments[0])
    text = document()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_agreements.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
