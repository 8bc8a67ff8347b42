"""What the site says about itself: layers.json, pyodide-lock.json and third_party.json."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.build import layers, wheels
from tools.build.membership import decide
from tools.build.paths import NODE_MODULES, OUT, PYODIDE, ROOT
from tools.build.runtime import npm_version
from tools.build.tree import SITE_PACKAGES

CATALOGUE = OUT / "catalogue"
THIRD_PARTY = ROOT / "static" / "third_party.json"
"""The same list as in the site, kept in the repository so that a change of a dependency is seen in review."""

IN_PAGE = (
    ("@pyscript/core", "Apache-2.0", r"^pyscript/"),
    ("onnxruntime-web", "MIT", r"^ort/"),
    ("lit-html", "BSD-3-Clause", r"^app/.*\.js$"),
    ("zarrita", "MIT", r"^app/.*\.js$"),
    ("@zarrita/storage", "MIT", r"^app/.*\.js$"),
    ("numcodecs", "MIT", r"^app/.*\.js$"),
    ("fflate", "MIT", r"^app/.*\.js$"),
    ("lucide-static", "ISC", r"^app/.*\.js$"),
)
"""JavaScript packages of the site: name, licence, the files they are in."""


def _packages_of_wheel(wheel: wheels.Wheel) -> list[str]:
    """List the top-level names that a wheel installs, read from its own archive."""
    import zipfile

    with zipfile.ZipFile(wheel.path) as archive:
        tops = {name.split("/", 1)[0] for name in archive.namelist()}
    return sorted(top.removesuffix(".py") for top in tops if not top.endswith((".dist-info", ".data")))


def _layers_by_package() -> dict[str, set[str]]:
    """Say in which layers the files of each top-level name are."""
    found: dict[str, set[str]] = {}
    for layer, files in decide().site.items():
        for name in files:
            found.setdefault(name.split("/", 1)[0].removesuffix(".py"), set()).add(layer)
    return found


def lock() -> dict[str, Any]:
    """Return a lock file in Pyodide's form that lists the distributions of the site's layers, and nothing else."""
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    where = _layers_by_package()
    packages: dict[str, Any] = {}
    for wheel in wheels.all_wheels():
        if wheel.test_only:
            continue
        tops = _packages_of_wheel(wheel)
        held = sorted(set[str]().union(*(where.get(top, set()) for top in tops)))
        packages[wheel.name] = {
            "name": wheel.name, "version": wheel.version, "file_name": wheel.path.name, "sha256": wheel.sha256,
            "install_dir": "site", "package_type": "package", "imports": [t for t in tops if t.isidentifier()],
            "depends": _depends(wheel), "unvendored_tests": True, "layers": held,
        }
    return {"info": info, "packages": packages}


def _depends(wheel: wheels.Wheel) -> list[str]:
    """List the distributions of the site that a distribution requires without extras."""
    [metadata] = sorted(SITE_PACKAGES.glob(f"{wheel.path.name.split('-')[0]}-*.dist-info/METADATA"))
    shipped = {other.name for other in wheels.all_wheels() if not other.test_only}
    required = re.findall(r"^Requires-Dist: ([\w.-]+)(?![^\n]*extra)", metadata.read_text(), re.MULTILINE)
    return sorted({name.lower().replace("_", "-") for name in required} & shipped)


def third_party(files: dict[str, Path]) -> list[dict[str, Any]]:
    """Return what others made: name, version, licence, source, and the digest of each file of the site.

    Parameters
    ----------
    files
        Every file of the site by its path in it.
    """
    digest: Callable[[str], str] = lambda name: hashlib.sha256(files[name].read_bytes()).hexdigest()  # noqa: E731
    entries: list[dict[str, Any]] = []
    engine = [n for n in files if re.match(r"^engine/(pyodide-core\.js|pyodide\.asm\.)", n)]
    entries.append(_entry("pyodide", npm_version("pyodide"), "MPL-2.0", "npm: pyodide", engine, digest))
    library = [n for n in files if n.startswith(("engine/python_stdlib", "layers/stdlib-rest"))]
    python = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]["python"]
    entries.append(_entry("cpython", python, "PSF-2.0", "npm: pyodide (python_stdlib.zip)", library, digest))
    for name, licence, pattern in IN_PAGE:
        held = [n for n in files if re.match(pattern, n)]
        if held and (NODE_MODULES / name).is_dir():
            entries.append(_entry(name, npm_version(name), licence, f"npm: {name}", held, digest))
    for wheel in wheels.all_wheels():
        if wheel.test_only:
            continue
        held = [f"layers/{layer}.bin.gz" for layer in lock()["packages"][wheel.name]["layers"]]
        source = f"static/wheels/{wheel.path.name}" if wheel.native else f"PyPI: {wheel.path.name}"
        entry = _entry(wheel.name, wheel.version, wheel.licence, source, held, digest)
        entries.append({**entry, "source_sha256": wheel.sha256, "contains": list(wheel.contains)})
    return sorted(entries, key=lambda entry: entry["name"])


def _entry(
    name: str, version: str, licence: str, source: str, files: list[str], digest: Callable[[str], str]
) -> dict[str, Any]:
    """Describe one thing that others made."""
    return {
        "name": name, "version": version, "licence": licence, "source": source,
        "files": [{"path": path, "sha256": digest(path)} for path in sorted(files)],
    }


def make(files: dict[str, Path]) -> None:
    """Write the three lists."""
    shutil.rmtree(CATALOGUE, ignore_errors=True)
    _write("layers/layers.json", layers.table())
    _write("pyodide-lock.json", lock())
    _write("third_party.json", third_party(files))


def _write(name: str, data: object) -> None:
    """Write a list as JSON with a fixed order."""
    path = CATALOGUE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
