"""Moments of the shape of each object: Hu's and Zernike's in the plane, inertia in the plane and in space."""

from __future__ import annotations

from math import factorial
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import columns
from tabscope.operations.enclosing_circle import enclosing_circles
from tabscope.operations.form_definitions import ORDERS
from tabscope.operations.inputs import as_labels
from tabscope.operations.region_shape import Pixels, centroids, pixels, second_moments
from tabscope.operations.registry import Labels, Param, TableOut, operation, per_object
from tabscope.table import Table

Floats = NDArray[np.float64]
Values = list[tuple[str, NDArray[Any]]]

HIGHEST = 9
"""Order of the last Zernike moment, as in CellProfiler."""


@operation(
    "measure.moments",
    version=1,
    locality=per_object,
    needs=("skimage.measure",),
    title="Measure moments",
    cite="Hu 1962, doi:10.1109/TIT.1962.1057692; Teague 1980, doi:10.1364/JOSA.70.000920; scikit-image: "
    "skimage.measure.moments_hu, inertia_tensor_eigvals",
    bytes_per_pixel=160,
)
def moments(
    labels: Labels,
    order: Annotated[
        int, Param(ge=0, le=HIGHEST, help="Zernike moments up to this order: higher ones see finer dents.")
    ] = HIGHEST,
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Describe the shape of each object by numbers that do not change when it is moved or turned, one row per object.

    In the plane ``hu_1`` to ``hu_7`` and, by order and repetition, ``zernike_4_2``; in the plane and in space the
    eigenvalues of the inertia tensor, largest first, which for a volume tell balls, rods and plates apart. Zernike
    moments are CellProfiler's: taken on the smallest circle that holds the centres of all pixels (radius at least 1),
    and divided by its area: ``zernike_0_0`` is the share of the circle that is filled. All pixels count alike; no image
    is looked at. For classifying shapes; objects under about 30 pixels have none worth the name.
    """
    ids = as_labels(labels, "Measure moments")
    found = pixels(ids)
    values: Values = [("object", found.ids)]
    if ids.ndim == 2:
        hu = _hu(found)
        values += [(f"hu_{one + 1}", hu[:, one]) for one in range(7)]
        values += _zernike(found, order)
    values += _inertia(found, "px", (1.0,) * ids.ndim)
    spacing = None if pixel_size is None else pixel_size.along(ids.ndim)
    if spacing is not None:
        values += _inertia(found, "um", tuple(float(one) for one in spacing))
    return Table(columns(values))


def _hu(found: Pixels) -> Floats:
    """Return Hu's seven moments of each object, (object, moment)."""
    from skimage import measure

    area = found.total()
    y, x = (axis - middle[found.owner] for axis, middle in zip(found.place, centroids(found), strict=True))
    normal = np.zeros((4, 4, found.number))
    for p, q in ((2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3)):
        normal[p, q] = found.total(y**p * x**q) / area ** (1 + (p + q) / 2)
    rows = [measure.moments_hu(normal[..., one]) for one in range(found.number)]
    return np.array(rows, dtype=np.float64).reshape(found.number, 7)


def _zernike(found: Pixels, order: int) -> Values:
    """Return the sizes of the Zernike moments of each object, over the area of the circle that holds it."""
    middle_y, middle_x, radius = _circles(found)
    radius = np.maximum(radius, 1.0)
    y, x = found.place[0] - middle_y[found.owner], found.place[1] - middle_x[found.owner]
    point = (x + 1j * y) / radius[found.owner]
    away = np.abs(point)
    direction = np.conj(point) / np.where(away > 0, away, 1)
    values: Values = []
    for n, m in ORDERS:
        if n > order:
            break
        wave = _radial(n, m, away) * direction**m
        size = np.hypot(found.total(wave.real), found.total(wave.imag))
        values.append((f"zernike_{n}_{m}", size / (np.pi * radius**2)))
    return values


def _circles(found: Pixels) -> tuple[Floats, Floats, Floats]:
    """Return the smallest circle around the pixel centres of each object, from the ends of its rows."""
    rows = found.owner * found.labels.shape[0] + found.place[0]
    order = np.lexsort((found.place[1], rows))
    step = np.diff(rows[order]) != 0
    ends = np.append(True, step) | np.append(step, True) if order.size else np.zeros(0, dtype=np.bool_)
    kept = order[ends]
    y, x = (axis[kept].astype(np.float64) for axis in found.place)
    return enclosing_circles(found.owner[kept], y, x, found.number)


def _radial(n: int, m: int, away: Floats) -> Floats:
    """Return Zernike's radial polynomial at distances from 0 to 1."""
    parts = [
        (-1) ** k * factorial(n - k) / (factorial(k) * factorial((n + m) // 2 - k) * factorial((n - m) // 2 - k))
        for k in range((n - m) // 2 + 1)
    ]
    return np.polyval(parts, away**2) * away**m


def _inertia(found: Pixels, unit: str, spacing: tuple[float, ...]) -> Values:
    """Return the eigenvalues of the inertia tensor of each object, falling."""
    spread = second_moments(found, spacing)
    whole = np.trace(spread, axis1=1, axis2=2)
    # The tensor is the trace times the identity, minus the covariance: its largest value belongs to the thinnest axis.
    falling = whole[:, None] - np.linalg.eigvalsh(spread) if found.number else np.zeros((0, len(spacing)))
    return [(f"inertia_{one + 1}_{unit}2", np.maximum(falling[:, one], 0)) for one in range(len(spacing))]
