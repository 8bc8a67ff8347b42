#!/usr/bin/env python3
"""Build, serve and test tabscope: `python build.py serve` and `python build.py test` are all there is to know.

Standard library only. The stages are in tools/build, one module each; a stage is skipped while nothing it
reads has changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable


def build(_: argparse.Namespace) -> int:
    """Write the site into site/."""
    from tools.build import site, sizes, stages

    stages.run(site.BUILD)
    sizes.report()
    return 0


def serve(asked: argparse.Namespace) -> int:
    """Set up, build, serve on 127.0.0.1 and print the address."""
    from tools.build import server, site, stages
    from tools.build.paths import SITE

    stages.run(site.BUILD)
    server.main(["--root", str(SITE), "--port", str(asked.port)])
    return 0


def setup(_: argparse.Namespace) -> int:
    """Make .venv with the tabscope command and install the JavaScript side, nothing else."""
    from tools.build import site, stages

    stages.run(site.SETUP)
    return 0


def test(asked: argparse.Namespace) -> int:
    """Set up, build and run every test, natively and in browsers."""
    from tools.build import test_parts

    return test_parts.run_all(only=asked.only, everything=asked.all)


def check(_: argparse.Namespace) -> int:
    """Format, lint, types, layers and generated files."""
    from tools.build import checks

    return checks.run_all()


def bench(asked: argparse.Namespace) -> int:
    """Measure what the project promises."""
    from tools.build import benchmarks

    return benchmarks.run_all(asked.only)


def clean(_: argparse.Namespace) -> int:
    """Remove what the build made: site/, .build/, .venv/ and node_modules/."""
    import shutil

    from tools.build.paths import NODE_MODULES, SITE, VENV, WORK

    for folder in (SITE, WORK, VENV, NODE_MODULES):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": build,
    "serve": serve,
    "test": test,
    "setup": setup,
    "check": check,
    "bench": bench,
    "clean": clean,
}


def main() -> int:
    """Read the command line and run one command."""
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        if name == "serve":
            one.add_argument("--port", type=int, default=8000, help="0 takes a free one (default: 8000)")
        if name in {"test", "bench"}:
            one.add_argument("--only", type=lambda text: text.split(","), default=[], metavar="PART,...")
        if name == "test":
            one.add_argument("--all", action="store_true", help="also go through all of ../shared/data")
    asked = parser.parse_args()
    from tools.build.stages import BuildError

    try:
        return COMMANDS[asked.command or "build"](asked)
    except BuildError as problem:
        print(f"build.py: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
