"""Set-up: the project's own Python environment and the JavaScript packages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.build.paths import NODE_MODULES, ROOT, VENV, node_program, venv_program
from tools.build.stages import BuildError, call

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
LOCK = ROOT / "requirements.lock"


def check_tools() -> None:
    """Say in one line what is missing on this machine.

    Raises
    ------
    BuildError
        Python or Node is too old, or npm is not there.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise BuildError(f"Python {sys.version.split()[0]} is too old: 3.11 or later is needed")
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise BuildError(f"{program} is not installed: Node 20 or later with npm is needed")
    version = call(["node", "--version"]).strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        raise BuildError(f"Node {version} is too old: 20 or later is needed")


def make_python() -> None:
    """Make `.venv` from the exact versions of requirements.lock."""
    check_tools()
    shutil.rmtree(VENV, ignore_errors=True)
    call([sys.executable, "-m", "venv", VENV])
    python = venv_program("python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call([*pip, "--only-binary", ":all:", "--requirement", LOCK])


def install_tabscope() -> None:
    """Put tabscope itself in place, so that a change of its code needs no installing."""
    # `--no-deps`: everything is in the lock already, and nothing newer may come in.
    python = venv_program("python")
    call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--editable", ROOT])


def make_javascript() -> None:
    """Install exactly what package-lock.json says."""
    check_tools()
    call(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    make_esbuild_run()


def make_esbuild_run() -> None:
    """Run esbuild's install script where npm 11 left it out and esbuild does not start without it."""
    if subprocess.run([node_program("esbuild"), "--version"], capture_output=True, check=False).returncode != 0:
        call(["node", NODE_MODULES / "esbuild" / "install.js"])


def python_inputs() -> list[Path]:
    """List what the Python environment depends on."""
    return [LOCK]


def package_facts() -> str:
    """Return what installing the package depends on: not the settings of the linters beside it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return json.dumps([table["project"], table["build-system"], table["tool"]["setuptools"]], sort_keys=True)


def javascript_inputs() -> list[Path]:
    """List what the JavaScript packages depend on."""
    return [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]


def with_venv() -> dict[str, str]:
    """Return the surroundings in which the environment's programs come first."""
    paths = (str(venv_program("python").parent), str(NODE_MODULES / ".bin"), os.environ.get("PATH", ""))
    return {**os.environ, "PATH": os.pathsep.join(paths), "VIRTUAL_ENV": str(VENV)}
