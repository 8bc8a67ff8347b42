"""What the site says about itself: layers.json, pyodide-lock.json and third_party.json."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from tools.build import layers, wheels
from tools.build.membership import decide
from tools.build.paths import NODE_MODULES, OUT, PYODIDE, ROOT
from tools.build.runtime import npm_version
from tools.build.tree import SITE_PACKAGES

CATALOGUE = OUT / "catalogue"
LICENCE_FILE = re.compile(r"\.dist-info/.*(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)
THIRD_PARTY = ROOT / "static" / "third_party.json"
"""The same list as in the site, kept in the repository so that a change of a dependency is seen in review."""

JAVASCRIPT = (
    ("pyodide", "MPL-2.0", r"^engine/(pyodide-core\.js|pyodide\.asm\.)"),
    ("@pyscript/core", "Apache-2.0", r"^pyscript/"),
    ("onnxruntime-web", "MIT", r"^ort/"),
    ("lit-html", "BSD-3-Clause", r"^app/.*\.js$"),
    ("zarrita", "MIT", r"^app/.*\.js$"),
    ("@zarrita/storage", "MIT", r"^app/.*\.js$"),
    ("numcodecs", "MIT", r"^app/.*\.js$"),
    ("fflate", "MIT", r"^app/.*\.js$"),
    ("fzstd", "MIT", r"^app/.*\.js$"),
    ("lucide-static", "ISC", r"^app/.*\.js$"),
    ("uplot", "MIT", r"^app/.*\.js$"),
)
"""JavaScript packages of the site: name, licence, the files they are in."""
LIBRARY = r"^(engine/python_stdlib|layers/stdlib-rest)"
"""Files that hold the standard library."""


def _packages_of_wheel(wheel: wheels.Wheel) -> list[str]:
    """List the top-level names that a wheel installs, read from its own archive."""
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
            "name": wheel.name,
            "version": wheel.version,
            "file_name": wheel.path.name,
            "sha256": wheel.sha256,
            "install_dir": "site",
            "package_type": "package",
            "imports": [t for t in tops if t.isidentifier()],
            "depends": _depends(wheel),
            "unvendored_tests": True,
            "layers": held,
        }
    return {"info": info, "packages": packages}


def _depends(wheel: wheels.Wheel) -> list[str]:
    """List the distributions of the site that a distribution requires without extras."""
    [metadata] = sorted(SITE_PACKAGES.glob(f"{wheel.path.name.split('-')[0]}-*.dist-info/METADATA"))
    shipped = {other.name for other in wheels.all_wheels() if not other.test_only}
    required = re.findall(r"^Requires-Dist: ([\w.-]+)(?![^\n]*extra)", metadata.read_text(), re.MULTILINE)
    return sorted({name.lower().replace("_", "-") for name in required} & shipped)


def origins() -> list[dict[str, Any]]:
    """Return what others made and where it comes from, with the digests that pin it; nothing built is needed."""
    pins = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    entries = [
        {
            "name": name,
            "version": npm_version(name),
            "licence": licence,
            "source": f"npm: {name}",
            "integrity": pins[f"node_modules/{name}"]["integrity"],
        }
        for name, licence, _ in JAVASCRIPT
    ]
    python = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]["python"]
    entries.append(
        {
            "name": "cpython",
            "version": python,
            "licence": "PSF-2.0",
            "source": "npm: pyodide (python_stdlib.zip)",
            "sha256": hashlib.sha256((PYODIDE / "python_stdlib.zip").read_bytes()).hexdigest(),
        }
    )
    entries += [
        {
            "name": wheel.name,
            "version": wheel.version,
            "licence": wheel.licence,
            "sha256": wheel.sha256,
            "source": f"static/wheels/{wheel.path.name}" if wheel.native else f"PyPI: {wheel.path.name}",
            **({"contains": list(wheel.contains)} if wheel.contains else {}),
        }
        for wheel in wheels.all_wheels()
        if not wheel.test_only
    ]
    return sorted(entries, key=lambda entry: str(entry["name"]))


def third_party(files: dict[str, Path]) -> list[dict[str, Any]]:
    """Return the origins with the site's files that hold each, and the digests of those.

    Parameters
    ----------
    files
        Every file of the site by its path in it.
    """
    patterns = {name: pattern for name, _, pattern in JAVASCRIPT} | {"cpython": LIBRARY}
    packages = lock()["packages"]
    entries: list[dict[str, Any]] = []
    for entry in origins():
        name = entry["name"]
        if entry["source"].startswith("npm:"):
            held = [path for path in files if re.match(patterns[name], path)]
        else:
            held = [f"layers/{layer}.bin.gz" for layer in packages[name]["layers"]]
        digests = [{"path": p, "sha256": hashlib.sha256(files[p].read_bytes()).hexdigest()} for p in sorted(held)]
        entries.append({**entry, "files": digests})
    return entries


def make(files: dict[str, Path]) -> None:
    """Write the three lists."""
    shutil.rmtree(CATALOGUE, ignore_errors=True)
    _write("layers/layers.json", layers.table())
    _write("pyodide-lock.json", lock())
    _write("third_party.json", third_party(files))
    for name, text in licence_texts().items():
        path = CATALOGUE / "licences" / f"{name.replace('/', '-').removeprefix('@')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def licence_texts() -> dict[str, str]:
    """Return the licence texts that packages and wheels bring along, by name."""
    found: dict[str, str] = {}
    for name, _, _ in JAVASCRIPT:
        texts = [p.read_text(encoding="utf-8") for p in sorted((NODE_MODULES / name).glob("LICEN*"))]
        found[name] = "\n\n".join(texts)
    for wheel in wheels.all_wheels():
        if not wheel.test_only:
            with zipfile.ZipFile(wheel.path) as archive:
                names = [n for n in sorted(archive.namelist()) if LICENCE_FILE.search(n)]
                texts = [archive.read(n).decode("utf-8", "replace") for n in names]
            found[wheel.name] = "\n\n".join(texts)
    return {name: text for name, text in found.items() if text}


def as_json(data: object) -> str:
    """Write a list with a fixed order."""
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _write(name: str, data: object) -> None:
    """Write one list of the site."""
    path = CATALOGUE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_json(data), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write static/third_party.json, or with --check say whether it is up to date."""
    text = as_json(origins())
    if "--check" not in arguments:
        THIRD_PARTY.write_text(text, encoding="utf-8")
        return 0
    if THIRD_PARTY.is_file() and THIRD_PARTY.read_text(encoding="utf-8") == text:
        return 0
    print("static/third_party.json is out of date: run `python -m tools.build.catalogue`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
