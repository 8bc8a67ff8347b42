"""Which files each layer needs: the roots imported and exercised in Pyodide under node."""

from __future__ import annotations

import json
from pathlib import Path

from tools.build.layer_roots import ROOTS
from tools.build.paths import TOOLS, WORK
from tools.build.stages import BuildError, call
from tools.build.tree import SITE_PACKAGES

RESULT = WORK / "closure.json"
GUEST_SITE = "/lib/python3.14/site-packages"
GUEST_ZIP = "/lib/python314.zip"


def find() -> None:
    """Write `closure.json`: by layer, the files that its roots brought."""
    job = WORK / "closure-job.json"
    raw = WORK / "closure-raw.json"
    roots = [{"layer": root.layer, "code": root.code} for root in ROOTS]
    job.write_text(json.dumps({"roots": roots, "out": f"/work/{raw.name}"}))
    run_in_pyodide("closure_in_tab.py", {GUEST_SITE: SITE_PACKAGES, "/work": WORK}, f"/work/{job.name}")
    found: dict[str, list[str]] = json.loads(raw.read_text())
    result = {layer: [_relative(path) for path in paths if path.startswith("/lib/")] for layer, paths in found.items()}
    RESULT.write_text(json.dumps(result, indent=1))


def run_in_pyodide(script: str, mounts: dict[str, Path], *arguments: str) -> str:
    """Run a Python file of this folder in Pyodide under node, with folders of this machine mounted."""
    guests = json.dumps({guest: str(host) for guest, host in mounts.items()})
    return call(["node", TOOLS / "in_pyodide.mjs", TOOLS / script, guests, *arguments])


def _relative(path: str) -> str:
    """Name a file by its place in the tree: `site-packages/...` or `stdlib/...`."""
    for guest, folder in ((GUEST_SITE, "site-packages"), (GUEST_ZIP, "stdlib")):
        if path.startswith(f"{guest}/"):
            return f"{folder}/{path.removeprefix(f'{guest}/')}"
    raise BuildError(f"a module came from an unexpected place: {path}")


def closure() -> dict[str, list[str]]:
    """Read what `find` wrote."""
    return json.loads(RESULT.read_text())
