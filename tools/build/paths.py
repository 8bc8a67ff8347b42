"""Where things lie: the one list of folders that the build reads and writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("TABSCOPE_SITE", ROOT / "site"))
WORK = Path(os.environ.get("TABSCOPE_WORK", ROOT / ".build"))
"""Everything between the sources and the site; ``clean`` removes it. A second build goes elsewhere by these two."""
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
NATIVE_WHEELS = ROOT / "static" / "wheels"
PYPI_WHEELS = ROOT / "static" / "pypi-wheels.json"
DOWNLOADS = WORK / "wheels"
TREE = WORK / "tree"
"""The wheels unpacked, with the import cuts made: `site-packages`, `stdlib`, `tests`."""
COMPILED = WORK / "compiled"
OUT = WORK / "out"
"""One folder for each stage, laid out as in the site; `site.assemble` merges them."""
TEST_LAYERS = WORK / "test-layers"
"""The layer that only tests load; it is not part of the site."""
TOOLS = ROOT / "tools" / "build"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of every archive: a zip file can hold no earlier one."""


def venv_program(name: str) -> Path:
    """Return a program of the project's own Python environment."""
    folder = VENV / "Scripts" if (VENV / "Scripts").is_dir() else VENV / "bin"
    return folder / name


def node_program(name: str) -> Path:
    """Return a program that ``npm ci`` installed."""
    return NODE_MODULES / ".bin" / name


def files_under(folder: Path, pattern: str = "*") -> list[Path]:
    """List the files below a folder, sorted, without what Python leaves behind."""
    found = (path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)
    return sorted(found)
