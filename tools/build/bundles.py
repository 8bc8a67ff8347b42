"""TypeScript to JavaScript: the engine's files and the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.build.paths import OUT, ROOT, files_under, node_program
from tools.build.stages import BuildError, call

APP = ROOT / "app"
ENGINE = OUT / "engine"
PAGES = OUT / "pages"
PAGE_FILES = ("index.html", "embed.html", "private.html")
ENTRY = APP / "main.ts"


def _esbuild(entries: list[Path], target: Path, *options: str) -> None:
    """Bundle for the browsers that the site supports."""
    call(
        [
            node_program("esbuild"),
            *entries,
            f"--outdir={target}",
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--charset=utf8",
            "--legal-comments=linked",
            "--log-level=warning",
            *options,
        ]
    )


def make_engine() -> None:
    """Write `engine/pyodide.js` and `engine/worker.js`."""
    shutil.rmtree(ENGINE, ignore_errors=True)
    # Files beside the bundle are imported when the page runs, not when it is built.
    _esbuild(
        [APP / "engine" / "pyodide.ts", APP / "engine" / "worker.ts"],
        ENGINE / "engine",
        "--external:./pyodide-core.js",
    )


def make_pages() -> None:
    """Bundle `app/main.ts` into `app/` and copy the pages and their other files.

    Raises
    ------
    BuildError
        The page's sources are not there.
    """
    shutil.rmtree(PAGES, ignore_errors=True)
    missing = [path for path in (ENTRY, *(APP / name for name in PAGE_FILES)) if not path.is_file()]
    if missing:
        raise BuildError(f"the pages can't be built: {', '.join(str(p.relative_to(ROOT)) for p in missing)} missing")
    target = PAGES / "app"
    # Whatever lies beside main.ts as a worker or a second entry is named *.entry.ts.
    entries = [ENTRY, *sorted(APP.glob("*.entry.ts"))]
    _esbuild(entries, target, "--loader:.svg=text")
    for path in sorted(APP.glob("*.css")):
        _esbuild([path], target)
    for path in sorted(APP.glob("*.html")):
        shutil.copyfile(path, PAGES / path.name)
    for path in files_under(APP / "static") if (APP / "static").is_dir() else []:
        copy = target / path.relative_to(APP / "static")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def sources() -> list[Path]:
    """List what the bundles are made from."""
    return [path for path in files_under(APP) if path.suffix in {".ts", ".css", ".html", ".svg", ".json"}]
