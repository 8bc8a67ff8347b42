#!/usr/bin/python3.14 -IS
"""C and C++ compiler for Pyodide's side modules, installed as `wcc` and `wcxx`.

Compiling goes straight to clang with the flags that emcc would give it: emcc starts slowly, and
scipy has 2,500 objects. Linking, and questions such as `--version`, go to emcc.
"""

import os
import re
import sys
from shlex import split

CLANG_FLAGS = split("""
-target wasm32-unknown-emscripten -fvisibility=default
-mllvm -combiner-global-alias-analysis=false -mllvm -wasm-enable-sjlj
-mllvm -wasm-use-legacy-eh -mllvm -disable-lsr --sysroot=/var/cache/emscripten/sysroot
-Xclang -iwithsysroot/include/fakesdl -Xclang -iwithsysroot/include/compat
-Wno-unused-command-line-argument -w
""")
SHARED_FLAGS = ["-fPIC", "-fwasm-exceptions", "-msimd128"]
LINK_FLAGS = ["-sSUPPORT_LONGJMP=wasm", "-sWASM_BIGINT"]
# What ELF linkers take and wasm-ld does not, and what this script decides itself.
FOREIGN = (
    *("-sSUPPORT_LONGJMP", "-sWASM_BIGINT", "-sSIDE_MODULE", "-pthread", "-Wl,--as-needed"),
    *("-Wl,--start-group", "-Wl,--end-group", "-Wl,-O1", "-Wl,--no-undefined"),
    *("-Wl,--allow-shlib-undefined", "-Wl,--version-script", "-Wl,-soname", "-Wl,-rpath-link"),
)
# `-v` is not among them: OpenBLAS' configure links with it.
QUESTIONS = {"--version", "-dumpversion", "-dumpmachine", "-print-search-dirs", "-V"}
COMPILING = {"-c", "-E", "-S", "-fsyntax-only"}
HOST_HEADERS = "/usr/include/python3.14"
WASM_HEADERS = "/build/pyroot/include/python3.14"


def clang_command(arguments: list[str], cplusplus: bool) -> list[str]:
    """Return the command that compiles one file."""
    kept = [
        argument
        for argument in arguments
        if not (argument.startswith("-s") and not argument.startswith("-std"))
        and argument not in {"-pthread", "-g"}
        and not argument.startswith("-Wl,")
    ]
    compiler = "clang++-21" if cplusplus else "clang-21"
    return [compiler, *CLANG_FLAGS, *SHARED_FLAGS, *kept]


def emcc_command(arguments: list[str], cplusplus: bool) -> list[str]:
    """Return the command that links a side module or a program of configure."""
    linker = "em++" if cplusplus else "emcc"
    flags = [*SHARED_FLAGS, *LINK_FLAGS]
    shared = "-shared" in arguments or any(a.startswith("-sSIDE_MODULE") for a in arguments)
    kept = [argument for argument in arguments if not argument.startswith(FOREIGN)]
    if not shared:
        return [linker, *flags, *kept]
    # BLAS and LAPACK stay undefined: the loader binds them to scipy.libs/libopenblas.so.
    kept = [argument for argument in kept if not argument.endswith(("/libopenblas.a", "-lopenblas"))]
    kept = [a for a in kept if a not in {"-shared", "-g"} and not a.startswith("-O")]
    output = arguments[arguments.index("-o") + 1]
    module = re.match(r"(.*?)\.cpython-.*\.so$", os.path.basename(output))
    if module:
        flags += ["-sSIDE_MODULE=2", f"-sEXPORTED_FUNCTIONS=_PyInit_{module.group(1)}"]
    else:
        flags += ["-sSIDE_MODULE=1"]
    level = os.environ.get("WASM_LINK_LEVEL", "-O1")
    return [linker, *flags, level, "-g0", "-Wno-unused-command-line-argument", *kept]


def main() -> None:
    """Replace this process by the right compiler."""
    cplusplus = sys.argv[0].endswith("xx")
    # meson asks the build machine's Python where its headers are.
    arguments = [
        argument.replace(HOST_HEADERS, WASM_HEADERS) if argument.startswith(("-I", HOST_HEADERS)) else argument
        for argument in sys.argv[1:]
    ]
    compiling = bool(COMPILING.intersection(arguments))
    if QUESTIONS.intersection(arguments) and not compiling:
        command = ["em++" if cplusplus else "emcc", *arguments]
    elif compiling:
        command = clang_command(arguments, cplusplus)
    else:
        command = emcc_command(arguments, cplusplus)
    for name in ("PYTHONPATH", "_PYTHON_SYSCONFIGDATA_NAME"):  # emcc is Python itself
        os.environ.pop(name, None)
    os.execvp(command[0], command)  # noqa: S606  # arguments are passed on, not read by a shell


main()
