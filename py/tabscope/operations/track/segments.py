"""Links between rows as tracks: which rows are one track, where it comes from, and which tracks belong together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.chains import root

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Tracks:
    """By row: its track and lineage (from 1), the track its track comes from and the one it goes into (0: none)."""

    track: Ints
    lineage: Ints
    parent: Ints
    merged_into: Ints


def segments_of(links: Ints, number: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the rows that are not left, those that are not entered, those that are left, those that are entered."""
    left, entered = np.zeros(number, np.bool_), np.zeros(number, np.bool_)
    left[links[:, 0]] = entered[links[:, 1]] = True
    return np.flatnonzero(~left), np.flatnonzero(~entered), np.flatnonzero(left), np.flatnonzero(entered)


def tracks_of(links: Ints, number: int) -> Tracks:
    """Return the tracks that links make of rows; a track ends where it splits, and where others merge into it.

    Rows are in the order of time, so that tracks are numbered by their first row.
    """
    out, into = np.bincount(links[:, 0], minlength=number), np.bincount(links[:, 1], minlength=number)
    plain = (out[links[:, 0]] == 1) & (into[links[:, 1]] == 1)
    track = _numbered(links[plain], number)
    lineage = _numbered(links, number)
    parent, merged_into = np.zeros(number + 1, np.int64), np.zeros(number + 1, np.int64)
    for one, other in links[~plain].tolist():
        if into[other] == 1:
            parent[track[other]] = track[one]
        else:
            merged_into[track[one]] = track[other]
    return Tracks(track, lineage, parent[track], merged_into[track])


def _numbered(links: Ints, number: int) -> Ints:
    """Return the number of each row's group, from 1, in the order of their first rows."""
    first = list(range(number))
    for one, other in links.tolist():
        low, high = sorted((root(first, one), root(first, other)))
        first[high] = low
    roots = np.array([root(first, row) for row in range(number)], np.int64)
    return np.unique(roots, return_inverse=True)[1].reshape(-1).astype(np.int64) + 1
