"""The columns of `measure.regions` beside scikit-image, ImageJ, CLIJ, CellProfiler and mahotas."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, marching_cubes, mesh_surface_area, regionprops_table

from tabscope.axes import PixelSize
from tabscope.operations.measure.regions import regions
from tabscope.table import Table
from tools.agreements.compared import BIO, PRINTED, VOXEL, Compared, bodies, compare, elsewhere, nuclei, why_of

SPACING, SQUARE = (0.5, 0.25), (0.5, 0.5)
Found = dict[str, Compared]

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
CELLPROFILER = {
    "centroid_x_px": "Center_X", "centroid_y_px": "Center_Y", "area_px": "Area", "perimeter_px": "Perimeter",
    "circularity": "FormFactor", "major_axis_px": "MajorAxisLength", "minor_axis_px": "MinorAxisLength",
    "eccentricity": "Eccentricity", "angle_deg": "Orientation", "equivalent_diameter_px": "EquivalentDiameter",
    "feret_max_px": "MaxFeretDiameter", "feret_min_px": "MinFeretDiameter", "solidity": "Solidity",
}  # fmt: skip
"""What both cp_measure and CellProfiler's own table have."""
CP_MEASURE = CELLPROFILER | {
    "bbox_x0_px": "BoundingBoxMinimum_X", "bbox_y0_px": "BoundingBoxMinimum_Y", "bbox_x1_px": "BoundingBoxMaximum_X",
    "bbox_y1_px": "BoundingBoxMaximum_Y", "mean_{c}": "Intensity_MeanIntensity",
    "median_{c}": "Intensity_MedianIntensity", "min_{c}": "Intensity_MinIntensity",
    "max_{c}": "Intensity_MaxIntensity", "sd_{c}": "Intensity_StdIntensity", "sum_{c}": "Intensity_IntegratedIntensity",
}  # fmt: skip
CP_MEASURE_3D = {
    "volume_px": "Volume", "centroid_z_px": "Center_Z", "bbox_z0_px": "BoundingBoxMinimum_Z",
    "bbox_z1_px": "BoundingBoxMaximum_Z", "surface_px": "SurfaceArea",
}  # fmt: skip
MAHOTAS = {
    "area_px": ("labeled_size", "size", 1), "centroid_x_px": ("center_of_mass", "x", 1),
    "centroid_y_px": ("center_of_mass", "y", 1), "min_{c}": ("labeled_min", "min", 1),
    "max_{c}": ("labeled_max", "max", 1), "sum_{c}": ("labeled_sum", "sum", 1),
    "major_axis_px": ("ellipse_axes", "major", 2), "minor_axis_px": ("ellipse_axes", "minor", 2),
    "eccentricity": ("eccentricity", "eccentricity", 1),
}  # fmt: skip
"""Its function, the name under which its numbers are kept, and what they are multiplied by: its axes are half axes."""
ALLOWED = {
    ("surface_px", "scikit-image"): 0.1, ("surface_um2", "scikit-image"): 0.2, ("feret_max_px", "scikit-image"): 0.06,
    ("solidity", "scikit-image"): 0.05, ("perimeter_px", "ImageJ"): 0.02, ("circularity", "ImageJ"): 0.04,
    ("major_axis_px", "ImageJ"): 0.05, ("minor_axis_px", "ImageJ"): 0.05, ("sd_{c}", "ImageJ"): 0.002,
    ("feret_max_px", "CellProfiler"): 0.12, ("feret_min_px", "CellProfiler"): 0.35, ("solidity", "CellProfiler"): 0.1,
    ("surface_px", "CellProfiler"): 0.25,
}  # fmt: skip
"""How far a column that is defined otherwise may differ, relative to the other program's value."""


def with_scikit_image() -> Found:
    """Measure nuclei in the plane, and bodies in a volume, with scikit-image."""
    labels, image = (tifffile.imread(BIO / "stardist" / name) for name in ("mask2d.tif", "img2d.tif"))
    labels = labels.astype(np.uint32)
    both: Found = {}
    for names, spacing in ((SKIMAGE, None), (SKIMAGE_UM, SPACING), ({"perimeter_um": "perimeter"}, SQUARE)):
        found = regions(labels, {"": image}, PixelSize(None, *(spacing or (None, None))))
        wanted = sorted({one.partition("-")[0] for one in names.values()} | {"orientation"})
        theirs = regionprops_table(labels, image, properties=wanted, spacing=spacing)
        if spacing is None:
            angle = (90 + np.degrees(theirs["orientation"])) % 180
            both["angle_deg"] = compare("scikit-image", "orientation", found["angle_deg"], angle)
        for column, name in names.items():
            both[column] = _one(column, "scikit-image", name, found, theirs[name], why=why_of(column, "skimage"))
    return both | _volumes()


def _one(
    column: str, program: str, name: str, found: Table, theirs: Any, printed: float = 0.0, why: str = ""
) -> Compared:
    ours = found[column.removesuffix("_{c}")]
    return compare(program, name, ours, theirs, printed, ALLOWED.get((column, program), 0.0), why)


def _volumes() -> Found:
    labels = bodies()
    found, both = regions(labels, pixel_size=PixelSize(*VOXEL)), Found()
    for column, name in SKIMAGE_3D.items():
        spacing = VOXEL if "_um" in column else None
        theirs = regionprops_table(labels, properties=[name.partition("-")[0]], spacing=spacing)
        both[column] = _one(column, "scikit-image", name, found, theirs[name])
    for column, spacing in (("middle_axis_px", (1.0, 1.0, 1.0)), ("middle_axis_um", VOXEL)):
        # an ellipsoid's inertia about its two other axes: 5 times what its own axis adds to neither
        values = regionprops_table(labels, properties=["inertia_tensor_eigvals"], spacing=spacing)
        first, middle, last = (values[f"inertia_tensor_eigvals-{one}"] for one in range(3))
        theirs = np.sqrt(10 * (first - middle + last))
        both[column] = _one(column, "scikit-image", "inertia_tensor_eigvals", found, theirs)
    for column, spacing in (("surface_px", (1.0, 1.0, 1.0)), ("surface_um2", VOXEL)):
        theirs = np.array([_mesh(labels == one, spacing) for one in found["object"]])
        both[column] = _one(column, "scikit-image", "mesh_surface_area", found, theirs, why="a mesh of voxels: larger")
    return both


def _mesh(body: NDArray[np.bool_], spacing: tuple[float, ...]) -> float:
    vertices, faces, *_ = marching_cubes(np.pad(body, 1).astype(np.float32), 0.5, spacing=spacing)
    return float(mesh_surface_area(vertices, faces))


def with_table(names: Mapping[str, tuple[str, float]], file: str, skip: int, program: str) -> Found:
    """Compare with a table that a program wrote; each of its columns with what is added to it first."""
    labels = tifffile.imread(BIO / "blobs" / "mini_blobs_otsu_labels_excluded_edges_imagej.tif").astype(np.uint32)
    image = tifffile.imread(BIO / "blobs" / "mini_blobs.tif")
    found = regions(labels, {"": image}, PixelSize(None, 1.0, 1.0))
    with (BIO / "blobs" / file).open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))[skip:]
    both: Found = {}
    for column, (name, offset) in names.items():
        theirs = np.array([float(row[name]) for row in rows]) + offset
        why = why_of(column, "imagej") if program == "ImageJ" else ""
        both[column] = _one(column, program, name, found, theirs, PRINTED, why)
    return both


def with_cellprofiler() -> Found:
    """Compare with what cp_measure, CellProfiler's own measurements as a library, says of the same objects."""
    labels, image = nuclei()
    parts = elsewhere()["cp_measure"]
    flat, solid = regions(labels, {"": image}), regions(bodies())
    both: Found = {}
    for names, found, theirs in ((CP_MEASURE, flat, parts["nuclei"]), (CP_MEASURE_3D, solid, parts["balls"])):
        for column, name in names.items():
            values = np.array(theirs[name], dtype=np.float64)
            if column == "angle_deg":
                values = (90 + values) % 180
            both[column] = _one(column, "CellProfiler", name, found, values, 1e-6, why_of(column, "cellprofiler"))
    return both


def with_cellprofilers_table() -> Found:
    """Compare with the table that CellProfiler wrote for NEUBIAS, of nuclei that its threshold found."""
    image = tifffile.imread(BIO / "neubias" / "xy_8bit__mitocheck_incenp_t1.tif")
    smooth = ndimage.gaussian_filter(image.astype(np.float64), 1, truncate=3, mode="constant")
    found = np.asarray(label(ndimage.binary_fill_holes(smooth > 25.7), connectivity=2), np.uint32)
    sizes = np.bincount(found.ravel())
    table = regions(np.where(sizes[found] > 200, found, 0).astype(np.uint32))
    with (BIO / "neubias" / "nuclei_t1.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    both: Found = {}
    for column, name in CELLPROFILER.items():
        theirs = np.array([float(row[f"AreaShape_{name}"]) for row in rows])
        if column == "angle_deg":
            theirs = (90 + theirs) % 180
        both[column] = _one(column, "CellProfiler", name, table, theirs, 1e-6, why_of(column, "cellprofiler"))
    return both


def with_mahotas() -> Found:
    """Compare with what mahotas says of the nuclei."""
    labels, image = nuclei()
    found, theirs = regions(labels, {"": image}), elsewhere()["mahotas"]
    return {
        column: _one(column, "mahotas", name, found, factor * np.array(theirs[key]), 1e-6)
        for column, (name, key, factor) in MAHOTAS.items()
    }


def with_a_textbook() -> Found:
    """Compare with a textbook's table of all blobs, measured by scikit-image."""
    image = tifffile.imread(BIO / "blobs" / "blobs.tif")
    with (BIO / "blobs" / "blobs_statistics.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    smooth = gaussian(image, sigma=2)
    found = regions(np.asarray(label(smooth > threshold_otsu(smooth)), np.uint32), {"": image})
    names = {
        "area_px": "area", "mean_{c}": "mean_intensity", "major_axis_px": "major_axis_length",
        "minor_axis_px": "minor_axis_length", "eccentricity": "eccentricity", "bbox_x0_px": "bbox-1",
        "bbox_y1_px": "bbox-2", "equivalent_diameter_px": "equivalent_diameter_area",
    }  # fmt: skip
    return {
        column: _one(column, "scikit-image", name, found, [float(row[name]) for row in rows])
        for column, name in names.items()
    }
