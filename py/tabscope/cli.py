"""The command line: run, train, info, suggest, ops, methods, recipes. Human words go to stderr, data to stdout."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tabscope
from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.json_text import read_json

USAGE_EXIT = 2
ERROR_EXIT = 1

SHELL_HINTS = {
    "image.which-signal": "Choose one with --channel red, green, blue or luminance.",
    "image.no-pixel-size": "Give it with --pixel-size, or write that length in px.",
    "measure.diameter-unknown": "Write the diameter of one object into the step that looks for it.",
    "memory.too-large": "Take a part with --region Y0,X0,Y1,X1, or --level 1 where the image has levels.",
}
"""Hints where the page's own would name what a shell does not have."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 an error, 2 wrong usage."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return int(given.command(given))
    except TabscopeError as error:
        if given.debug:
            traceback.print_exc()
        _say_error(error)
        return USAGE_EXIT if error.code == "usage" else ERROR_EXIT
    except BrokenPipeError:
        # Whoever read our output has seen enough (`tabscope ops | head`); Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _say_error(TabscopeError("run.cancelled"))
        return ERROR_EXIT
    except Exception as error:
        if given.debug:
            traceback.print_exc()
        _say_error(TabscopeError("defect.internal", reason=f"{type(error).__name__}: {error}"))
        return ERROR_EXIT


def _say_error(error: TabscopeError, image: str = "") -> None:
    for one in error.problems or [error]:
        hint = SHELL_HINTS.get(one.code, one.hint)
        print(f"tabscope: {image}{one.message} {hint} [{one.code}]".replace("\n", " "), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tabscope", description="Count, segment and measure microscope images.")
    parser.add_argument("--version", action="version", version=f"tabscope {tabscope.__version__}")
    debug = argparse.ArgumentParser(add_help=False)
    debug.add_argument("--debug", action="store_true", help="show where an error happened")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run", parents=[debug], help="run a recipe on images and write tables, labels and provenance"
    )
    run.add_argument("recipe", help="a recipe's file or address, or a name from `tabscope recipes`")
    run.add_argument("sources", nargs="+", metavar="SOURCE", help="an image file, an OME-Zarr folder, or an address")
    run.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the results")
    _add_choice_of_image(run)
    run.add_argument(
        "--channel",
        metavar="NAME|N",
        help="which channel; of a colour picture red, green, blue or luminance",
    )
    run.add_argument("--region", metavar="Y0,X0,Y1,X1", help="only this box, in pixels of full resolution")
    run.add_argument("--level", type=int, default=0, help="resolution level: 0 full, 1 half, ...")
    run.add_argument("--z", metavar="each|max|volume|N", help="slice by slice, maximum projection, 3D, or one slice")
    run.add_argument("--t", metavar="each|N", help="every time point, or one")
    run.add_argument(
        "--areas", type=Path, metavar="FILE", help="only these drawn areas: a JSON list of kind and points"
    )
    run.add_argument(
        "--corrections", type=Path, metavar="FILE", help="objects corrected by hand, as the page saves them"
    )
    run.add_argument("--json", action="store_true", help="print paths and counts as JSON")
    run.set_defaults(command=_run)

    train = commands.add_parser(
        "train", parents=[debug], help="train a pixel classifier on painted examples; write the recipe that uses it"
    )
    train.add_argument("source", metavar="SOURCE", help="the image that was painted on")
    train.add_argument(
        "--strokes", required=True, type=Path, metavar="FILE",
        help="a label image of the same size (0 is not painted, 1 and up are classes), or GeoJSON",
    )  # fmt: skip
    train.add_argument("--out", "-o", required=True, type=Path, metavar="FILE", help="write the trained recipe here")
    train.add_argument("--recipe", help="whose step learns; without it, one that counts and measures the second class")
    train.add_argument("--step", default="", metavar="ID", help="which step, where several can learn")
    _add_choice_of_image(train)
    train.add_argument("--json", action="store_true")
    train.set_defaults(command=_train)

    info = commands.add_parser("info", parents=[debug], help="what an image is: size, axes, channels, pixel size")
    info.add_argument("source", metavar="SOURCE")
    _add_choice_of_image(info)
    info.add_argument("--digest", action="store_true", help="also the sha256 of its full-resolution pixels")
    info.add_argument("--json", action="store_true")
    info.set_defaults(command=_info)

    suggest = commands.add_parser("suggest", parents=[debug], help="which recipe and settings suit an image, and why")
    suggest.add_argument("source", metavar="SOURCE")
    _add_choice_of_image(suggest)
    suggest.add_argument("--out", type=Path, metavar="FILE", help="write the recipe with its settings here, to run it")
    suggest.add_argument("--json", action="store_true")
    suggest.set_defaults(command=_suggest)

    ops = commands.add_parser("ops", parents=[debug], help="the operations, or one of them")
    ops.add_argument("id", nargs="?", metavar="ID")
    ops.add_argument("--json", action="store_true")
    ops.set_defaults(command=_ops)

    methods = commands.add_parser("methods", parents=[debug], help="a recipe in words for a paper, and what to cite")
    methods.add_argument(
        "recipe", help="a recipe's file or address, a name from `tabscope recipes`, or the run.json of a run"
    )
    methods.add_argument(
        "--format", choices=("text", "bibtex", "csl-json"), default="text", help="the paragraph, or its references"
    )
    methods.set_defaults(command=_methods)

    recipes = commands.add_parser("recipes", parents=[debug], help="the recipes that come with tabscope")
    recipes.add_argument("--json", action="store_true")
    recipes.set_defaults(command=_recipes)
    return parser


def _add_choice_of_image(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--series", type=int, default=0, help="which image of a file that holds several")
    parser.add_argument(
        "--pixel-size", metavar="[Z,]Y,X", help="µm per pixel, such as 0.65 or 0.65,0.65um; wins over the file's"
    )


def _pixel_size(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        values = [float(one.strip().removesuffix("um").removesuffix("µm")) for one in text.split(",")]
    except ValueError as error:
        raise TabscopeError(
            "usage", reason=f"“{text}” is no pixel size.", advice="Give µm per pixel: 0.65 or 2.0,0.65,0.65."
        ) from error
    if len(values) not in (1, 2, 3) or any(not 0 < one < 1e6 for one in values):
        raise TabscopeError(
            "usage",
            reason=f"“{text}” is no pixel size.",
            advice="Give one, two (y,x) or three (z,y,x) positive numbers.",
        )
    return values


def _extent(given: argparse.Namespace) -> dict[str, Any]:
    extent: dict[str, Any] = {"level": given.level}
    if given.region is not None:
        try:
            extent["region"] = [int(one) for one in given.region.split(",")]
        except ValueError as error:
            raise TabscopeError(
                "usage", reason=f"“{given.region}” is no region.", advice="Give Y0,X0,Y1,X1 in pixels."
            ) from error
    if given.areas is not None:
        try:
            extent["areas"] = read_json(given.areas.read_bytes())
        except (OSError, ValueError) as error:
            raise TabscopeError(
                "usage",
                reason=f"“{given.areas}” holds no areas.",
                advice="Give a JSON file: a list of kind and points.",
            ) from error
    for axis in ("z", "t"):
        value = getattr(given, axis)
        if value is not None:
            extent[axis] = int(value) if value.isdigit() else value
    return extent


def _run(given: argparse.Namespace) -> int:
    from tabscope.axes import set_by_hand
    from tabscope.batch import Job, run_sources
    from tabscope.export.folder import OutputFolder
    from tabscope.results.failure import Failure
    from tabscope.results.result import Run
    from tabscope.runner.extent import parse_extent
    from tabscope.session import load_recipe, read_corrections, with_channel

    channel = int(given.channel) if (given.channel or "").isdigit() else given.channel
    recipe = with_channel(load_recipe(given.recipe), channel)
    size = _pixel_size(given.pixel_size)
    if given.corrections is not None and len(given.sources) > 1:
        reason = "Corrections belong to one image, and there are several."
        raise TabscopeError("usage", reason=reason, advice="Run that image alone.")
    pixel_size, corrections = set_by_hand(size) if size else None, read_corrections(given.corrections)
    job = Job(recipe, parse_extent(_extent(given)), given.series, pixel_size, given.debug, corrections)
    folder, paths, images = OutputFolder(given.out), list[Path](), list[dict[str, Any]]()

    def take(outcome: Run | Failure) -> None:
        paths.extend(folder.add(outcome))
        if isinstance(outcome, Failure):
            images.append({"image": outcome.image_name, "error": outcome.error.as_dict()})
            _say_error(outcome.error, f"{outcome.image_name}: " if len(given.sources) > 1 else "")
        else:
            images.append({"image": outcome.image_name, "count": outcome.count, "headline": outcome.headline})
            print(f"{outcome.image_name}: {outcome.headline}", file=sys.stderr)
            for warning in outcome.warnings:
                print(f"  {warning}", file=sys.stderr)

    try:
        run_sources(job, given.sources, take)
    finally:  # also after Ctrl C: what was done is not lost
        paths += folder.finish()
    if given.json:
        print(json.dumps({"images": images, "files": [str(path) for path in paths]}))
    codes = [one["error"]["code"] for one in images if "error" in one]
    if codes and len(codes) == len(images) and set(codes) == {"usage"}:
        return USAGE_EXIT
    return ERROR_EXIT if codes else 0


def _info(given: argparse.Namespace) -> int:
    from tabscope.session import close, digest
    from tabscope.session import open as open_image

    image = open_image(given.source, given.series, _pixel_size(given.pixel_size))
    try:
        facts = image.describe()
        if given.digest:
            facts["sha256"] = digest(image)
    finally:
        close(image)
    if given.json:
        print(json.dumps(facts))
        return 0
    shape = f"{' x '.join(map(str, image.shape))} ({image.axes})"
    print(f"{image.name}: {image.format}, {shape}, {image.dtype.name}, {_pixel_words(image.pixel_size)}")
    for index, channel in enumerate(image.channels):
        print(f"  channel {index}: {channel.name or 'no name'}")
    if len(image.series) > 1:
        print(f"  {len(image.series)} images in this file; choose one with --series")
    for warning in image.warnings:
        print(f"  {warning}")
    if given.digest:
        print(f"  sha256 {facts['sha256']}")
    return 0


def _pixel_words(size: PixelSize) -> str:
    if size.y is None or size.x is None:
        return "pixel size unknown"
    sides = f"{size.x:g}" if size.x == size.y else f"{size.x:g} x {size.y:g}"
    slices = f", slices {size.z:g} µm apart" if size.z is not None else ""
    by_hand = size.origin == "set by hand"
    return f"{sides} µm per pixel{slices}, {size.origin if by_hand else f'from {size.origin}'}"


def _suggest(given: argparse.Namespace) -> int:
    from tabscope.session import close, suggest
    from tabscope.session import open as open_image

    image = open_image(given.source, given.series, _pixel_size(given.pixel_size))
    try:
        found = suggest(image)
    finally:
        close(image)
    if given.out is not None:
        _write_recipe(given.out, found.recipe)
    if given.json:
        print(json.dumps(found.as_json()))
        return 0
    print(found.name)
    for one in found.reasons:
        print(f"  {one.sentence}")
    return 0


def _write_recipe(path: Path, document: Any) -> None:
    try:
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise TabscopeError("export.cannot-write", name=path.name, reason=reason) from error


def _train(given: argparse.Namespace) -> int:
    from tabscope.session import close, train
    from tabscope.session import open as open_image

    image = open_image(given.source, given.series, _pixel_size(given.pixel_size))
    try:
        recipe, found = train(image, given.strokes, given.recipe, given.step)
    finally:
        close(image)
    _write_recipe(given.out, recipe.document)
    if given.json:
        print(json.dumps(found.as_json()))
        return 0
    print(f"{' + '.join(f'{one:,}' for one in found.pixels)} painted pixels, out-of-bag accuracy {found.accuracy:.1%}")
    for name, share in found.features:
        print(f"  {share:.0%} {name}")
    return 0


def _ops(given: argparse.Namespace) -> int:
    from tabscope.operations import every, find

    chosen = [find(given.id)] if given.id else list(every())
    if given.json:
        print(json.dumps([one.describe() for one in chosen]))
        return 0
    for one in chosen:
        print(f"{one.name:32} {one.help}")
        for parameter in one.parameters if given.id else ():
            said = parameter.describe()
            print(f"    {parameter.name} ({parameter.type}, default {said['default']}): {said['help']}")
    return 0


def _methods(given: argparse.Namespace) -> int:
    from tabscope.methods import methods, methods_of_run
    from tabscope.session import load_recipe

    record = _record(given.recipe)
    said = methods_of_run(record) if record else methods(load_recipe(given.recipe), tabscope.__version__)
    print({"text": said.full_text, "bibtex": said.bibtex, "csl-json": said.csl_json}[given.format](), end="")
    return 0


def _record(name: str) -> dict[str, Any] | None:
    """Return the record of a run (`run.json`) that a path leads to; None where it is anything else."""
    path = Path(name)
    if not (path.suffix == ".json" and path.is_file()):
        return None
    try:
        document = read_json(path.read_bytes())
    except ValueError:  # a recipe that cannot be read is told by its reader
        return None
    return document if isinstance(document, dict) and {"recipe", "result", "schema"} <= document.keys() else None


def _recipes(given: argparse.Namespace) -> int:
    from tabscope import gallery

    if given.json:
        print(json.dumps([{key: one[key] for key in ("name", "title", "description")} for one in gallery.listing()]))
        return 0
    for one in gallery.listing():
        print(f"{one['name']:24} {one['description']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
