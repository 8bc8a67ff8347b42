"""`python build.py check`: format, lint, types, layers, generated files; all of them, then the verdict."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass

from tools.build import site, stages
from tools.build.environment import with_venv
from tools.build.paths import ROOT, node_program, venv_program

PYTHON = str(venv_program("python"))
OURS = ("build.py", "py", "tools", "tests", "benchmarks")


@dataclass(frozen=True)
class Check:
    """One thing that must be so."""

    name: str
    command: tuple[str, ...]


def _node(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(node_program(name)), *arguments)


GENERATED = (
    Check("messages.ts", (PYTHON, "-m", "tabscope.protocol", "--typescript", "app/messages.ts", "--check")),
    Check("recipe schema", (PYTHON, "-m", "tabscope.recipe", "--schema", "docs/recipe.schema.json", "--check")),
    Check("third_party", (PYTHON, "-m", "tools.build.catalogue", "--check")),
)
"""Files made from code: each command says whether its file is up to date."""

CHECKS = (
    Check("ruff format", (PYTHON, "-m", "ruff", "format", "--check", *OURS)),
    Check("ruff", (PYTHON, "-m", "ruff", "check", *OURS)),
    Check("pyright", _node("pyright")),
    Check("biome", _node("biome", "check", "--error-on-warnings")),
    Check("tsc", _node("tsc", "--noEmit")),
    Check("layers", (PYTHON, "-m", "pytest", "-q", "tests/py/test_layers.py")),
    *GENERATED,
)


def run_all() -> int:
    """Run every check, print which failed and why; return the exit status."""
    stages.run((*site.SETUP, site.WHEELS))
    failed: list[str] = []
    for check in CHECKS:
        start = time.perf_counter()
        result = subprocess.run(
            check.command,
            cwd=ROOT,
            env=with_venv(),
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        verdict = "ok" if result.returncode == 0 else "FAILED"
        print(f"{check.name:<14}{time.perf_counter() - start:7.1f} s  {verdict}", flush=True)
        if result.returncode != 0:
            failed.append(check.name)
            print(result.stdout, flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return int(bool(failed))
