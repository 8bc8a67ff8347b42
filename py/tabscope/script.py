"""A recipe as a Python script that gives the same numbers with the tabscope wheel alone.

Everything that comes from a recipe or a file enters the script as a Python literal made by ``repr``: a text stays a
text whatever it holds, and none of it can become code, a comment or a part of the docstring.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pprint import pformat
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tabscope.recipe import Recipe

WIDTH = 110
"""Longest line of the recipe in the script, as far as texts allow."""

TEMPLATE = '''"""Repeat a tabscope analysis.

    python THIS_FILE [IMAGE] [FOLDER]

IMAGE is a file, an OME-Zarr folder or an address; FOLDER takes tables, label images and run.json.
Nothing but the tabscope wheel is needed.
"""

import sys

import tabscope as ts

RECIPE = {recipe}

SOURCE = {source}
SERIES = {series}
PIXEL_SIZE = {pixel_size}  # µm per pixel, (z, y, x) or (y, x); None is what the file says
REGION = {region}  # y0, x0, y1, x1 in pixels of full resolution; None is the whole image
AREAS = {areas}  # drawn areas that limit the analysis further; None where there are none
CORRECTIONS = {corrections}  # the file of corrections by hand that was saved with the image; None where there is none
LEVEL = {level}  # 0 is full resolution
Z = {z}  # None is what the recipe says
T = {t}


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else SOURCE
    folder = sys.argv[2] if len(sys.argv) > 2 else "tabscope-results"
    if not source:
        sys.exit("Say which image: python " + sys.argv[0] + " IMAGE")
    image = ts.open(source, series=SERIES, pixel_size=PIXEL_SIZE)
    result = ts.run(RECIPE, image, region=REGION, areas=AREAS, level=LEVEL, z=Z, t=T, corrections=CORRECTIONS)
    print(result.headline)
    print("count:", result.count)
    for path in ts.save(result, folder):
        print(path)


if __name__ == "__main__":
    main()
'''


@dataclass(frozen=True)
class Setting:
    """What a script needs besides the recipe; what is not set is the file's or the recipe's own.

    Attributes
    ----------
    source : str
        A file name or an address; empty where the person who runs it names one.
    pixel_size : tuple of float or None
        µm per pixel, (z, y, x) or (y, x), where a person set it.
    region, areas, corrections, level, z, t
        As `tabscope.run` takes them.
    """

    source: str = ""
    series: int = 0
    pixel_size: tuple[float, ...] | None = None
    region: tuple[int, ...] | None = None
    areas: Sequence[Mapping[str, Any]] | None = None
    corrections: str | None = None
    level: int = 0
    z: str | int | None = None
    t: str | int | None = None


def to_python(recipe: Recipe, setting: Setting | None = None) -> str:
    """Return the script of a recipe, with every default written out."""
    return script(recipe.filled(), setting or Setting())


def script_of_run(provenance: Mapping[str, Any]) -> str:
    """Return the script that repeats a run, from its `run.json`: the same image, pixel size, region and planes."""
    source = cast("Mapping[str, Any]", provenance.get("source") or {})
    asked = cast("Mapping[str, Any]", (provenance.get("extent") or {}).get("asked") or {})
    region = asked.get("region")
    setting = Setting(
        source=str(source.get("address") or source.get("name") or ""), series=int(source.get("series") or 0),
        pixel_size=_set_by_hand(provenance.get("pixel_size") or {}), region=None if region is None else tuple(region),
        areas=asked.get("areas") or None,
        corrections="corrections.json" if provenance.get("corrections") else None,
        level=int(asked.get("level") or 0), z=asked.get("z"), t=asked.get("t"),
    )  # fmt: skip
    return script(cast("Mapping[str, Any]", provenance["recipe"]), setting)


def script(document: Mapping[str, Any], setting: Setting) -> str:
    """Return a script from a recipe's document.

    Raises
    ------
    ValueError
        Where the document holds what JSON cannot (NaN, infinity): such a number has no literal in Python.
    """
    exact = json.loads(json.dumps(document, allow_nan=False))
    return TEMPLATE.format(
        recipe=pformat(exact, width=WIDTH, sort_dicts=False), source=repr(setting.source), series=repr(setting.series),
        pixel_size=repr(setting.pixel_size), region=repr(setting.region), level=repr(setting.level), z=repr(setting.z),
        areas=pformat(setting.areas, width=WIDTH), corrections=repr(setting.corrections), t=repr(setting.t),
    )  # fmt: skip


def _set_by_hand(size: Mapping[str, Any]) -> tuple[float, ...] | None:
    """Return a pixel size that a person set; one that the file tells is read from the file again."""
    if size.get("origin") != "set by hand" or size.get("y") is None or size.get("x") is None:
        return None
    pair = (float(size["y"]), float(size["x"]))
    return pair if size.get("z") is None else (float(size["z"]), *pair)
