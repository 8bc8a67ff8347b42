"""How tracked objects move: how far, how fast, how straight."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.columns import as_count, columns
from tabscope.operations.places import places
from tabscope.operations.registry import Param, TableOut, Tracks, operation, whole
from tabscope.table import Table

TITLE = "Measure tracks"
LEAST_LAGS = 3
"""Lags that the exponent of the mean squared displacement is fitted to, at least."""


@operation(
    "track.measure",
    version=1,
    locality=whole("a track reaches over all times"),
    title=TITLE,
    cite="Beltman et al. 2009, doi:10.1038/nri2638; Qian et al. 1991, doi:10.1016/S0006-3495(91)82125-7",
    over_time=True,
)
def measure(
    tracks: Tracks,
    at_least: Annotated[int, Param(ge=1, le=1000, soft=20, help="Tracks with fewer objects are left out.")] = 2,
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Measure how far, how fast and how straight each track goes; one row per track.

    Lengths are in µm where the pixel size is known, else in px; speeds are per minute where the time between frames is
    known too, else per frame. ``msd_exponent`` is the slope of the mean squared displacement over the lag, both as
    logarithms, for lags up to a quarter of the track (at least 3): 1 for a random walk, 2 for straight motion; empty
    for tracks of less than 8 objects.
    """
    if len(tracks) and not {"track", "t"} <= set(tracks.names):
        raise TabscopeError(
            "operation.input", step=TITLE, reason="its table has no tracks.", advice="Wire “Link objects over time”."
        )
    if not len(tracks):
        return Table(columns([("track", np.zeros(0, np.int64))]))
    place = places(tracks, TITLE)
    side, unit = _side(pixel_size, place.shape[1])
    order = np.lexsort((tracks["t"], tracks["track"]))
    ids, start, count = np.unique(tracks["track"][order], return_index=True, return_counts=True)
    pieces = [order[first : first + number] for first, number in zip(start, count, strict=True)]
    kept = count >= at_least
    rows = [_row(place[piece] * side, tracks["t"][piece]) for piece, good in zip(pieces, kept, strict=True) if good]
    first = order[start[kept]]
    found = np.array(rows, dtype=np.float64).reshape(-1, len(MEASURES)).T
    values: list[tuple[str, NDArray[Any]]] = [("track", as_count(ids[kept]))]
    values += [(name, as_count(tracks[name][first])) for name in RELATIONS if name in tracks.names]
    values += _named(dict(zip(MEASURES, found, strict=True)), unit, pixel_size)
    return Table(columns(values))


RELATIONS = ("lineage", "parent_track", "merged_into")
MEASURES = ("first_t", "last_t", "objects_in_track", "net", "path", "msd_exponent")


def _side(size: PixelSize | None, axes: int) -> tuple[NDArray[np.float64], str]:
    """Return the length of a pixel along each axis, and its unit."""
    sides = () if size is None else (size.z, size.y, size.x)[-axes:]
    if not sides or any(one is None for one in sides):
        return np.ones(axes), "px"
    return np.array(sides, dtype=np.float64), "um"


def _row(place: NDArray[np.float64], t: NDArray[Any]) -> tuple[float, ...]:
    steps = np.linalg.norm(np.diff(place, axis=0), axis=1)
    net = float(np.linalg.norm(place[-1] - place[0]))
    return (float(t[0]), float(t[-1]), float(len(t)), net, float(steps.sum()), _msd_exponent(place, t))


def _msd_exponent(place: NDArray[np.float64], t: NDArray[Any]) -> float:
    if len(t) < 8:
        return float("nan")
    lag = t[None, :] - t[:, None]
    squared = ((place[None] - place[:, None]) ** 2).sum(axis=2)
    lags = np.arange(1, max(LEAST_LAGS, len(t) // 4) + 1)
    mean = np.array([squared[lag == one].mean() if (lag == one).any() else np.nan for one in lags])
    known = np.isfinite(mean) & (mean > 0)
    if known.sum() < LEAST_LAGS:
        return float("nan")
    return float(np.polyfit(np.log(lags[known]), np.log(mean[known]), 1)[0])


def _named(found: dict[str, NDArray[np.float64]], unit: str, size: PixelSize | None) -> list[tuple[str, NDArray[Any]]]:
    """Return the columns by names that carry their units."""
    frames = found["last_t"] - found["first_t"]
    straight = np.divide(found["net"], found["path"], out=np.full(frames.size, np.nan), where=found["path"] > 0)
    values: list[tuple[str, NDArray[Any]]] = [
        (name, as_count(found[name])) for name in ("first_t", "last_t", "objects_in_track")
    ]
    values += [
        ("missing_frames", as_count(frames + 1 - found["objects_in_track"])),
        ("duration_frames", as_count(frames)),
    ]
    minutes = frames * size.t / 60 if size is not None and size.t else None
    if minutes is not None:
        values.append(("duration_min", minutes))
    values += [(f"net_displacement_{unit}", found["net"]), (f"path_length_{unit}", found["path"])]
    timed, per = (minutes, "min") if minutes is not None else (frames, "frame")
    speed = np.divide(found["path"], timed, out=np.full(frames.size, np.nan), where=timed > 0)
    return [*values, (f"mean_speed_{unit}_per_{per}", speed), ("straightness", straight),
            ("msd_exponent", found["msd_exponent"])]  # fmt: skip
