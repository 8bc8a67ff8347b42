"""Measurements in full-resolution units, whatever level and region a run took (ground rules, sections 1, 2 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tabscope.axes import PixelSize
from tabscope.regions import Region
from tabscope.table import Column, Table

POSITIONS = ("centroid_", "bbox_")
"""Columns that say where something is; all other lengths say how large it is."""


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
    def corner(self) -> tuple[float, float]:
        """The first corner, (y, x) in pixel edges of full resolution."""
        return (self.region.y0 * self.factor[0], self.region.x0 * self.factor[1])

    def on_image(self, table: Table) -> Table:
        """Return a table of the level and region with positions and sizes of the whole image at full resolution."""
        if (self.factor, self.factor_z) == ((1.0, 1.0), 1.0) and (self.region.y0, self.region.x0) == (0, 0):
            return table
        return Table(tuple(self._moved(column) for column in table.columns))

    def _moved(self, column: Column) -> Column:
        fy, fx = self.factor
        if column.values.dtype.kind not in "fiu":
            return column
        values = column.values
        if column.name.startswith(POSITIONS):
            return self._moved_position(column)
        mean = (fy * fx) ** 0.5
        if column.unit in ("px", "px/frame", "px/min") and mean != 1:
            return replace(column, values=values * mean)
        if column.unit == "px³":
            return replace(column, values=values * fy * fx * self.factor_z)
        if column.unit == "px²" and fy * fx != 1:
            return replace(column, values=values * fy * fx)
        return column

    def _moved_position(self, column: Column) -> Column:
        if "_z" in column.name:
            whole = column.values.dtype.kind in "iu"
            moved = column.values * self.factor_z + (0.0 if whole else (self.factor_z - 1) / 2)
            px = np.round(moved).astype(np.int64) if whole else moved
            return replace(column, values=px) if column.unit == "px" else column
        along_y = "_y" in column.name
        factor = self.factor[0 if along_y else 1]
        if column.unit == "px":
            if column.name.startswith("bbox_"):
                edge = self.corner[0 if along_y else 1]
                return replace(column, values=np.round(edge + column.values * factor).astype(np.int64))
            return replace(column, values=self.origin[0 if along_y else 1] + column.values * factor)
        size = self.pixel_size.y if along_y else self.pixel_size.x
        if column.unit == "µm" and size is not None:
            return replace(column, values=self.origin[0 if along_y else 1] * size + column.values)
        return column
