"""TypeScript to JavaScript: the engine's files and the pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tools.build.paths import OUT, ROOT, WORK, files_under, node_program
from tools.build.stages import BuildError, call

APP = ROOT / "app"
ENGINE = OUT / "engine"
PAGES = OUT / "pages"
WORKER = OUT / "worker" / "service-worker.js"
"""Not of the pages yet: it gets the version of the whole site when that is known."""
PAGE_FILES = ("index.html", "embed.html", "private.html")
ENTRY = APP / "main.ts"
META = WORK / "pages-meta.json"
"""What esbuild says about the bundle: which package is in which file, which file imports which."""


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
    # What the page imports only when it needs it (the decoders of chunks) stays out of the first download.
    # zarrita would bring its own decoders, 1.4 MB that are never asked for: ours stand in their place.
    foreign = [f"--external:numcodecs/{name}" for name in ("blosc", "lz4", "zstd")]
    splitting = ("--splitting", "--chunk-names=[name]-[hash]", f"--metafile={META}")
    _esbuild(entries, target, "--loader:.svg=text", *splitting, *foreign)
    _esbuild([APP / "service-worker.ts"], WORKER.parent)
    for path in sorted(APP.glob("*.css")):
        _esbuild([path], target)
    for path in sorted((*APP.glob("*.html"), *APP.glob("*.webmanifest"))):
        shutil.copyfile(path, PAGES / path.name)
    for path in files_under(APP / "static") if (APP / "static").is_dir() else []:
        copy = target / path.relative_to(APP / "static")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def sources() -> list[Path]:
    """List what the bundles are made from."""
    return [
        path for path in files_under(APP) if path.suffix in {".ts", ".css", ".html", ".svg", ".json", ".webmanifest"}
    ]


def bundled_packages() -> set[str]:
    """Return the JavaScript packages of which the page's bundle holds a part."""
    inputs = [name for name in json.loads(META.read_text())["inputs"] if name.startswith("node_modules/")]
    parts = [name.split("/")[1:3] for name in inputs]
    return {"/".join(part) if part[0].startswith("@") else part[0] for part in parts}


def first_files() -> list[str]:
    """Return the names of the scripts that the page loads before anything is asked of it."""
    outputs = {Path(name).name: entry for name, entry in json.loads(META.read_text())["outputs"].items()}
    waiting, found = ["main.js"], list[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            imports = outputs[name]["imports"]
            waiting += [Path(i["path"]).name for i in imports if i["kind"] == "import-statement"]
    return sorted(found)
