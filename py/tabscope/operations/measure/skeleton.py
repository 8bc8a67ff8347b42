"""Length and branches of lines: neurites, vessels, filaments."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, columns
from tabscope.operations.components import components
from tabscope.operations.inputs import check
from tabscope.operations.region_shape import pixels
from tabscope.operations.registry import Mask, TableOut, operation, whole
from tabscope.table import Table


@operation(
    "measure.skeleton",
    version=1,
    locality=whole("a line may reach over the whole plane"),
    needs=("scipy.ndimage", "skimage.morphology"),
    title="Measure lines",
    cite="ImageJ: AnalyzeSkeleton (Arganda-Carreras et al. 2010, doi:10.1002/jemt.20829); scikit-image: "
    "skimage.morphology.skeletonize",
    bytes_per_pixel=96,
)
def skeleton(mask: Mask, pixel_size: PixelSize | None = None) -> TableOut:
    """Measure length, ends and branches of each line, one row per connected skeleton.

    The mask is skeletonised first. Length adds the steps between neighbouring pixels, 1 along an axis and the square
    root of 2 (3 in space) across; of three pixels in a corner the two short steps count. An end has one neighbour, a
    junction is a group of pixels with three or more; branches are what is left when junctions are taken out.
    """
    from scipy import ndimage
    from skimage import morphology

    binary = check(mask, "Measure lines") != 0
    lines = np.asarray(morphology.skeletonize(binary), dtype=bool) if binary.any() else binary
    labels, _ = components(lines)
    found = pixels(labels)
    cube = np.ones((3,) * lines.ndim)
    around = ndimage.convolve(lines.astype(np.uint8), cube.astype(np.uint8), mode="constant") - lines
    junctions, _ = components(lines & (around >= 3))
    branches, _ = components(lines & (around < 3))
    spacing = None if pixel_size is None else pixel_size.along(lines.ndim)
    values: list[tuple[str, NDArray[Any]]] = [("object", found.ids)]
    values.append(("skeleton_length_px", _lengths(labels, found.number, np.ones(lines.ndim))))
    if spacing is not None:
        values.append(("skeleton_length_um", _lengths(labels, found.number, np.array(spacing))))
    values += [
        ("branches", as_count(_pieces(branches, labels, found.number))),
        ("junctions", as_count(_pieces(junctions, labels, found.number))),
        ("ends", as_count(found.total((around == 1).ravel()[found.flat]))),
    ]
    return Table(columns(values))


def _lengths(labels: NDArray[np.uint32], number: int, spacing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length of each skeleton: steps to neighbours, without the short cuts across corners."""
    total = np.zeros(number + 1)
    padded = np.pad(labels, 1)
    inner = tuple(slice(1, -1) for _ in range(labels.ndim))
    for step in np.ndindex(*(3,) * labels.ndim):
        offset = np.array(step) - 1
        if tuple(offset) <= (0,) * labels.ndim:
            continue
        there = padded[tuple(slice(1 + one, size + 1 + one) for one, size in zip(offset, labels.shape, strict=True))]
        joined = (padded[inner] > 0) & (there > 0)
        if np.count_nonzero(offset) > 1:
            joined &= ~_round_a_corner(padded, offset, labels.shape)
        total += np.bincount(labels[joined], minlength=number + 1) * float(np.sqrt(((offset * spacing) ** 2).sum()))
    return total[1:]


def _round_a_corner(padded: NDArray[Any], offset: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return where a diagonal step could be made in straight ones: a pixel of the line lies at the corner."""
    corner = np.zeros(shape, dtype=np.bool_)
    for axis in np.flatnonzero(offset):
        part = np.zeros_like(offset)
        part[axis] = offset[axis]
        corner |= padded[tuple(slice(1 + one, size + 1 + one) for one, size in zip(part, shape, strict=True))] > 0
    return corner


def _pieces(pieces: NDArray[np.uint32], labels: NDArray[np.uint32], number: int) -> NDArray[np.int64]:
    """Return how many pieces lie in each object."""
    owner = np.zeros(int(pieces.max()) + 1, dtype=np.int64)
    owner[pieces[pieces > 0]] = labels[pieces > 0]
    return np.bincount(owner[1:], minlength=number + 1)[1:]
