"""Which pixels of a step belong to what is analysed: the region and the drawn areas, on the step's own grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.grid import NEAR, Grid
from tabscope.operations.frame import Frame
from tabscope.runner.plan import Plan


def inside_of(plan: Plan, grid: Grid, shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    """Return which pixels (y, x) of an array belong to what is analysed; None where all of them do.

    Parameters
    ----------
    plan : Plan
        Its region, and the areas that a person drew.
    grid : Grid
        Where the array lies. Apart from the image everything belongs.
    shape : tuple of int
        Of the array; the last two count.

    Raises
    ------
    TabscopeError
        ``operation.apart`` where areas are drawn and the array has no place on the image.
    """
    height, width = shape[-2:]
    if grid.apart:
        if plan.inside is not None:
            raise TabscopeError("operation.apart")
        return None
    if (height, width) == (plan.region.height, plan.region.width) and plan.grid.same(grid, 2):
        return plan.inside
    y, x = _on_level(plan, grid, height, width)
    margin = NEAR if grid.askew else 0.5 + NEAR  # on turned pixels, what lies between the outermost ones is mixed
    top, left, bottom, right = _known(plan, grid)
    found = (y >= top - margin) & (y <= bottom + margin) & (x >= left - margin) & (x <= right + margin)
    found = np.broadcast_to(found, (height, width))
    if plan.inside is not None:
        rows, columns = plan.region.height - 1, plan.region.width - 1
        at = np.clip(np.round(y), 0, rows).astype(np.intp), np.clip(np.round(x), 0, columns).astype(np.intp)
        found = found & plan.inside[at]
    return None if found.all() else found


def holds(plan: Plan, grid: Grid, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points, (n, axes) in pixels of an array, lie in the drawn areas.

    Raises
    ------
    TabscopeError
        As `inside_of`.
    """
    if plan.inside is None:
        return np.ones(len(points), np.bool_)
    if grid.apart:
        raise TabscopeError("operation.apart")
    own = np.zeros((len(points), 3))
    own[:, 3 - points.shape[1] :] = points
    at = np.round(plan.grid.own(grid.places(own))).astype(np.int64)[:, 1:]
    at = np.clip(at, 0, np.array(plan.inside.shape) - 1)
    return plan.inside[at[:, 0], at[:, 1]]


def frame_of(plan: Plan, grid: Grid, shape: tuple[int, ...]) -> Frame | None:
    """Return the border of what is analysed, where it is not that of the array."""
    found = inside_of(plan, grid, shape)
    return None if found is None else Frame(found)


def _known(plan: Plan, grid: Grid) -> tuple[float, float, float, float]:
    """Return the first and last row and column of what was read, of which pixels are known: (y0, x0, y1, x1)."""
    ends = (0.0, 0.0, plan.region.height - 1.0, plan.region.width - 1.0)
    if grid.known is None:
        return ends
    found: list[float] = []
    for end, edge, axis, half in zip(ends, grid.known, (1, 2, 1, 2), (0.5, 0.5, -0.5, -0.5), strict=True):
        at = (edge - plan.grid.offset[axis]) / plan.grid.matrix[axis][axis] + half
        found.append(max(end, at) if half > 0 else min(end, at))
    return found[0], found[1], found[2], found[3]


def _on_level(plan: Plan, grid: Grid, height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rows and columns of what was read, of every pixel of a plane; they broadcast."""
    r, c = np.arange(height)[:, None], np.arange(width)[None, :]
    found: list[NDArray[np.float64]] = []
    for axis in (1, 2):
        start, step = plan.grid.offset[axis], plan.grid.matrix[axis][axis]
        _, down, right = grid.matrix[axis]
        place = grid.offset[axis] + (down * r if down else 0.0 * r[:1]) + (right * c if right else 0.0 * c[:, :1])
        found.append((place - start) / step)
    return found[0], found[1]
