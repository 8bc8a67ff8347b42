"""Who goes on as whom: the linear assignment problem of Jaqaman et al. 2008, solved group by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.track.segments import segments_of

ALTERNATIVE = 1.05
"""What it costs to stay alone, as a multiple of the dearest possible link (Jaqaman et al. 2008; TrackMate)."""

Pairs = NDArray[np.int64]
"""(link, 2): from which row to which row."""


@dataclass(frozen=True)
class Rules:
    """What may be linked: how far, over how many missing frames, whether one becomes two and two become one."""

    reach: float
    gap: int
    splits: bool
    merges: bool


def linked(place: NDArray[np.float64], frame: NDArray[np.int64], rules: Rules) -> Pairs:
    """Return all links between rows, in the order of what they lead from.

    Parameters
    ----------
    place : numpy.ndarray
        (row, axis), in units where ``reach`` is the same along all axes.
    frame : numpy.ndarray
        Time of each row.

    Notes
    -----
    First rows of one frame go to rows of the next; then ends of what came out go to beginnings over gaps, and to the
    middle of others (two become one); beginnings come from the middle of others (one becomes two).
    """
    steps = [_frame_links(place, frame, moment, rules.reach) for moment in np.unique(frame)]
    first = np.concatenate([np.zeros((0, 2), np.int64), *steps])
    candidates = _segment_candidates(place, frame, first, rules)
    more = np.concatenate([first, _chosen(candidates, place, len(frame))])
    return more[np.lexsort((more[:, 1], more[:, 0]))]


def _frame_links(place: NDArray[np.float64], frame: NDArray[np.int64], moment: int, reach: float) -> Pairs:
    here, there = np.flatnonzero(frame == moment), np.flatnonzero(frame == moment + 1)
    pairs = _near(place, here, there, reach)
    return _chosen(pairs, place, len(frame))


def _near(place: NDArray[np.float64], here: NDArray[np.int64], there: NDArray[np.int64], reach: float) -> Pairs:
    """Return the pairs of rows that are not further from one another than ``reach``."""
    from scipy import spatial

    if not here.size or not there.size:
        return np.zeros((0, 2), np.int64)
    close: Any = spatial.KDTree(place[here]).query_ball_tree(spatial.KDTree(place[there]), reach)
    one = np.repeat(here, [len(each) for each in close])
    other = there[np.array([index for each in close for index in each], dtype=np.int64)]
    return np.stack([one, other], axis=1)


def _segment_candidates(
    place: NDArray[np.float64], frame: NDArray[np.int64], links: Pairs, rules: Rules
) -> NDArray[np.int64]:
    """Return which ends may go on as which beginnings, come from or go into the middle of others."""
    ends, starts, left, entered = segments_of(links, len(frame))
    found: list[Pairs] = []
    if rules.gap:
        pairs = _near(place, ends, starts, rules.reach)
        later = frame[pairs[:, 1]] - frame[pairs[:, 0]]
        found.append(pairs[(later >= 1) & (later <= rules.gap + 1)])
    for wanted, here, there in ((rules.splits, left, starts), (rules.merges, ends, entered)):
        if wanted:
            pairs = _near(place, here, there, rules.reach)
            found.append(pairs[frame[pairs[:, 1]] - frame[pairs[:, 0]] == 1])
    return np.concatenate([np.zeros((0, 2), np.int64), *found])


def _chosen(pairs: Pairs, place: NDArray[np.float64], number: int) -> Pairs:
    """Return the links that together cost least; each row is left once and entered once."""
    if not len(pairs):
        return pairs
    cost = ((place[pairs[:, 0]] - place[pairs[:, 1]]) ** 2).sum(axis=1)
    alone = ALTERNATIVE * float(cost.max()) or 1.0
    # Linking costs the link and, in the mirrored quarter of the matrix, the cheapest one; not linking costs two times
    # `alone`. The rest of the matrix follows, so that the matrix of gains has the same best choice.
    gain = cost + float(cost.min()) - 2 * alone
    return np.concatenate([_best(group, value) for group, value in _groups(pairs, gain, number)])


def _groups(pairs: Pairs, gain: NDArray[np.float64], number: int) -> list[tuple[Pairs, NDArray[np.float64]]]:
    """Return the pairs in groups that share no row: each is a small problem of its own."""
    from scipy import sparse
    from scipy.sparse import csgraph

    graph = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1] + number)), shape=(2 * number,) * 2)
    parts: Any = csgraph.connected_components(graph, directed=False)[1]
    group = parts[pairs[:, 0]]
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    return [(pairs[one], gain[one]) for one in np.split(order, cuts)]


def _best(pairs: Pairs, gain: NDArray[np.float64]) -> Pairs:
    from scipy import optimize

    if len(pairs) == 1:
        return pairs
    rows, row = np.unique(pairs[:, 0], return_inverse=True)
    columns, column = np.unique(pairs[:, 1], return_inverse=True)
    matrix = np.zeros((rows.size, columns.size))
    matrix[row, column] = gain
    one, other = optimize.linear_sum_assignment(matrix)
    linked_ones = matrix[one, other] < 0
    return np.stack([rows[one[linked_ones]], columns[other[linked_ones]]], axis=1)
