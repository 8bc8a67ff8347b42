"""What every measured column means: the only place for its unit, definition and names in other programs.

Exports write it beside each table, the reference and the agreement table are generated from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.column_definitions import FURTHER
from tabscope.operations.definition import Definition
from tabscope.table import Column

AXIS = "twice the root of the eigenvalues of the second moments, times two: the ellipse with the same moments"
HULL = "convex hull of the corners of its pixels"

DEFINITIONS: dict[str, Definition] = {
    "object": Definition("", "Number of the object", "Value of its pixels in the labels", "label", "", "ObjectNumber"),
    "class": Definition(
        "",
        "Class that a person gave the object",
        "Drawn around in a plot or picked by hand, on the page; empty: none",
    ),
    "centroid_x_px": Definition(
        "px",
        "Centre, from the left",
        "Mean x of its pixels; 0 is the middle of the first pixel",
        "centroid-1",
        "X (plus 0.5)",
        "AreaShape_Center_X",
    ),
    "centroid_y_px": Definition(
        "px",
        "Centre, from the top",
        "Mean y of its pixels; 0 is the middle of the first pixel",
        "centroid-0",
        "Y (plus 0.5)",
        "AreaShape_Center_Y",
    ),
    "centroid_z_px": Definition(
        "px", "Centre, slice", "Mean z of its voxels", "centroid-0 (in 3D)", "", "AreaShape_Center_Z"
    ),
    "centroid_x_um": Definition("µm", "Centre, from the left", "centroid_x_px times the pixel size"),
    "centroid_y_um": Definition("µm", "Centre, from the top", "centroid_y_px times the pixel size"),
    "centroid_z_um": Definition("µm", "Centre, depth", "centroid_z_px times the slice distance"),
    "bbox_x0_px": Definition("px", "First column of the object", "", "bbox-1", "BX", "AreaShape_BoundingBoxMinimum_X"),
    "bbox_y0_px": Definition("px", "First row of the object", "", "bbox-0", "BY", "AreaShape_BoundingBoxMinimum_Y"),
    "bbox_z0_px": Definition("px", "First slice of the object", "", "bbox-0 (in 3D)"),
    "bbox_x1_px": Definition(
        "px", "Column after the last one of the object", "", "bbox-3", "BX + Width", "AreaShape_BoundingBoxMaximum_X"
    ),
    "bbox_y1_px": Definition(
        "px", "Row after the last one of the object", "", "bbox-2", "BY + Height", "AreaShape_BoundingBoxMaximum_Y"
    ),
    "bbox_z1_px": Definition("px", "Slice after the last one of the object", "", "bbox-3 (in 3D)"),
    "touches_edge": Definition(
        "", "Whether the border of the image or region cuts the object", "A pixel in the first or last row or column"
    ),
    "touches_edge_z": Definition(
        "", "Whether the first or last slice cuts the object", "A voxel in the first or last slice"
    ),
    "area_px": Definition(
        "px²", "Area", "Number of pixels, holes left out", "num_pixels", "Area (uncalibrated)", "AreaShape_Area"
    ),
    "area_um2": Definition(
        "µm²", "Area", "area_px times pixel width times pixel height", "area (with spacing)", "Area"
    ),
    "volume_px": Definition("px³", "Volume", "Number of voxels", "num_pixels", "", "AreaShape_Volume"),
    "volume_um3": Definition("µm³", "Volume", "volume_px times the size of a voxel", "area (3D, with spacing)"),
    "surface_px": Definition(
        "px²",
        "Surface",
        "4 times the mean shadow over 13 directions (Crofton); round to 6 %, faces along the axes 10 % too small",
        "mesh_surface_area (of voxels: 8 to 25 % larger)",
        "MorphoLibJ: SurfaceArea (13 directions)",
        "AreaShape_SurfaceArea (mesh of voxels: larger)",
    ),
    "surface_um2": Definition(
        "µm²", "Surface", "As surface_px, voxels in µm", "mesh_surface_area (with spacing: 8 to 25 % larger)"
    ),
    "sphericity": Definition(
        "",
        "1 for a ball, less for anything else; unreliable under 500 voxels",
        "Surface of the ball of the same volume over surface_um2, at most 1; empty under 27 voxels",
        "",
        "MorphoLibJ: Sphericity (36 pi volume² / surface³: the third power)",
    ),
    "perimeter_px": Definition(
        "px",
        "Length of the outline",
        "Benkrid and Crookes: border pixels weighted by their neighbours",
        "perimeter",
        "Perim. (corner-corrected: differs by about 1 %)",
        "AreaShape_Perimeter",
    ),
    "perimeter_um": Definition(
        "µm", "Length of the outline", "As perimeter_px, steps measured in µm", "perimeter (with spacing)", "Perim."
    ),
    "circularity": Definition(
        "",
        "1 for a circle, less for anything else; unreliable under 100 px",
        "4 pi area / perimeter², at most 1; empty under 9 px",
        "",
        "Circ. (other perimeter)",
        "AreaShape_FormFactor (not cut at 1)",
    ),
    "eccentricity": Definition(
        "",
        "0 for a circle, near 1 for a line",
        "Of the ellipse with the same second moments",
        "eccentricity",
        "sqrt(1 - (Minor/Major)²)",
        "AreaShape_Eccentricity",
    ),
    "major_axis_px": Definition(
        "px",
        "Length of the ellipse",
        "4 times the root of the larger second moment",
        "axis_major_length",
        "Major (scaled to the area: differs)",
        "AreaShape_MajorAxisLength",
    ),
    "minor_axis_px": Definition(
        "px",
        "Width of the ellipse",
        "4 times the root of the smaller second moment",
        "axis_minor_length",
        "Minor (scaled to the area: differs)",
        "AreaShape_MinorAxisLength",
    ),
    "major_axis_um": Definition(
        "µm", "Length of the ellipse", "As major_axis_px, on coordinates in µm", "axis_major_length (with spacing)"
    ),
    "minor_axis_um": Definition(
        "µm", "Width of the ellipse", "As minor_axis_px, on coordinates in µm", "axis_minor_length (with spacing)"
    ),
    "middle_axis_px": Definition(
        "px", "Middle length of the ellipsoid, in a volume", "Root of 20 times the middle second moment"
    ),
    "middle_axis_um": Definition(
        "µm", "Middle length of the ellipsoid, in a volume", "As middle_axis_px, on coordinates in µm"
    ),
    "angle_deg": Definition(
        "°",
        "Direction of the ellipse, 0 is to the right, counter-clockwise",
        "(90 + orientation) modulo 180",
        "orientation (radians, from the vertical)",
        "Angle",
        "AreaShape_Orientation (minus 90 to 90)",
    ),
    "equivalent_diameter_px": Definition(
        "px",
        "Diameter of the circle (3D: ball) of the same size",
        "2 sqrt(area / pi)",
        "equivalent_diameter_area",
        "",
        "AreaShape_EquivalentDiameter",
    ),
    "equivalent_diameter_um": Definition(
        "µm", "Diameter of the circle (3D: ball) of the same size", "2 sqrt(area_um2 / pi)"
    ),
    "feret_max_px": Definition(
        "px",
        "Largest width",
        f"Largest distance within the {HULL}",
        "feret_diameter_max (half a pixel less at each end)",
        "Feret",
        "AreaShape_MaxFeretDiameter (pixel centres)",
    ),
    "feret_min_px": Definition(
        "px",
        "Smallest width",
        f"Smallest width of the {HULL}",
        "",
        "MinFeret",
        "AreaShape_MinFeretDiameter (pixel centres)",
    ),
    "feret_max_um": Definition("µm", "Largest width", "As feret_max_px, on coordinates in µm", "", "Feret"),
    "feret_min_um": Definition("µm", "Smallest width", "As feret_min_px, on coordinates in µm", "", "MinFeret"),
    "solidity": Definition(
        "",
        "1 without dents",
        f"area_px / area of the {HULL}",
        "solidity (hull counted in pixels: larger)",
        "Solidity",
        "AreaShape_Solidity (hull counted in pixels)",
    ),
    "mean_{c}": Definition(
        "counts",
        "Mean of {c}",
        "Mean of the stored values of its pixels",
        "intensity_mean",
        "Mean",
        "Intensity_MeanIntensity (divided by 255 or 65535)",
    ),
    "median_{c}": Definition(
        "counts",
        "Median of {c}",
        "Of an even number of pixels, the mean of the middle two",
        "intensity_median",
        "Median (from a histogram)",
        "Intensity_MedianIntensity (divided by 255 or 65535)",
    ),
    "min_{c}": Definition(
        "counts", "Lowest value of {c}", "", "intensity_min", "Min", "Intensity_MinIntensity (divided)"
    ),
    "max_{c}": Definition(
        "counts", "Highest value of {c}", "", "intensity_max", "Max", "Intensity_MaxIntensity (divided)"
    ),
    "sd_{c}": Definition(
        "counts",
        "Standard deviation of {c}",
        "Population: divided by n",
        "intensity_std",
        "StdDev (divided by n - 1)",
        "Intensity_StdIntensity (divided)",
    ),
    "sum_{c}": Definition(
        "counts",
        "Sum of {c}",
        "Sum of the stored values of its pixels",
        "",
        "RawIntDen",
        "Intensity_IntegratedIntensity (divided)",
    ),
    "integrated_{c}": Definition(
        "counts µm²", "Mean of {c} times area", "mean_{c} times area_um2 (in 3D: volume_um3)", "", "IntDen"
    ),
    "saturated_fraction_{c}": Definition(
        "",
        "Share of its pixels where {c} is saturated",
        "Pixels at 2^k - 1: k is what the file says, else that of the highest value, if 0.01 % of the image has it",
    ),
    "diameter_px": Definition(
        "px",
        "Typical diameter of the objects",
        "2.1 times the median, weighted by area, of the peaks of the distance to the background",
    ),
    "diameter_um": Definition("µm", "Typical diameter of the objects", "diameter_px times the pixel size"),
    "maxima": Definition("", "How many peaks of the distance the diameter was taken from", "0: it was typed"),
    **FURTHER,
}
"""Every column that operations write, by its name."""


def columns(values: Iterable[tuple[str, NDArray[Any]]]) -> tuple[Column, ...]:
    """Return columns with their descriptions, from names and values."""
    return tuple(DEFINITIONS[name].column(name, array) for name, array in values)


def channel_columns(channel: str, values: Iterable[tuple[str, NDArray[Any]]]) -> tuple[Column, ...]:
    """Return the columns of one channel: ``("mean", array)`` becomes ``mean_dna`` for a channel called "DNA"."""
    tail = f"_{snake(channel)}" if snake(channel) else ""
    return tuple(
        DEFINITIONS[f"{name}_{{c}}"].column(name + tail, array, channel or "the image") for name, array in values
    )


def snake(name: str) -> str:
    """Return a name as ASCII snake case: "DAPI (405 nm)" becomes ``dapi_405_nm``, "β-tubulin" ``beta_tubulin``."""
    spelled = "".join(_spell(letter) for letter in name)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _spell(letter: str) -> str:
    described = unicodedata.name(letter, "")
    if letter == "µ":
        return "u"
    return described.rpartition(" ")[2].lower() if described.startswith("GREEK") and letter.isalpha() else letter


def as_count(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return whole numbers as int64, so that a table shows them without a decimal point."""
    return values.astype(np.int64)
