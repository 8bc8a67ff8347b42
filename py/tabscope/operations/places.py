"""Columns of places, and places out of tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.table import Table

COLUMNS = ("centroid_z_px", "centroid_y_px", "centroid_x_px")


def place_columns(place: tuple[NDArray[np.float64], ...], size: PixelSize | None) -> list[tuple[str, NDArray[Any]]]:
    """Return centroid columns in px, and in µm where the pixel size is known; ``place`` is (z,) y, x in px."""
    axes = "zyx"[-len(place) :]
    along = dict(zip(axes, place, strict=True))
    values: list[tuple[str, NDArray[Any]]] = [(f"centroid_{axis}_px", along[axis]) for axis in axes[::-1]]
    if size is not None and size.calibrated:
        scale = {"z": size.z, "y": size.y, "x": size.x}
        values += [(f"centroid_{axis}_um", along[axis] * length) for axis in axes[::-1] if (length := scale[axis])]
    return values


def places(table: Table, title: str, axes: int | None = None) -> NDArray[np.float64]:
    """Return the places of a table's rows in px, (row, axis), axes in the order (z,) y, x.

    Raises
    ------
    TabscopeError
        ``operation.input`` where it has none, or (where ``axes`` is given) others than those of the image.
    """
    if "centroid_y_px" not in table.names or "centroid_x_px" not in table.names:
        if not table.columns:
            return np.zeros((0, axes or 2))
        raise TabscopeError(
            "operation.input", step=title, reason="its table has no places.", advice="Wire measured objects or points."
        )
    found = [table[name] for name in COLUMNS if name in table.names]
    if axes is not None and len(found) != axes:
        reason = f"its points have {len(found)} coordinates, the image has {axes} axes."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Find points in the same planes.")
    return np.stack([one.astype(np.float64) for one in found], axis=1)
