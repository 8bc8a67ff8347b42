"""Texture of each object: how gray levels follow one another."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.columns import channel_columns, columns
from tabscope.operations.inputs import as_labels, fill_missing, same_shape
from tabscope.operations.region_shape import pixels
from tabscope.operations.registry import Images, Labels, Param, TableOut, operation, whole
from tabscope.table import Table

AT_ONCE = 1 << 22
"""Entries of co-occurrence matrices that are held at a time."""


@operation(
    "measure.texture",
    version=1,
    locality=whole("gray levels are steps of the whole image's range"),
    title="Measure texture",
    cite="Haralick et al. 1973, doi:10.1109/TSMC.1973.4309314; scikit-image: skimage.feature.graycoprops",
    bytes_per_pixel=96,
)
def texture(
    labels: Labels,
    image: Images,
    distance: Annotated[int, Param(ge=1, le=50, help="How far apart, in pixels, two gray levels are compared.")] = 1,
    levels: Annotated[int, Param(ge=4, le=64, help="How many gray levels the image's range is parted into.")] = 32,
) -> TableOut:
    """Measure how rough, even or ordered each object looks, from pairs of gray levels inside it.

    Pairs of pixels ``distance`` apart to the right, down, and along both diagonals, both of the same object, counted
    both ways and taken together; levels are equal steps between the 0.1 and 99.9 percentile. In 3D within slices.
    An object without a pair is empty.
    """
    ids = as_labels(labels, "Measure texture")
    found = pixels(ids)
    table = columns([("object", found.ids)])
    owner = np.zeros(ids.size, dtype=np.int64)
    owner[found.flat] = found.owner + 1
    owner = owner.reshape(-1, *ids.shape[-2:])
    for name, channel in image.items():
        same_shape(ids, channel, "Measure texture")
        gray = _levels(channel, levels).reshape(owner.shape)
        table += channel_columns(name, _features(owner, gray, found.number, levels, distance))
    return Table(table)


def _levels(image: NDArray[Any], levels: int) -> NDArray[np.int64]:
    values, _ = fill_missing(image)
    low, high = (float(one) for one in np.percentile(values, (0.1, 99.9)))
    if high <= low:
        return np.zeros(values.shape, dtype=np.int64)
    return np.clip(((values - low) * (levels / (high - low))).astype(np.int64), 0, levels - 1)


def _features(
    owner: NDArray[np.int64], gray: NDArray[np.int64], number: int, levels: int, distance: int
) -> list[tuple[str, NDArray[Any]]]:
    """Return the features of objects 1 to ``number``, a batch of objects at a time."""
    pairs = [_pairs(owner, gray, levels, step) for step in ((0, distance), (distance, 0), (distance, distance),
                                                            (distance, -distance))]  # fmt: skip
    who = np.concatenate([one for one, _ in pairs])
    which = np.concatenate([one for _, one in pairs])
    batch = max(1, AT_ONCE // (levels * levels))
    parts: list[dict[str, NDArray[Any]]] = []
    for start in range(0, number, batch):
        inside = (who > start) & (who <= start + batch)
        size = min(batch, number - start)
        counted = np.bincount(
            (who[inside] - start - 1) * (levels * levels) + which[inside], minlength=size * levels * levels
        )
        counts = counted.reshape(size, levels, levels).astype(np.float64)
        parts.append(_properties(counts + counts.transpose(0, 2, 1)))
    names = ("texture_contrast", "texture_correlation", "texture_homogeneity", "texture_energy", "texture_entropy")
    return [(name, np.concatenate([one[name] for one in parts]) if parts else np.zeros(0)) for name in names]


def _pairs(
    owner: NDArray[np.int64], gray: NDArray[np.int64], levels: int, step: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return owner and pair of levels of each pair of pixels of one object that lie a step apart."""
    down, right = step
    height, width = owner.shape[-2:]
    here = (slice(None), slice(0, max(0, height - down)), slice(max(0, -right), width - max(0, right)))
    there = (slice(None), slice(down, height), slice(max(0, right), width + min(0, right)))
    same = (owner[here] == owner[there]) & (owner[here] > 0)
    return owner[here][same], gray[here][same] * levels + gray[there][same]


def _properties(counts: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Return scikit-image's properties of co-occurrence matrices; NaN for an object without a pair."""
    total = counts.sum(axis=(1, 2), keepdims=True)
    share = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    levels = np.arange(counts.shape[1])
    i, j = levels[:, None], levels[None, :]
    apart = (i - j) ** 2
    mean = (share * i).sum(axis=(1, 2))
    spread = (share * (i - mean[:, None, None]) ** 2).sum(axis=(1, 2))
    covariance = (share * (i - mean[:, None, None]) * (j - mean[:, None, None])).sum(axis=(1, 2))
    logs = np.log2(share, out=np.zeros_like(share), where=share > 0)
    found = {
        "texture_contrast": (share * apart).sum(axis=(1, 2)),
        "texture_correlation": np.divide(covariance, spread, out=np.ones_like(spread), where=spread > 1e-15),
        "texture_homogeneity": (share / (1 + apart)).sum(axis=(1, 2)),
        "texture_energy": np.sqrt((share**2).sum(axis=(1, 2))),
        "texture_entropy": -(share * logs).sum(axis=(1, 2)),
    }
    none = total[:, 0, 0] == 0
    return {name: np.where(none, np.nan, values) for name, values in found.items()}
