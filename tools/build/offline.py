"""What lets the page work without a connection: the list of the site's files, and the worker that keeps them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from tools.build import bundles
from tools.build.paths import OUT

OFFLINE = OUT / "offline"
PLACE = "TABSCOPE_VERSION"
"""Stands in the bundled service worker for the digest of the list."""

FIRST = (
    "index.html",
    "app/",
    "engine/pyodide",
    "engine/python_stdlib.zip.gz",
    "engine/worker.js",
    "layers/analysis.bin.gz",
    "layers/core.bin.gz",
    "layers/images.bin.gz",
    "layers/layers.json",
    "layers/stdlib-rest.bin.gz",
    "manifest.webmanifest",
    "operations.json.gz",
    "pyodide-lock.json",
    "pyscript/core",
    "pyscript/deprecations-manager",
    "pyscript/donkey",
    "pyscript/error",
    "pyscript/py-",
    "samples/samples.json",
    "samples/thumbnails/",
    "third_party.json",
)
"""Beginnings of the paths that the first visit keeps; the rest is kept when it was fetched, or when asked for."""
NOT_FIRST = ("engine/pyodide.asm.wasm",)
"""The unpacked engine, which only a host without gzip streams would need."""


def make(files: dict[str, Path]) -> dict[str, Path]:
    """Write `files.json` and `service-worker.js` for the files of a site; return where they lie."""
    shutil.rmtree(OFFLINE, ignore_errors=True)
    OFFLINE.mkdir(parents=True)
    listed = {name: _entry(name, path) for name, path in sorted(files.items())}
    text = json.dumps({"files": listed}, indent=0).encode()
    (OFFLINE / "files.json").write_bytes(text)
    worker = bundles.WORKER.read_text(encoding="utf-8")
    version = hashlib.sha256(text).hexdigest()
    (OFFLINE / "service-worker.js").write_text(worker.replace(PLACE, json.dumps(version)), encoding="utf-8")
    return {name: OFFLINE / name for name in ("files.json", "service-worker.js")}


def _entry(name: str, path: Path) -> dict[str, object]:
    """Describe one file."""
    data = path.read_bytes()
    entry: dict[str, object] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if name.startswith(FIRST) and name not in NOT_FIRST and not name.endswith(".txt"):
        entry["first"] = True
    return entry
