"""The wheels unpacked into one tree, with stubs and imports made ready for the tab."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

from tools.build import import_cuts, lazy_stubs, wheels
from tools.build.paths import PYODIDE, TREE

SITE_PACKAGES = TREE / "site-packages"
TESTS = TREE / "tests"
STDLIB = TREE / "stdlib"

LEFT_OUT = re.compile(
    r"(^|/)(tests?|__pycache__)/|\.(pyi|pxd|pyx|h|hpp|c|cpp|src|a|typed|in)$"
    r"|^skimage/data/.*\.(png|tif|jpg|npy)$"
    r"|^networkx/.*/tests/|^hypothesis/vendor/tlds-alpha-by-domain\.txt\.orig$"
    r"|\.dist-info/(?!METADATA$|entry_points\.txt$).*"
)
"""What Python in the tab never opens: tests, stubs, headers, and of dist-info all but two files."""

KEPT = re.compile(r"^(numpy|hypothesis|scipy|skimage)/(testing|_core/tests/_natype|extra)")
"""Modules that bear "test" in their name and are no tests."""


def unpack() -> None:
    """Write `site-packages`, `tests` and `stdlib` from the wheels and from Pyodide's library."""
    shutil.rmtree(TREE, ignore_errors=True)
    for wheel in wheels.all_wheels():
        _unpack_wheel(wheel.path, TESTS if wheel.test_only else SITE_PACKAGES)
    STDLIB.mkdir(parents=True)
    with zipfile.ZipFile(PYODIDE / "python_stdlib.zip") as archive:
        archive.extractall(STDLIB)
    lazy_stubs.replace(SITE_PACKAGES)
    import_cuts.apply(SITE_PACKAGES)
    # Read by now; the tab has no use for them.
    for stub in sorted(SITE_PACKAGES.rglob("*.pyi")):
        stub.unlink()


def _unpack_wheel(path: Path, root: Path) -> None:
    """Unpack what is needed of one wheel."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            stub = name.endswith("__init__.pyi")
            if name.endswith("/") or (LEFT_OUT.search(name) and not stub and not KEPT.search(name)):
                continue
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            data = archive.read(name)
            target.write_bytes(_headers(data) if name.endswith(".dist-info/METADATA") else data)


def _headers(metadata: bytes) -> bytes:
    """Keep what `importlib.metadata` and an installer read of METADATA, not the long description."""
    text = metadata.decode("utf-8").replace("\r\n", "\n").split("\n\n", 1)[0]
    wanted = ("Metadata-Version:", "Name:", "Version:", "Requires-Dist:", "Requires-Python:", "Provides-Extra:")
    lines = [line for line in text.split("\n") if line.startswith(wanted)]
    return ("\n".join(lines) + "\n").encode("utf-8")
