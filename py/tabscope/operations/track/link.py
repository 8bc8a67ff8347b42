"""Objects and points linked from frame to frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.columns import columns
from tabscope.operations.notes import Notes
from tabscope.operations.places import places
from tabscope.operations.registry import Measured, Param, Tracks, operation, whole
from tabscope.operations.track.assignment import Rules, linked
from tabscope.operations.track.segments import tracks_of
from tabscope.table import Column, Table
from tabscope.units import Length, px

TITLE = "Link objects over time"
MOST_PAIRED = 4000
"""Rows of one frame; more make the search for pairs take minutes in a tab."""


@operation(
    "track.link",
    version=1,
    locality=whole("an object is followed through all times"),
    needs=("scipy.optimize", "scipy.sparse", "scipy.sparse.csgraph", "scipy.spatial"),
    title=TITLE,
    cite="Jaqaman et al. 2008, doi:10.1038/nmeth.1237; scipy.optimize.linear_sum_assignment",
    over_time=True,
)
def link(
    objects: Measured,
    max_distance: Annotated[
        Length, Param(ge=0.1, le=5000, soft=100, help="How far an object may move from one frame to the next.")
    ] = px(15),
    gap: Annotated[int, Param(ge=0, le=20, soft=5, help="How many frames an object may be missing.")] = 1,
    splitting: Annotated[bool, Param(help="Whether one object may become two, as in a division.")] = False,
    merging: Annotated[bool, Param(help="Whether two objects may become one.")] = False,
    notes: Notes | None = None,
) -> Tracks:
    """Follow objects or points through time, over gaps, and through splits and merges where these are allowed.

    Parameters
    ----------
    objects : Table
        Rows with ``t`` and ``centroid_*_px``.
    max_distance : Length
        Also holds over a gap, and from an object to the two it becomes. Links cost the squared distance.

    Returns
    -------
    Table
        The rows in the order of time, with ``track`` (from 1, by first row), ``lineage`` (tracks that come from one
        another have the same), ``parent_track`` and ``merged_into``; 0 means none. A track ends where it splits and
        where another joins it.

    Raises
    ------
    TabscopeError
        ``operation.input`` where objects are outlines in several slices of one time, or have no places.
    """
    if not len(objects):
        return Table((*_columns(np.zeros((4, 0), np.int64)), *objects.columns))
    _check(objects)
    rows = np.argsort(objects["t"], kind="stable")
    table = Table(tuple(replace(column, values=column.values[rows]) for column in objects.columns))
    place = places(table, TITLE)
    reach = np.array(max_distance.per_axis(place.shape[1]))
    rules = Rules(max_distance.in_plane, gap, splitting, merging)
    frame = table["t"].astype(np.int64)
    found = tracks_of(linked(place * (rules.reach / reach), frame, rules), len(table))
    if notes is not None:
        notes.value("tracks", found.track.max())
        alone = int((np.bincount(found.track)[1:] == 1).sum())
        if alone:
            notes.say(f"{alone} of {int(found.track.max())} tracks have one frame only.")
    own = [name for name in ("t", "z", "object") if name in table.names]
    first = [column for name in own for column in table.columns if column.name == name]
    return table.with_first(
        [*first, *_columns(np.stack([found.track, found.lineage, found.parent, found.merged_into]))]
    )


def _columns(values: NDArray[Any]) -> tuple[Column, ...]:
    return columns(zip(("track", "lineage", "parent_track", "merged_into"), values, strict=True))


def _check(objects: Table) -> None:
    """Refuse outlines in slices, and more objects than can be linked."""
    z = objects["z"] if "z" in objects.names else np.full(len(objects), np.nan)
    if np.unique(z[np.isfinite(z)]).size > 1:
        raise TabscopeError(
            "operation.input", step=TITLE, reason="its objects are outlines in slices.",
            advice="Choose the maximum of all slices, one slice, or the volume.",
        )  # fmt: skip
    most = int(np.unique(objects["t"], return_counts=True)[1].max())
    if most > MOST_PAIRED:
        raise TabscopeError(
            "operation.input", step=TITLE, reason=f"a frame has {most:,} objects; up to {MOST_PAIRED:,} can be linked.",
            advice="Choose a region, or leave out small objects.",
        )  # fmt: skip
