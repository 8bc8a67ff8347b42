"""What a first visit downloads, part by part, on a host that compresses nothing."""

from __future__ import annotations

from pathlib import Path

from tools.build import bundles
from tools.build.paths import SITE

LIMIT = 14_000_000
"""Bytes up to the first labelled image."""

FIRST_VISIT = (
    (
        "Python",
        (
            "engine/pyodide.asm.wasm.gz",
            "engine/pyodide.asm.js",
            "engine/pyodide-core.js",
            "engine/pyodide.js",
            "engine/worker.js",
        ),
    ),
    ("standard library", ("engine/python_stdlib.zip.gz",)),
    ("numpy, tabscope", ("layers/core.bin.gz",)),
    ("scipy.ndimage, scikit-image, readers", ("layers/analysis.bin.gz", "layers/layers.json")),
    (
        "PyScript",
        (
            "pyscript/core.js",
            "pyscript/core-*.js",
            "pyscript/core.css",
            "pyscript/deprecations-manager-*.js",
            "pyscript/donkey-*.js",
            "pyscript/error-*.js",
            "pyscript/py-editor-*.js",
            "pyscript/py-game-*.js",
            "pyscript/py-terminal-*.js",
        ),
    ),
    ("the page", ("index.html", "app/*.css")),
)


def first_visit(site: Path = SITE) -> list[tuple[str, int]]:
    """Return bytes on the wire for each part."""
    rows = {
        name: sum(path.stat().st_size for pattern in patterns for path in site.glob(pattern))
        for name, patterns in FIRST_VISIT
    }
    rows["the page"] += sum((site / "app" / name).stat().st_size for name in bundles.first_files())
    return list(rows.items())


def report() -> None:
    """Print the table."""
    rows = first_visit()
    print("\nA first visit downloads, up to the first labelled image, where the host compresses nothing:")
    for name, size in rows:
        print(f"  {name:<40}{size:>12,}")
    total = sum(size for _, size in rows)
    verdict = "within" if total <= LIMIT else "OVER"
    print(f"  {'sum (the image itself comes on top)':<40}{total:>12,}  {verdict} {LIMIT:,}")
