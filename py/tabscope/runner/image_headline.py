"""What a run says of the image as a whole, in a few words from its tables: how much is covered, how sharp it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tabscope.results.result import StepResult
from tabscope.table import Table

NAMELESS = ("objects", "images")
"""What a recipe calls its objects where it has none."""


def said_of_image(results: Mapping[str, StepResult], noun: str) -> str:
    """Return what the last shown table that says something of the image says: ``Pearson 0.63``; else ``Done``.

    Parameters
    ----------
    results : dict of StepResult
        In the order of their steps.
    noun : str
        What the recipe calls its objects: “57 % covered by cells”.
    """
    tables = [one.value for one in results.values() if one.shown and isinstance(one.value, Table) and len(one.value)]
    for table in reversed(tables):
        for say in SAYERS:
            text = say(table, "" if noun in NAMELESS else noun)
            if text:
                return text
    return "Done"


def length_of_all(results: Mapping[str, StepResult]) -> str:
    """Return how long all lines of one plane are together: ``, 1.2e+03 µm long together``; empty without lines."""
    for one in results.values():
        if not (one.shown and isinstance(one.value, Table)):
            continue
        for column, unit in (("skeleton_length_um", "µm"), ("skeleton_length_px", "px")):
            if column in one.value.names and np.isfinite(one.value[column]).any():
                return f", {_plain(float(np.nansum(one.value[column])))} {unit} long together"
    return ""


def _covered(table: Table, noun: str) -> str:
    """Say the share that is covered; over time at its two ends, of several slices their mean."""
    shares = _means(table, "covered_fraction")
    if not shares:
        return ""
    first, last = f"{100 * shares[0]:.3g} %", f"{100 * shares[-1]:.3g} %"
    if len(shares) == 1:
        return f"{first} covered{f' by {noun}' if noun else ''}"
    return f"{noun.capitalize() or 'Covered'} {first} at the start, {last} at the end"


def _together(table: Table, noun: str) -> str:
    """Say how far two channels vary together; over several planes their mean."""
    shares = _means(table, "pearson")
    if not shares:
        return ""
    planes = len(table)
    return f"Pearson {np.mean(shares):.2f}{f', mean of {planes} planes' if planes > 1 else ''}"


def _quality(table: Table, noun: str) -> str:
    """Say which slice or frame is the sharpest in the first channel, or how clear it is; what is saturated."""
    focus = _first(table, "focus_laplacian_")
    if not focus:
        return ""
    axis, word = next(
        ((one, word) for one, word in (("z", "slice"), ("t", "frame")) if one in table.names and _several(table, one)),
        ("", ""),
    )
    if axis and np.isfinite(table[focus]).any():
        best = int(table[axis][int(np.nanargmax(table[focus]))])
        text = f"Sharpest {word} {best + 1} of {int(np.max(table[axis])) + 1}"
    else:
        signal = table[_first(table, "signal_to_noise_")]
        text = f"Signal to noise {np.nanmean(signal):.3g}" if np.isfinite(signal).any() else "Flat: no signal"
    shares = [table[name] for name in table.names if name.startswith("saturated_share_")]
    most = max((float(np.nanmax(one)) for one in shares if np.isfinite(one).any()), default=0.0)
    if not most:
        return f"{text}, nothing saturated"
    return f"{text}, {100 * most:{'.2g' if most < 0.1 else '.0f'}} % saturated"


SAYERS: tuple[Callable[[Table, str], str], ...] = (_covered, _together, _quality)


def _means(table: Table, column: str) -> list[float]:
    """Return the mean of a column in each frame, in order; frames without a value are left out."""
    if column not in table.names:
        return []
    frames = table["t"] if "t" in table.names else np.zeros(len(table))
    inside = [table[column][frames == one] for one in np.unique(frames)]
    return [float(np.nanmean(one)) for one in inside if np.isfinite(one).any()]


def _first(table: Table, stem: str) -> str:
    return next((name for name in table.names if name.startswith(stem)), "")


def _several(table: Table, axis: str) -> bool:
    return np.unique(table[axis]).size > 1


def _plain(number: float) -> str:
    """Return a number with three digits that count, thousands apart and never as a power."""
    digits = max(0, 2 - int(np.floor(np.log10(number)))) if number > 0 else 0
    return f"{number:,.{digits}f}".replace(",", "\u2009")
