"""A network on a plane of any size: prepared as a whole, run in tiles, put together, finished as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.models.package import Package, TensorInfo
from tabscope.models.processing import Tensor, process
from tabscope.models.tiles import spans

TILE_LIMIT = 512
"""Pixels along a tile of a network that takes any size: about half a second in WebAssembly, so a cancel is seen."""

Run = Callable[[NDArray[Any]], Awaitable[NDArray[Any]]]
Slices = Mapping[str, slice]


async def predict_plane(
    package: Package, run: Run, image: NDArray[Any], breathe: Callable[[], Awaitable[None]]
) -> NDArray[np.float32]:
    """Return the output of a network for one plane.

    Statistics of pre- and post-processing are those of the whole plane, so tiles agree with one another. A plane
    smaller than the network's size is mirrored at its lower and right border.

    Parameters
    ----------
    package : Package
        What the network takes and gives.
    run : callable
        Runs the network on one input in its own axes.
    image : numpy.ndarray
        Shape (y, x), any numeric dtype; pixels that are no number count as the smallest one.
    breathe : callable
        Awaited before each tile.

    Returns
    -------
    numpy.ndarray
        float32, shape (channel, y, x).

    Raises
    ------
    TabscopeError
        ``model.unsupported`` where the network does not take one plane to planes of the same size; ``model.invalid``
        where it gives another shape than it describes; what `run` raises.
    """
    source, target = plane_tensors(package)
    if image.ndim != 2 or 0 in image.shape:
        advice = "Choose one channel and one slice."
        raise TabscopeError("model.unsupported", reason="it takes one plane with one channel.", advice=advice)
    given = Tensor(_spread(_finite(image), source.names), source.names)
    prepared = process(given, source.steps).values
    tile = {name: _axis_size(source, name, length) for name, length in zip("yx", image.shape, strict=True)}
    padded = _mirrored(prepared, source.names, tile)
    raw = await _in_tiles(padded, source.names, target, tile, run, breathe)
    inside = {name: slice(0, length) for name, length in zip("yx", image.shape, strict=True)}
    finished = process(Tensor(raw[_at(target.names, inside)], target.names), target.steps, {source.id: given})
    leading = [index for index, name in enumerate(target.names) if name not in ("y", "x")]
    order = (*leading, target.names.index("y"), target.names.index("x"))
    return np.ascontiguousarray(finished.values.transpose(order).reshape(-1, *image.shape), dtype=np.float32)


def plane_tensors(package: Package) -> tuple[TensorInfo, TensorInfo]:
    """Return input and output of a network that takes one plane to planes of the same size.

    Raises
    ------
    TabscopeError
        ``model.unsupported``, with what the network wants instead.
    """
    if len(package.inputs) != 1 or len(package.outputs) != 1:
        raise _unsupported(f"it has {len(package.inputs)} inputs and {len(package.outputs)} outputs.")
    source, target = package.inputs[0], package.outputs[0]
    for axis in source.axes:
        if axis.id == "channel" and axis.minimum != 1:
            raise _unsupported(f"it needs {axis.minimum} channels; the image has 1.")
        if axis.id not in ("y", "x") and axis.minimum != 1:
            raise _unsupported(f"it needs {axis.minimum} pixels along {axis.id}; the image is one plane.")
    for name in ("y", "x"):
        taken, answer = source.axis(name), target.axis(name)
        if taken is None or answer is None:
            raise _unsupported(f"it has no axis {name}.")
        follows = answer.reference == (source.id, name) and (answer.scale, answer.offset) == (1.0, 0.0)
        fixed = answer.reference is None and taken.step == 0 and answer.minimum == taken.minimum
        if not follows and not fixed:
            raise _unsupported("its output is not as large as its input.")
    return source, target


async def _in_tiles(
    padded: NDArray[Any],
    names: Sequence[str],
    target: TensorInfo,
    tile: Mapping[str, int],
    run: Run,
    breathe: Callable[[], Awaitable[None]],
) -> NDArray[Any]:
    """Return the network's output for a plane that is at least as large as one tile."""
    lengths = dict(zip(names, padded.shape, strict=True))
    halo = {axis.id: axis.halo for axis in target.axes}
    try:
        cuts = {name: spans(lengths[name], tile[name], halo[name]) for name in ("y", "x")}
    except ValueError as error:
        raise TabscopeError("model.invalid", reason=f"{error}.") from error
    sizes = {axis.id: axis.minimum for axis in target.axes} | {name: lengths[name] for name in ("y", "x")}
    result = np.empty([sizes[name] for name in target.names], np.float32)
    for y, x in product(cuts["y"], cuts["x"]):
        await breathe()
        taken = {"y": slice(y.start, y.start + tile["y"]), "x": slice(x.start, x.start + tile["x"])}
        part = await run(padded[_at(names, taken)])
        _check_shape(part, target, tile)
        place = {"y": slice(y.first, y.last), "x": slice(x.first, x.last)}
        middle = {"y": slice(y.first - y.start, y.last - y.start), "x": slice(x.first - x.start, x.last - x.start)}
        result[_at(target.names, place)] = part[_at(target.names, middle)]
    return result


def _check_shape(part: NDArray[Any], target: TensorInfo, tile: Mapping[str, int]) -> None:
    expected = tuple(tile.get(axis.id, axis.minimum) for axis in target.axes)
    if part.shape != expected:
        shapes = f"{_times(part.shape)}, not {_times(expected)} as it describes"
        raise TabscopeError("model.invalid", reason=f"its network gives {shapes}.")


def _axis_size(source: TensorInfo, name: str, length: int) -> int:
    return next(axis for axis in source.axes if axis.id == name).size_for(length, TILE_LIMIT)


def _at(names: Sequence[str], slices: Slices) -> tuple[slice, ...]:
    """Return the index that takes these slices along y and x, and everything along other axes."""
    return tuple(slices.get(name, slice(None)) for name in names)


def _finite(image: NDArray[Any]) -> NDArray[np.float32]:
    values = image.astype(np.float32)
    good = np.isfinite(values)
    if not good.all():
        values[~good] = values[good].min() if good.any() else 0
    return values


def _spread(image: NDArray[Any], names: Sequence[str]) -> NDArray[Any]:
    """Return the plane in the network's axes: 1 along each axis but y and x."""
    plane = image if names.index("y") < names.index("x") else image.T
    return plane.reshape([image.shape["yx".index(name)] if name in ("y", "x") else 1 for name in names])


def _mirrored(values: NDArray[Any], names: Sequence[str], tile: Mapping[str, int]) -> NDArray[Any]:
    """Return the plane, continued to the size of a tile where it is smaller."""
    sizes = zip(names, values.shape, strict=True)
    missing = [(0, max(0, tile[name] - size) if name in tile else 0) for name, size in sizes]
    return np.pad(values, missing, mode="reflect") if any(end for _, end in missing) else values


def _times(shape: Sequence[int]) -> str:
    return " × ".join(str(size) for size in shape)


def _unsupported(reason: str) -> TabscopeError:
    return TabscopeError("model.unsupported", reason=reason, advice="Choose a model for one channel in 2D.")
