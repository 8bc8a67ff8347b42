"""Pillow with zlib (Pyodide's main module has it), libjpeg-turbo and libwebp; no TIFF, FreeType, LCMS, AVIF."""

from pathlib import Path
from shlex import split

from compile import compile_c, link_module
from pack import pack
from sources import debian_source, sdist
from workplace import Workplace

from recipes import numcodecs

NEEDS: tuple[str, ...] = ()
SHA256 = "a830b1a40919539d07806aa58e1b114df53ddd43213d9c8b75847eee6c0182b5"
JPEG_OPTIONS = split("""
-DCMAKE_SYSTEM_NAME=Generic -DCMAKE_SYSTEM_PROCESSOR=wasm32 -DCMAKE_C_COMPILER=/build/toolchain/wcc
-DCMAKE_AR=/usr/bin/emar -DCMAKE_RANLIB=/usr/bin/emranlib -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY
-DCMAKE_BUILD_TYPE=Release -DWITH_SIMD=0 -DENABLE_SHARED=0 -DWITH_TURBOJPEG=0 -DWITH_JPEG8=1
-DWITH_TOOLS=0 -DWITH_TESTS=0
""")
WEBP_FILES = [f"src/{part}/*.c" for part in split("dec enc dsp utils mux demux")] + ["sharpyuv/*.c"]
FLAGS = "-DNDEBUG -DHAVE_LIBJPEG -DHAVE_LIBZ -DHAVE_WEBP '-DPILLOW_VERSION=\"12.2.0\"'"
LEFT_OUT = ("_imagingft", "_imagingtk", "_imagingcms", "_avif")


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "pillow", "12.2.0", SHA256)
    zlib = f"{numcodecs.fetch(place)}/{numcodecs.ZLIB}"
    jpeg = debian_source(place, "libjpeg-turbo", "1:3.1.3-4")
    webp = debian_source(place, "libwebp", "1.6.0-0.1")
    objects = place.fresh("/build/objects/pillow")
    package = place.fresh("/build/pillow/site/PIL")

    place.run("cmake", "-S", jpeg, "-B", f"{objects}/jpeg", "-G", "Ninja", *JPEG_OPTIONS)
    place.run("ninja", "-C", f"{objects}/jpeg", f"-j{place.jobs}", "jpeg-static")
    into = place.fresh(f"{objects}/webp")
    libwebp = compile_c(place, webp, place.glob(webp, *WEBP_FILES), into, "-DNDEBUG", [".", "src"])

    files = place.glob(source, "src/*.c", "src/libImaging/*.c", without=LEFT_OUT)
    include = ["src/libImaging", "src", f"{jpeg}/src", f"{objects}/jpeg", f"{webp}/src", zlib]
    own = compile_c(place, source, files, objects, FLAGS, include)
    modules = {name: [own.pop(f"src/{name}.c")] for name in ("_webp", "_imagingmath", "_imagingmorph")}
    modules["_webp"] += [own["src/libImaging/Mode.c"], *libwebp.values()]
    modules["_imaging"] = [*own.values(), f"{objects}/jpeg/libjpeg.a"]
    for name, linked in modules.items():
        link_module(place, linked, f"{package}/{name}")
    place.copy(f"{source}/src/PIL", "*.py", package)
    licences = ["LICENSE", f"{jpeg}/LICENSE.md", f"{webp}/COPYING"]
    return pack(place, "pillow-12.2.0", "/build/pillow/site", source, licences)
