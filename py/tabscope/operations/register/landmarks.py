"""A channel brought onto another by pairs of points that a person picked."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check
from tabscope.operations.notes import Notes
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Intensity, Param, operation, whole
from tabscope.operations.resample import resample

TITLE = "Align by landmarks"
FEWEST = {"rigid": 0, "similarity": 0, "affine": 1}
"""Pairs needed beyond the number of axes."""

Vector = NDArray[np.float64]


@operation(
    "register.landmarks",
    version=1,
    locality=whole("pixels come from elsewhere"),
    needs=("scipy.ndimage",),
    title=TITLE,
    cite="Umeyama 1991, doi:10.1109/34.88573; as skimage.transform.SimilarityTransform",
    bytes_per_pixel=64,
)
def landmarks(
    image: Intensity,
    pairs: Annotated[
        str,
        Param(
            help="Where points are and where they belong, as y,x > y,x; pairs end with semicolons (z,y,x in volumes)."
        ),
    ] = "",
    model: Annotated[
        Literal["rigid", "similarity", "affine"],
        Param(help="rigid: shift and turn; similarity: also size; affine: also each axis and the angle between them."),
    ] = "similarity",
    unit: Annotated[Literal["px", "µm"], Param(help="What the points are given in: pixels of the image or µm.")] = "px",
    placing: Placing | None = None,
    notes: Notes | None = None,
) -> Intensity:
    """Move a channel so that points in it come to lie where they belong, as in another channel or another image.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x): what is moved.
    pairs : str
        Places on the whole image, 0 being the centre of its first pixel; such as ``10,12 > 11,12; 80,9 > 81.5,9``.
        Without any, the image stays as it is.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for wide types), same shape, mixed linearly; what comes in from outside is missing (NaN). How
        far the pairs still lie apart (root of the mean square) is written down.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the text is no list of pairs, and where they are too few for the model, lie on one
        line or in one place.
    """
    array, place, told = check(image, TITLE), placing or Placing(), notes or Notes()
    if not pairs.strip():
        told.say("No pairs of points are given; nothing was moved.")
        return image
    axes = array.ndim
    ends = _parsed(pairs, axes)
    start, end = (_own(place, points, unit, axes) for points in (ends[:, :axes], ends[:, axes:]))
    if len(ends) < axes + FEWEST[model]:
        raise _wrong(f"{model} in {axes} dimensions needs {axes + FEWEST[model]} pairs of points, not {len(ends)}.")
    side = np.array(place.grid.pixel_size.along(axes) or (1.0,) * axes)
    side = side / side[-1]
    matrix = _fitted(start * side, end * side, model)
    back = np.linalg.inv(matrix)
    away = (_applied(matrix, start * side) - end * side) / side[-1]
    residual = float(np.sqrt((away**2).sum(axis=1).mean()))
    told.value("residual_px", residual)
    told.say(f"Landmarks still lie {residual * told.pixel:.2g} px apart, over {len(ends)} pairs.")
    return resample(
        array, back[:axes, :axes] * side / side[:, None], back[:axes, axes] / side, array.shape, exact=False
    )


def _parsed(text: str, axes: int) -> Vector:
    """Return the pairs, (n, 2 axes).

    Raises
    ------
    TabscopeError
        ``operation.input``.
    """
    rows: list[list[float]] = []
    for written in filter(None, (one.strip() for one in re.split(r"[;\n]", text))):
        numbers = [one.strip() for end in written.split(">") for one in end.split(",")]
        try:
            row = [float(one) for one in numbers]
        except ValueError:
            row = []
        if written.count(">") != 1 or len(row) != 2 * axes or not np.isfinite(row).all():
            raise _wrong(f"“{written}” is no pair of points with {axes} coordinates each.")
        rows.append(row)
    return np.array(rows).reshape(-1, 2 * axes)


def _own(place: Placing, points: Vector, unit: str, axes: int) -> Vector:
    """Return points of the image in pixels of the array.

    Raises
    ------
    TabscopeError
        ``image.no-pixel-size``.
    """
    grid, whole_points = place.grid, np.zeros((len(points), 3))
    whole_points[:, 3 - axes :] = points
    if unit == "µm":
        own, spacing = grid.pixel_size.along(axes), grid.spacing[3 - axes :]
        if own is None:
            raise TabscopeError("image.no-pixel-size", parameter="pairs", unit="µm")
        whole_points[:, 3 - axes :] /= np.array(own) / np.array(spacing)
    return grid.own(whole_points)[:, 3 - axes :]


def _fitted(start: Vector, end: Vector, model: str) -> Vector:
    """Return the matrix, (axes + 1, axes + 1), that brings points nearest to where they belong.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the points do not say how.
    """
    axes = start.shape[1]
    spread = np.linalg.svd(start - start.mean(axis=0), compute_uv=False)
    needed = axes if model == "affine" else axes - 1
    if len(spread) < needed or spread[needed - 1] < 1e-6 * max(float(spread[0]), 1.0):
        raise _wrong("its points lie in one place or on one line.")
    linear = _affine(start, end) if model == "affine" else _umeyama(start, end, sized=model == "similarity")
    if abs(np.linalg.det(linear)) < 1e-9:
        raise _wrong("the points that they belong to lie in one place or on one line.")
    matrix = np.eye(axes + 1)
    matrix[:axes, :axes], matrix[:axes, axes] = linear, end.mean(axis=0) - linear @ start.mean(axis=0)
    return np.round(matrix, 10)  # the last bits differ from machine to machine


def _affine(start: Vector, end: Vector) -> Vector:
    """Return the matrix that brings points nearest to where they belong, both taken from their centre."""
    return np.linalg.lstsq(start - start.mean(axis=0), end - end.mean(axis=0), rcond=None)[0].T


def _umeyama(start: Vector, end: Vector, *, sized: bool) -> Vector:
    """Return the turn, and the change of size where it is ``sized``, in the same way.

    scikit-image's `SimilarityTransform` does not load in the tab, which has no docstrings; the test compares the two.
    """
    here, there = start - start.mean(axis=0), end - end.mean(axis=0)
    left, strengths, right = np.linalg.svd(there.T @ here / len(here))
    signs = np.ones(len(strengths))
    signs[-1] = np.sign(np.linalg.det(left) * np.linalg.det(right))  # a turn, never a mirror image
    size = float((strengths * signs).sum() / here.var(axis=0).sum()) if sized else 1.0
    return size * (left * signs) @ right


def _applied(matrix: Vector, points: Vector) -> Vector:
    axes = points.shape[1]
    return points @ matrix[:axes, :axes].T + matrix[:axes, axes]


def _wrong(reason: str) -> TabscopeError:
    advice = "Give points that lie apart, such as 10,12 > 11,12; 80,9 > 81.5,9; 40,70 > 41,71."
    return TabscopeError("operation.input", step=TITLE, reason=reason, advice=advice)
