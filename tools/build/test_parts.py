"""`python build.py test`: the parts in order, each with its time against its budget."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.build import browsers, site, stages
from tools.build.environment import with_venv
from tools.build.paths import ROOT, venv_program
from tools.build.stages import BuildError

CLOSING_LINE = re.compile(
    r"^(=+ .*(passed|failed|error|skipped).* =+|\d+ (passed|failed).*|# (tests|pass|fail|skipped) \d+|ℹ .*\d+)$"
)
"""Lines in which pytest and node say how it ended."""


@dataclass(frozen=True)
class Part:
    """One part of the tests.

    Parameters
    ----------
    name
        As in ``--only``.
    minutes
        The budget.
    command
        Builds the command line from the files found.
    files
        Patterns of test files below the root; a part without any fails.
    browser
        Which browser it needs, by the name of the variable that tells the tests.
    """

    name: str
    minutes: float
    command: Callable[[list[str]], list[str]]
    files: tuple[str, ...]
    browser: tuple[str, ...] = ()


@dataclass
class Outcome:
    """How a part ended."""

    name: str
    seconds: float
    minutes: float
    code: int
    closing: list[str] = field(default_factory=list[str])


def _pytest(folder: str) -> Callable[[list[str]], list[str]]:
    """Run pytest on a folder."""
    return lambda _: [str(venv_program("python")), "-m", "pytest", "-q", folder]


def _node_test(files: list[str]) -> list[str]:
    """Run node's own test runner."""
    # Journeys share two cores and one screen: one file after another. The limit holds for a whole file, too: with
    # TABSCOPE_ALL a file of a thousand actions or of all recipes takes minutes.
    return ["node", "--test", "--test-concurrency=1", "--test-timeout=600000", *files]


PARTS = (
    Part("native", 5, _pytest("tests/py"), ("tests/py/**/test_*.py",)),
    Part("build", 4, _pytest("tests/build"), ("tests/build/test_*.py",)),
    Part("js", 1, _node_test, ("tests/js/**/*.test.mjs", "tests/js/**/*.test.ts")),
    Part("tab", 10, lambda _: ["node", "tests/tab/run.mjs"], ("tests/tab/run.mjs",), ("TABSCOPE_CHROMIUM",)),
    Part("journeys", 8, _node_test, ("tests/e2e/**/*.test.mjs",), ("TABSCOPE_CHROMIUM",)),
    Part("firefox", 3, _node_test, ("tests/firefox/**/*.test.mjs",), ("TABSCOPE_FIREFOX",)),
)
SHARED_DATA = Path("../shared/data")
"""The whole collection that tests/data is a selection of; it lies beside the checkout, from whose root it is named."""

EVERYTHING: tuple[Part, ...] = (
    Part(
        "tab-all",
        10,
        lambda _: ["node", "tests/tab/run.mjs", "--data", SHARED_DATA.as_posix(), *ALL_IN_TAB],
        ("tests/tab/run.mjs",),
        ("TABSCOPE_CHROMIUM",),
    ),
)
"""What ``--all`` adds; natively the part "native" goes through everything too, as `TABSCOPE_ALL` tells it."""

ALL_IN_TAB = ("tests/py/sources", "tests/py/models/test_all_networks.py", "tests/py/runner/test_same_as_native.py")
"""Tests that look at every file of the data they are given."""

FINDERS = {"TABSCOPE_CHROMIUM": browsers.chromium, "TABSCOPE_FIREFOX": browsers.firefox}


def run_all(only: list[str], *, everything: bool) -> int:
    """Set up, build and run the parts; return the exit status.

    Parameters
    ----------
    only
        Names of parts; all of them where empty.
    everything
        Whether the tests go through all of ``../shared/data`` (they see ``TABSCOPE_ALL=1``).
    """
    parts = PARTS + (EVERYTHING if everything else ())
    if unknown := set(only) - {part.name for part in parts}:
        names = ", ".join(part.name for part in parts)
        raise BuildError(f"no part is called {', '.join(sorted(unknown))}; there are {names}")
    if everything and not (ROOT / SHARED_DATA / "reference.json").is_file():
        raise BuildError(f"--all goes through {SHARED_DATA.as_posix()}, which is not beside this checkout")
    outcomes = [_timed("set-up", 8, lambda: stages.run(site.SETUP)), _timed("site", 4, lambda: stages.run(site.BUILD))]
    outcomes += [_run(part, everything=everything) for part in parts if not only or part.name in only]
    return _summary(outcomes)


def _timed(name: str, minutes: float, work: Callable[[], None]) -> Outcome:
    """Time a step of the build itself; where it fails nothing can be tested."""
    start = time.perf_counter()
    work()
    return Outcome(name, time.perf_counter() - start, minutes, 0)


def _run(part: Part, *, everything: bool) -> Outcome:
    """Run one part, showing what it prints."""
    print(f"\n== {part.name} ==", flush=True)
    start = time.perf_counter()
    files = sorted({p.relative_to(ROOT).as_posix() for pattern in part.files for p in ROOT.glob(pattern)})
    if not files:
        return Outcome(part.name, 0, part.minutes, 1, [f"no test is there: {', '.join(part.files)}"])
    variables = with_venv() | ({"TABSCOPE_ALL": "1"} if everything else {})
    try:
        variables |= {name: str(FINDERS[name]()) for name in part.browser}
    except BuildError as problem:
        print(problem, flush=True)
        return Outcome(part.name, time.perf_counter() - start, part.minutes, 1, [str(problem)])
    closing: list[str] = []
    with subprocess.Popen(
        part.command(files), cwd=ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if CLOSING_LINE.match(line.strip()):
                closing.append(line.strip())
    return Outcome(part.name, time.perf_counter() - start, part.minutes, process.returncode, closing)


def _summary(outcomes: list[Outcome]) -> int:
    """Print how every part ended; return 1 where one failed."""
    print("\n== summary ==")
    for outcome in outcomes:
        verdict = "ok" if outcome.code == 0 else "FAILED"
        late = "  over its budget" if outcome.seconds > 60 * outcome.minutes else ""
        print(f"{outcome.name:<10}{verdict:<8}{outcome.seconds:7.1f} s of {outcome.minutes:g} min{late}")
        for line in outcome.closing:
            print(f"    {line}")
    return int(any(outcome.code != 0 for outcome in outcomes))
