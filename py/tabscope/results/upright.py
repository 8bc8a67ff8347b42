"""Layers of turned or flipped pixels, brought back onto upright pixels of the image so that they can be drawn there."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from tabscope.results.result import Layer


def upright(layer: Layer, *, exact: bool) -> Layer:
    """Return a layer whose rows and columns run as those of the image; one that lies so, or apart, as it is.

    Parameters
    ----------
    layer : Layer
        Any axes; y and x are the last.
    exact : bool
        Ids or a mask: the nearest pixel, 0 outside. Else mixed linearly, missing (NaN) outside. Quarter turns and flips
        move pixels unchanged.
    """
    if layer.turn is None or layer.apart:
        return layer
    (yy, yx), (xy, xx) = layer.turn
    across, along = yx != 0 or xy != 0, yy != 0 or xx != 0
    return _resampled(layer, exact) if across and along else _flipped(layer, across)


def _flipped(layer: Layer, across: bool) -> Layer:
    """Undo quarter turns and flips; ``across`` is whether rows run along the image's columns."""
    (yy, yx), (xy, xx) = layer.turn or ((1.0, 0.0), (0.0, 1.0))
    array = np.swapaxes(layer.array, -1, -2) if across else layer.array
    steps = (yx, xy) if across else (yy, xx)
    backwards = [axis - 2 for axis, step in enumerate(steps) if step < 0]
    first = [
        start + min(step * (size - 1), 0.0)
        for start, step, size in zip(layer.origin, steps, array.shape[-2:], strict=True)
    ]
    return replace(
        layer, array=np.ascontiguousarray(np.flip(array, tuple(backwards))), origin=(first[0], first[1]),
        factor=(abs(steps[0]), abs(steps[1])), turn=None,
    )  # fmt: skip


def _resampled(layer: Layer, exact: bool) -> Layer:
    """Take what lies at upright pixels of the same size, counted from the image's first one."""
    from tabscope.operations.resample import resample

    grid = layer.grid
    height, width = layer.array.shape[-2:]
    corners = np.array([(0.0, y, x) for y, x in product((0.0, height - 1.0), (0.0, width - 1.0))])
    there = grid.places(corners)[:, 1:]
    side, start = grid.pixel, (grid.pixel - 1) / 2
    low = np.floor((there.min(axis=0) - start) / side)
    rows, columns = (np.ceil((there.max(axis=0) - start) / side) - low + 1).astype(int).tolist()
    origin = start + low * side
    back = np.linalg.inv(np.array(layer.turn))
    planes = [
        resample(plane, back * side, back @ (origin - np.array(layer.origin)), (rows, columns), exact=exact)
        for plane in layer.array.reshape(-1, height, width)
    ]
    array = np.stack(planes).reshape(*layer.array.shape[:-2], rows, columns)
    return replace(layer, array=array, origin=(float(origin[0]), float(origin[1])), factor=(side, side), turn=None)
