"""Layers: many files as one blob that is put into the tab's file system without copying.

A blob is a 4-byte little-endian length, an index as JSON (``{"root", "files": [[path, size], ...]}``) and
the files one after another. It is shipped gzipped, because many hosts compress nothing themselves.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tools.build import bytecode
from tools.build.bytecode import GUEST_REST, compiled_name
from tools.build.compress import gzipped
from tools.build.layer_roots import LEFT_OVER_NEEDS, ROOTS
from tools.build.membership import Membership, decide, needs
from tools.build.paths import FIXED_TIME, OUT, TEST_LAYERS, files_under
from tools.build.stages import BuildError

LIBRARIES = OUT / "layers"
CORE = OUT / "core"
RUNTIME = OUT / "stdlib"
Entry = tuple[str, Path]


def write_blob(folder: Path, name: str, entries: Iterable[Entry]) -> None:
    """Write the layer `name` from (path in the layer, file) pairs, beside a note of what it holds."""
    files = sorted(entries)
    contents = [path.read_bytes() for _, path in files]
    index = {"root": GUEST_REST, "files": [[path, len(data)] for (path, _), data in zip(files, contents, strict=True)]}
    head = json.dumps(index, separators=(",", ":")).encode()
    raw = len(head).to_bytes(4, "little") + head + b"".join(contents)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.bin.gz").write_bytes(gzipped(raw))


def read_index(path: Path) -> tuple[str, list[tuple[str, int]]]:
    """Read root and files (path and size) of a layer as it was written."""
    raw = gzip.decompress(path.read_bytes())
    index = json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "little")])
    return index["root"], [(name, size) for name, size in index["files"]]


def _site_entries(files: Iterable[str]) -> list[Entry]:
    """Pair the files of a layer with their compiled form."""
    return [(f"site-packages/{compiled_name(name)}", bytecode.SITE / compiled_name(name)) for name in files]


def _stdlib_entries(files: Iterable[str]) -> list[Entry]:
    """Pair modules of the standard library with their compiled form."""
    return [(compiled_name(name), bytecode.STDLIB / compiled_name(name)) for name in files]


def make_libraries() -> None:
    """Write every layer but `core`, and the layer of the tests outside the site."""
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    shutil.rmtree(TEST_LAYERS, ignore_errors=True)
    members = decide()
    folder = LIBRARIES / "layers"
    for layer, files in members.site.items():
        if layer != "core":
            write_blob(folder, layer, _site_entries(files) + _stdlib_entries(members.stdlib_of.get(layer, [])))
    write_blob(folder, "stdlib-rest", _stdlib_entries(members.stdlib_rest))
    tests = [(f"site-packages/{compiled_name(n)}", bytecode.TESTS / compiled_name(n)) for n in members.tests]
    write_blob(TEST_LAYERS, "test", tests)
    table = {"layers": {"test": _entry(TEST_LAYERS, "test")}, "modules": {}}
    (TEST_LAYERS / "layers.json").write_text(json.dumps(table, indent=1) + "\n")


def make_core() -> None:
    """Write the layer `core`: numpy and tabscope itself."""
    shutil.rmtree(CORE, ignore_errors=True)
    own = [(f"site-packages/{p.relative_to(bytecode.OWN).as_posix()}", p) for p in files_under(bytecode.OWN)]
    write_blob(CORE / "layers", "core", _site_entries(decide().site["core"]) + own)


def make_stdlib() -> None:
    """Write the standard library as a stored zip, gzipped as a whole: smaller, and nothing to inflate at import."""
    shutil.rmtree(RUNTIME, ignore_errors=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(compiled_name(name) for name in decide().stdlib):
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), (bytecode.STDLIB / name).read_bytes())
    target = RUNTIME / "engine" / "python_stdlib.zip.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzipped(buffer.getvalue()))


def _entry(folder: Path, layer: str) -> dict[str, object]:
    """Describe one layer for the engine."""
    data = (folder / f"{layer}.bin.gz").read_bytes()
    return {
        "file": f"{layer}.bin.gz",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "needs": list(needs(layer)),
    }


def table() -> dict[str, object]:
    """Return what `layers.json` says: the layers, and which of them a module or package needs.

    Raises
    ------
    BuildError
        A layer was not made.
    """
    names = sorted({root.layer for root in ROOTS} | (set(LEFT_OVER_NEEDS) - {"test"}))
    layers: dict[str, object] = {}
    for name in names:
        folder = (CORE if name == "core" else LIBRARIES) / "layers"
        if not (folder / f"{name}.bin.gz").is_file():
            raise BuildError(f"no layer {name}: nothing in the tree belongs to it")
        layers[name] = _entry(folder, name)
    return {"layers": layers, "modules": modules(decide())}


def modules(members: Membership) -> dict[str, list[str]]:
    """Say for packages and modules in which layers their files are.

    Only names whose layers differ from those of their parent are listed; the engine looks up the
    longest prefix. A package stands for every file in it.
    """
    holders: dict[str, set[str]] = {}
    pairs = [(layer, name) for layer, files in members.site.items() for name in files]
    pairs += [("stdlib-rest", name) for name in members.stdlib_rest]
    pairs += [(layer, name) for layer, files in members.stdlib_of.items() for name in files]
    for layer, name in pairs:
        for dotted in _prefixes(name):
            holders.setdefault(dotted, set()).add(layer)
    result: dict[str, list[str]] = {}
    for dotted in sorted(holders):
        if holders.get(dotted.rpartition(".")[0]) != holders[dotted]:
            result[dotted] = sorted(holders[dotted])
    return result


def _prefixes(path: str) -> list[str]:
    """List the dotted names of a file and of the packages around it."""
    if ".dist-info/" in path:
        return []
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0]
    is_module = name.endswith((".py", ".so")) and stem != "__init__"
    parts = [*folder.split("/"), *([stem] if is_module else [])] if folder else [stem]
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
