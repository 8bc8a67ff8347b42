"""OpenBLAS and reference LAPACK: what scipy's libopenblas.so is linked from."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from shlex import split

import lapack_ir
from compile import compile_c
from workplace import HERE, Workplace

MAKE_SETTINGS = split("""
TARGET=WASM128_GENERIC BINARY=32 CC=/build/toolchain/wcc AR=emar RANLIB=emranlib HOSTCC=gcc
NOFORTRAN=1 NO_LAPACK=1 NO_LAPACKE=1 USE_THREAD=0 NUM_THREADS=1 USE_OPENMP=0 NO_SHARED=1
DYNAMIC_ARCH=0 BUILD_BFLOAT16=0 NO_AFFINITY=1 NO_WARMUP=1 COMMON_OPT=-O3
""")
CFLAGS = "CFLAGS=-O3 -Wno-unused-command-line-argument -Wno-incompatible-function-pointer-types"
FLANG = split("flang-21 --target=i386-unknown-linux-gnu -O1 -w -emit-llvm -S")
CLANG = split("clang-21 -target wasm32-unknown-emscripten -O2 -fPIC -fwasm-exceptions -msimd128 -w -c")
MODULES = ["SRC/la_constants.f90", "SRC/la_xisnan.F90"]
FILES = [
    *(f"SRC/*.{suffix}" for suffix in ("f", "f90", "F", "F90")),
    *(f"INSTALL/{name}.f" for name in split("dlamch slamch ilaver droundup_lwork sroundup_lwork")),
    *(f"SRC/DEPRECATED/[cdsz]{name}.f" for name in split("gegs gegv gelsx geqpf ggsvd ggsvp")),
    *(f"SRC/DEPRECATED/[cdsz]{name}.f" for name in split("lahrd latzm tzrqf")),
]
# In OpenBLAS or the shim, in need of XBLAS, or of more of Fortran's runtime.
LEFT_OUT = split("xerbla lsame chla_transtype gedmd rfsx svxx _extended la_constants la_xisnan")
GROUPS = 24


def build_openblas(place: Workplace, source: str) -> str:
    """Build OpenBLAS without LAPACK; return the static library."""
    place.run("make", "libs", f"-j{place.jobs}", *MAKE_SETTINGS, CFLAGS, cwd=source)
    library = f"{place.fresh('/build/openblas')}/libopenblas.a"
    shutil.copy(place.path(source) / place.glob(source, "libopenblas_wasm128*.a")[0], place.path(library))
    return library


def build_lapack(place: Workplace, source: str) -> list[str]:
    """Build LAPACK; return its objects."""
    x86, wasm = place.fresh("/build/objects/lapack-x86"), place.fresh("/build/objects/lapack-wasm")

    def compile_fortran(file: str) -> None:
        # In the folder of the objects, where the .mod files of the two modules are.
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        place.run(*FLANG, f"{source}/{file}", "-o", f"{stem}.ll", cwd=x86)

    def compile_group(number: int) -> str:
        # A start of clang for each of 2,000 files would take longer than the compiling.
        group = f"{wasm}/group{number:02}"
        place.run("llvm-link-21", *translated[number::GROUPS], "-o", f"{group}.bc", cwd=wasm)
        place.run(*CLANG, f"{group}.bc", "-o", f"{group}.o")
        return f"{group}.o"

    for file in MODULES:
        compile_fortran(file)
    with ThreadPoolExecutor(place.jobs) as pool:
        list(pool.map(compile_fortran, place.glob(source, *FILES, without=LEFT_OUT)))
        lapack_ir.translate(place.path(x86), place.path(wasm))
        translated = place.glob(wasm, "*.ll")
        objects = list(pool.map(compile_group, range(GROUPS)))
    shutil.copy(HERE / "lapack_shim.c", place.path(wasm))
    return [*objects, *compile_c(place, wasm, ["lapack_shim.c"], wasm).values()]
