"""Run-time files that others made: Pyodide, PyScript and ONNX Runtime, as the site ships them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.build.compress import gzipped
from tools.build.paths import NODE_MODULES, OUT, PYODIDE, node_program
from tools.build.stages import BuildError, call

RUNTIME = OUT / "runtime"


@dataclass(frozen=True)
class Edit:
    """One replacement in Pyodide's loader; `old` must occur once."""

    old: str
    new: str
    why: str


LOADER_EDITS = (
    Edit(
        "function he(e){let t=j(e);",
        "function he(e){let t=e instanceof Promise?e:j(e);",
        "the standard library arrives as bytes that were unpacked on the way",
    ),
    Edit(
        "instantiateWasm:Ie(e.indexURL)}",
        "instantiateWasm:Ie(e.indexURL,e.instantiate)}",
        "the engine instantiates: hosts serve wasm with wrong types, and it is shipped gzipped",
    ),
    Edit(
        'function Ie(e){if(typeof WasmOffsetConverter<"u")return;let{binary:t,response:n}=_(e+"pyodide.asm.wasm")',
        'function Ie(e,w){if(typeof WasmOffsetConverter<"u")return;let{binary:t,response:n}='
        'w?{}:_(e+"pyodide.asm.wasm")',
        "nothing is fetched twice",
    ),
    Edit(
        "let l;n?l=await",
        "let l;w?l=await w(s):n?l=await",
        "a failure rejects in the engine instead of a warning and an endless wait",
    ),
    Edit("//# sourceMappingURL=pyodide.mjs.map\n", "", "the map is not shipped"),
)
"""What is changed in pyodide.mjs 314.0.7; shipped as pyodide-core.js."""

MINIFY = ("--minify", "--format=esm", "--target=es2022", "--log-level=error")

ORT_FILES = {
    "wasm": ("ort.wasm.min.mjs", "ort-wasm-simd-threaded"),
    "webgpu": ("ort.webgpu.min.mjs", "ort-wasm-simd-threaded.asyncify"),
    "jspi": ("ort.jspi.min.mjs", "ort-wasm-simd-threaded.jspi"),
}
"""By build of ONNX Runtime: its script and the stem of its wasm pair."""


def make() -> None:
    """Write `engine/pyodide-core.js`, `engine/pyodide.asm.*`, `pyscript/` and `ort/`."""
    shutil.rmtree(RUNTIME, ignore_errors=True)
    _pyodide(RUNTIME / "engine")
    _pyscript(RUNTIME / "pyscript")
    _onnx(RUNTIME / "ort")


def edited_loader(text: str) -> str:
    """Make the edits in Pyodide's loader.

    Raises
    ------
    BuildError
        Pyodide has changed: look at the edits again.
    """
    for edit in LOADER_EDITS:
        if text.count(edit.old) != 1:
            raise BuildError(f"pyodide.mjs no longer holds {edit.old!r} once ({edit.why})")
        text = text.replace(edit.old, edit.new)
    return text


def _pyodide(target: Path) -> None:
    """Copy Pyodide; its modules as .js, since hosts know no type for .mjs."""
    target.mkdir(parents=True)
    loader = (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8")
    (target / "pyodide-core.js").write_text(edited_loader(loader), encoding="utf-8")
    # Emscripten leaves 0.2 MB of names and spaces in what no host may compress.
    call([node_program("esbuild"), PYODIDE / "pyodide.asm.mjs", f"--outfile={target / 'pyodide.asm.js'}", *MINIFY])
    (target / "pyodide.asm.wasm.gz").write_bytes(gzipped((PYODIDE / "pyodide.asm.wasm").read_bytes()))
    # Unpacked for later visits (app/engine/wasm.ts says why).
    shutil.copyfile(PYODIDE / "pyodide.asm.wasm", target / "pyodide.asm.wasm")


def _pyscript(target: Path) -> None:
    """Copy all of PyScript's distribution but its maps."""
    source = NODE_MODULES / "@pyscript" / "core" / "dist"
    target.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix != ".map":
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _onnx(target: Path) -> None:
    """Copy three builds of ONNX Runtime: wasm alone, WebGPU, and WebGPU with stack switching."""
    source = NODE_MODULES / "onnxruntime-web" / "dist"
    target.mkdir(parents=True)
    for script, stem in ORT_FILES.values():
        shutil.copyfile(source / script, target / script.replace(".mjs", ".js"))
        shutil.copyfile(source / f"{stem}.mjs", target / f"{stem}.js")
        (target / f"{stem}.wasm.gz").write_bytes(gzipped((source / f"{stem}.wasm").read_bytes()))


def npm_version(package: str) -> str:
    """Return the version of an installed JavaScript package."""
    return json.loads((NODE_MODULES / package / "package.json").read_text())["version"]
