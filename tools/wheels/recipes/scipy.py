"""scipy with OpenBLAS and LAPACK beside it, in `scipy.libs`; no Fortran of its own, no pythran."""

import os.path
import re
from collections.abc import Iterable
from pathlib import Path
from shlex import split

import wasm
from compile import meson
from openblas import build_lapack, build_openblas
from pack import pack
from sources import debian_source, sdist
from workplace import Workplace

NEEDS = ("numpy",)
SHA256 = "67b2ad2ad54c72ca6d04975a9b2df8c3638c34ddd5b28738e94fc2b57929d378"
OPTIONS = split("""
-Doptimization=2 -D_without-fortran=true -Duse-pythran=false -Dblas=openblas -Dlapack=openblas
""")
LINK = split("emcc -sSIDE_MODULE=2 -O1 -g0 -fPIC -fwasm-exceptions -sSUPPORT_LONGJMP=wasm -msimd128")

# Signatures that are not LAPACK's: harmless natively, a trap in WebAssembly.
CORRECTIONS = [
    # file, pattern, replacement, how often
    ("linalg/src/_common_array_utils.hh", r"CBLAS_INT(?=\nBLAS_FUNC\([sdcz]getr[fi]\))", "void", 8),
    ("optimize/_trlib/trlib_private.h", r"(BLAS_FUNC\(dlagtm\).*), (?:int|1)\);", r"\1);", 2),
    # The hidden lengths of ?gees' two CHARACTER arguments.
    ("linalg/flapack_gen.pyf.src", r"(in_gees__user__routines,.*&info),1,1\)", r"\1)", 2),
    ("linalg/flapack_gen.pyf.src", r"(char\*,char\*,F_INT\(\*\)\(.*F_INT\*),F_INT,F_INT$", r"\1", 2),
]


def build(place: Workplace) -> Path:
    """Build the wheel."""
    sources = [debian_source(place, "openblas", "0.3.34+ds-2"), debian_source(place, "lapack", "3.12.1-8")]
    library = build_openblas(place, sources[0])
    blas = [*build_lapack(place, sources[1]), library]
    source = sdist(place, "scipy", "1.18.0", SHA256)
    correct(place.path(f"{source}/scipy"))
    # Only the extensions: the default target builds HiGHS a second time, as a program.
    tags = ("--tags", "runtime,python-runtime")
    site = meson(place, source, "scipy", *OPTIONS, only="scipy/", install=tags)

    modules = {path: wasm.read(path.read_bytes()) for path in sorted(place.path(site).rglob("*.so"))}
    names = place.run("llvm-nm-21", "--extern-only", "--defined-only", "--just-symbol-name", *blas).split()
    pyodide = wasm.read(place.path("/build/pyodide/package/pyodide.asm.wasm").read_bytes()).exports
    offered = set(names) - pyodide.keys()
    wanted = {path: (module.imports.keys() | module.addresses) & offered for path, module in modules.items()}
    libraries = place.fresh(f"{site}/scipy.libs")
    symbols = {symbol for each in wanted.values() for symbol in each}
    linked = link_library(place, f"{libraries}/libopenblas.so", blas, symbols)
    check_signatures(modules, {**pyodide, **linked.exports})
    for path in (path for path, each in wanted.items() if each):
        origin = os.path.relpath(place.path(libraries), path.parent)
        # The absolute path first: the loader keys libraries by path as written, so `$ORIGIN`
        # alone would load one copy for each of scipy's folders.
        paths = ["/lib/python3.14/site-packages/scipy.libs", f"$ORIGIN/{origin}"]
        path.write_bytes(wasm.with_libraries(path.read_bytes(), ["libopenblas.so"], paths))
    licences = ["LICENSE.txt", "LICENSES_bundled.txt", *(f"{each}/LICENSE" for each in sources)]
    return pack(place, "scipy-1.18.0", site, source, licences)


def correct(package: Path) -> None:
    """Correct the signatures, and stop if scipy has changed there."""
    for file, pattern, replacement, times in CORRECTIONS:
        path = package / file
        text, changed = re.subn(pattern, replacement, path.read_text(), flags=re.M)
        if changed != times:
            raise SystemExit(f"{file}: {changed} places to correct instead of {times}")
        path.write_text(text)


def link_library(place: Workplace, output: str, objects: Iterable[str], symbols: set[str]) -> wasm.Module:
    """Link a library with these symbols alone, and return what it holds."""
    exported = "/build/objects/openblas-symbols"
    place.path(exported).write_text("".join(f"_{symbol}\n" for symbol in sorted(symbols)))
    place.run(*LINK, *objects, f"-sEXPORTED_FUNCTIONS=@{exported}", "-o", output)
    return wasm.read(place.path(output).read_bytes())


def check_signatures(modules: dict[Path, wasm.Module], exports: dict[str, str]) -> None:
    """Stop when a module imports a function with another signature than it is exported with."""
    wrong = [
        f"{path.name}: {name} {signature}, exported {exports[name]}"
        for path, module in modules.items()
        for name, signature in module.imports.items()
        if exports.get(name, signature) != signature
    ]
    if wrong:
        raise SystemExit("\n".join(wrong))
