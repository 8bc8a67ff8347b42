"""Make Pyodide wheels from the package registries: `python tools/wheels/build.py numcodecs --work DIR`."""

import argparse
import hashlib
import importlib
import os
import sys
import time
from pathlib import Path
from shlex import split

sys.dont_write_bytecode = True

import toolchain  # noqa: E402  # after the line above: no byte code in the repository
from workplace import Workplace  # noqa: E402

RECIPES = split("numpy scipy scikit_image pywavelets numcodecs pillow google_crc32c pyyaml")


def in_order(names: list[str]) -> list[str]:
    """Return the recipes to run, each after those it needs."""
    ordered: list[str] = []
    for name in names:
        needed = in_order(list(importlib.import_module(f"recipes.{name}").NEEDS))
        ordered += [each for each in (*needed, name) if each not in ordered]
    return ordered


def main() -> None:
    """Build the wheels that are named on the command line, and what they need and is not built yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", nargs="+", choices=[*RECIPES, "all"])
    parser.add_argument("--work", type=Path, required=True, help="folder to work in, outside the repository")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="compilers at once")
    parser.add_argument("--mirror", default="", help="address of a Debian archive (default: this machine's)")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("a chroot needs root")

    place = Workplace(arguments.work.resolve(), arguments.jobs)
    started = time.monotonic()
    toolchain.make(place, arguments.mirror)
    (place.folder / "versions.txt").write_text(toolchain.report_versions(place))
    print(f"tools {time.monotonic() - started:.0f} s", flush=True)
    names = RECIPES if "all" in arguments.recipe else arguments.recipe
    for name in in_order(names):
        if place.done(name).exists() and name not in names:
            continue
        started = time.monotonic()
        wheel = importlib.import_module(f"recipes.{name}").build(place)
        place.done(name).touch()
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        print(f"{wheel.name} {wheel.stat().st_size} {digest} {time.monotonic() - started:.0f} s", flush=True)


main()
