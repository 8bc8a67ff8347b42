"""Measurements in full-resolution units, whatever level and region a run took (ground rules, sections 1, 2 and 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.grid import NEAR, STRAIGHT, Grid
from tabscope.regions import Region
from tabscope.table import Column, Table

AXES = "zyx"
PLACE = re.compile(rf"(\w*centroid\w*)_[{AXES}]_(?:px|um)")
"""Columns that say where something is; all other lengths say how large it is."""

LENGTHS = ("px", "px/frame", "px/min")


@dataclass(frozen=True)
class Placement:
    """Where the processed pixels lie on the image.

    Attributes
    ----------
    region : Region
        What was processed, in pixels of its level.
    factor : tuple of float
        Pixels of full resolution per pixel of the level, (y, x).
    factor_z : float
        Slices of full resolution per slice of the level.
    pixel_size : PixelSize
        Of full resolution.
    """

    region: Region
    factor: tuple[float, float]
    pixel_size: PixelSize
    factor_z: float = 1.0

    @property
    def origin(self) -> tuple[float, float]:
        """Centre of the first pixel, (y, x) in pixels of full resolution; a level is shifted by (s - 1) / 2."""
        fy, fx = self.factor
        return (self.region.y0 * fy + (fy - 1) / 2, self.region.x0 * fx + (fx - 1) / 2)

    @property
    def grid(self) -> Grid:
        """The grid of what is read."""
        (oy, ox), (fy, fx), fz = self.origin, self.factor, self.factor_z
        size = self.pixel_size.scaled({"z": fz, "y": fy, "x": fx})
        return Grid(((fz, 0.0, 0.0), (0.0, fy, 0.0), (0.0, 0.0, fx)), ((fz - 1) / 2, oy, ox), size)


def on_image(table: Table, grid: Grid, size: PixelSize) -> Table:
    """Return a table of an array with positions and sizes of the whole image at full resolution.

    Parameters
    ----------
    table : Table
        In pixels of the array.
    grid : Grid
        Where the array lies. Of pixels apart from the image the table stays as it is. The box of an object on turned
        pixels is the upright box around its turned one.
    size : PixelSize
        Of full resolution.
    """
    if grid.apart or (grid.matrix == STRAIGHT and grid.offset == (0.0, 0.0, 0.0)):
        return table
    centres, boxes = _centres(table, grid, size), _boxes(table, grid)
    return Table(
        tuple(
            replace(one, values=(centres | boxes)[one.name]) if one.name in centres | boxes else _scaled(one, grid)
            for one in table.columns
        )
    )


def _scaled(column: Column, grid: Grid) -> Column:
    """Return a length, area, volume or angle as it is on the image."""
    if column.values.dtype.kind not in "fiu":
        return column
    if column.name == "angle_deg":
        return replace(column, values=_angles(column.values, grid))
    factors = {"px²": grid.area, "px³": grid.area * grid.spacing[0]} | dict.fromkeys(LENGTHS, grid.pixel)
    factor = factors.get(column.unit, 1.0)
    return replace(column, values=column.values * factor) if factor != 1 else column


def _angles(degrees: NDArray[Any], grid: Grid) -> NDArray[Any]:
    """Return directions, 0 to the right and counter-clockwise, as they run on the image."""
    (_, yy, yx), (_, xy, xx) = grid.matrix[1:]
    if yx == 0 == xy and yy == xx:
        return degrees
    up, right = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    down, along = -yy * up + yx * right, -xy * up + xx * right
    return np.degrees(np.arctan2(-down, along)) % 180


def _centres(table: Table, grid: Grid, size: PixelSize) -> dict[str, NDArray[Any]]:
    """Return every column of places, such as ``centroid_y_px`` and ``centroid_y_um``, as it lies on the image."""
    found: dict[str, NDArray[Any]] = {}
    for name in sorted({match[1] for one in table.names if (match := PLACE.fullmatch(one))}):
        names = [f"{name}_{axis}_px" for axis in AXES]
        if not set(names[1:]) <= set(table.names):
            continue
        own = np.zeros((len(table), 3))
        for axis, column in enumerate(names):
            if column in table.names:
                own[:, axis] = table[column]
        placed = grid.places(own)
        for axis, column in enumerate(names):
            side = (size.z, size.y, size.x)[axis]
            found[column] = placed[:, axis]
            if side is not None:
                found[f"{name}_{AXES[axis]}_um"] = placed[:, axis] * side
    return found


def _boxes(table: Table, grid: Grid) -> dict[str, NDArray[Any]]:
    """Return ``bbox_y0_px`` and so on: the first pixel of the image that a box covers, and the one after the last."""
    if "bbox_y0_px" not in table.names:
        return {}
    corners: list[NDArray[np.float64]] = []
    for ends in product("01", repeat=3):
        names = [f"bbox_{axis}{end}_px" for axis, end in zip(AXES, ends, strict=True)]
        known = [table[one].astype(np.float64) if one in table.names else np.zeros(len(table)) for one in names]
        corners.append(grid.places(np.column_stack(known) - 0.5) + 0.5)
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    # A box around a turned box ends between pixels: it takes in all of them.
    low, high = (np.floor(low + NEAR), np.ceil(high - NEAR)) if grid.askew else (np.round(low), np.round(high))
    return {
        f"bbox_{axis}{end}_px": values[:, index].astype(np.int64)
        for index, axis in enumerate(AXES)
        for end, values in (("0", low), ("1", high))
    }
