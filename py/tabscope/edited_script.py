"""Reading back a script that `tabscope.script` made and a person edited; nothing in it is ever executed.

A script is read sign by sign: its settings hold plain values, everything else must be as it was made. So a change that
means nothing to the page is named, with its line, and is not lost in silence.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tabscope.errors import TabscopeError
from tabscope.json_text import DEEPEST
from tabscope.recipe import MAX_BYTES, Recipe, parse
from tabscope.script import TEMPLATE, Setting

SETTINGS = ("RECIPE", "SOURCE", "SERIES", "PIXEL_SIZE", "REGION", "AREAS", "CORRECTIONS", "LEVEL", "Z", "T")
"""What a script sets before its ``main``, in this order."""

UNSEEN = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING)
"""Signs without a meaning: a person may add comments and empty lines."""

PLAIN_NAMES = ("True", "False", "None")
PLAIN_SIGNS = "{}[]():,-"


@dataclass(frozen=True)
class EditedScript:
    """What a script says: its recipe, and every other setting that is not as it is by default."""

    recipe: Recipe
    setting: dict[str, Any]


def read_script(text: str) -> EditedScript:
    """Read a script that was made by `tabscope.script.to_python`.

    Raises
    ------
    TabscopeError
        ``script.line`` where it is other than such a script; what `tabscope.recipe.parse` finds in its recipe. The
        ``line`` of each (from 1) is among its details.
    """
    if len(text) > MAX_BYTES:
        raise TabscopeError("recipe.too-large", size=f"{len(text):,} bytes")
    found = _settings(_signs(text))
    values = {name: _value(signs) for name, signs in found.items()}
    try:
        recipe = parse(values.pop("RECIPE"))
    except TabscopeError as error:
        for one in [error, *error.problems]:
            one.details["line"] = _line_of(one.details.get("place", 0), found["RECIPE"])
        raise
    usual = vars(Setting())
    setting = {name.lower(): value for name, value in values.items() if value != usual[name.lower()]}
    return EditedScript(recipe, setting)


def _signs(text: str) -> list[tokenize.TokenInfo]:
    """Return the signs of a text that mean something.

    Raises
    ------
    TabscopeError
        ``script.line`` where it is no Python.
    """
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except tokenize.TokenError as error:
        raise _fault(error.args[1][0], "a bracket or a text is not closed.") from error
    except SyntaxError as error:
        raise _fault(error.lineno or 1, f"{error.msg}.") from error
    except UnicodeError as error:
        raise _fault(1, "it is no text that Python can read.") from error
    return [one for one in found if one.type not in UNSEEN]


def _settings(given: Sequence[tokenize.TokenInfo]) -> dict[str, list[tokenize.TokenInfo]]:
    """Return the signs of each setting, from “=” on; all other signs must be those of a script that was made."""
    made = iter(_signs(TEMPLATE.format(**{name.lower(): "None" for name in SETTINGS})))
    rest = iter(given)
    found: dict[str, list[tokenize.TokenInfo]] = {}
    for wanted in made:
        sign = next(rest, given[-1])
        if (sign.type, sign.string) != (wanted.type, wanted.string) and not _blank(sign, wanted):
            raise _fault(sign.start[0], f"“{sign.string.strip() or sign.line.strip()}” is not read back.")
        if wanted.start[1] == 0 and wanted.string in SETTINGS and wanted.type == tokenize.NAME:
            next(made)
            equals = next(rest, given[-1])
            if equals.string != "=":
                raise _fault(equals.start[0], f"“{equals.string}” is not read back.")
            found[wanted.string] = [equals, *_until_line_end(rest)]
            list(_until_line_end(made))
    return found


def _blank(sign: tokenize.TokenInfo, wanted: tokenize.TokenInfo) -> bool:
    """Whether two signs are the same end of a line or change of indentation, written in another way."""
    return sign.type == wanted.type and not sign.string.strip() and not wanted.string.strip()


def _until_line_end(signs: Iterator[tokenize.TokenInfo]) -> Iterator[tokenize.TokenInfo]:
    for sign in signs:
        if sign.type == tokenize.NEWLINE:
            return
        yield sign


def _value(signs: Sequence[tokenize.TokenInfo]) -> Any:
    """Return the plain value that signs write behind “=”: texts, numbers, lists, objects; never names or sums.

    The signs are looked at one by one before Python's own reader sees them: depth would end a tab's interpreter.
    """
    depth, before, line = 0, "", signs[0].start[0]
    for sign in signs[1:]:
        depth += (sign.string in ("(", "[", "{")) - (sign.string in (")", "]", "}"))
        plain = (
            sign.type in (tokenize.STRING, tokenize.NUMBER)
            or (sign.type == tokenize.NAME and sign.string in PLAIN_NAMES)
            or (sign.type == tokenize.OP and sign.string in PLAIN_SIGNS and not before == sign.string == "-")
        )
        if not plain or depth > DEEPEST:
            raise _fault(sign.start[0], f"“{sign.string}” is no plain value.")
        before = sign.string
    try:
        value = ast.literal_eval(" ".join(sign.string for sign in signs[1:]))
        return json.loads(json.dumps(value, allow_nan=False))
    except (ValueError, TypeError, SyntaxError) as error:
        at = line + (error.lineno or 1) - 1 if isinstance(error, SyntaxError) else line
        raise _fault(at, "the value is not complete, or is none that a recipe can hold.") from error


def _line_of(place: int, signs: Sequence[tokenize.TokenInfo]) -> int:
    """Return the line on which the step of this place begins, from 1; else the first line of the recipe."""
    depth, steps, passed = 0, False, 0
    for sign, colon in zip(signs[1:], [*signs[2:], signs[-1]], strict=True):
        if depth == 1 and colon.string == ":":
            steps = ast.literal_eval(sign.string) == "steps"
        passed += steps and depth == 2 and sign.string == "{"
        if place and passed == place:
            return sign.start[0]
        depth += (sign.string in ("(", "[", "{")) - (sign.string in (")", "]", "}"))
    return signs[0].start[0]


def _fault(line: int, reason: str) -> TabscopeError:
    return TabscopeError("script.line", line=line, reason=reason)
