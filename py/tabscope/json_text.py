"""Reading JSON that somebody else wrote: no depth that would end the interpreter, no constants JSON lacks."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

DEEPEST = 100
"""Levels of nesting; recipes and descriptions need about ten. A tab's stack ends, and Python with it, near 1,000."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def read_json(text: str | bytes) -> Any:
    """Return what a JSON text holds.

    Raises
    ------
    ValueError
        Where it is no JSON, is nested deeper than `DEEPEST`, or holds NaN or Infinity.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    if is_deep(text):
        raise ValueError(f"it is nested deeper than {DEEPEST} levels")
    return json.loads(text, parse_constant=_refuse_constant)


def is_deep(text: str) -> bool:
    """Whether a JSON text is nested deeper than `DEEPEST`, found without unpacking it."""
    steps = (_STEP[sign] for sign in _STRING.sub("", text) if sign in _STEP)
    return max(accumulate(steps), default=0) > DEEPEST


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is no number")
