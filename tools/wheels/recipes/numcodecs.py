"""numcodecs with c-blosc, lz4 and zstd, from the copies in its sdist.

Its own setup.py would choose c-blosc's files after the build machine's processor.
"""

from pathlib import Path
from shlex import split

from compile import compile_c, link_module
from pack import pack
from sources import sdist
from workplace import Workplace

from recipes.numpy import INCLUDE

NEEDS = ("numpy",)
SHA256 = "5e446928af7c40b4dc8f51e960b4c9fb14f617846577d2fcf35ae2f92738f00f"
COMPLIBS = "c-blosc/internal-complibs"
ZSTD, LZ4, ZLIB = f"{COMPLIBS}/zstd-1.5.6", f"{COMPLIBS}/lz4-1.10.0", f"{COMPLIBS}/zlib-1.3.1"
FLAGS = "-DNDEBUG -DZSTD_DISABLE_ASM -DHAVE_LZ4 -DHAVE_ZLIB -DHAVE_ZSTD"
LICENCES = split("BITSHUFFLE FASTLZ LZ4 SNAPPY STDINT ZLIB-NG ZLIB")


def fetch(place: Workplace) -> str:
    """Return the folder of the sources; Pillow takes zlib's headers from it."""
    return sdist(place, "numcodecs", "0.16.6", SHA256)


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = fetch(place)
    objects = place.fresh("/build/objects/numcodecs")
    package = place.fresh("/build/numcodecs/site/numcodecs")
    include = ["numcodecs", "c-blosc/blosc", LZ4, ZLIB, ZSTD, INCLUDE]
    include += [f"{ZSTD}/{part}" for part in ("common", "compress", "decompress", "dictBuilder")]

    def compiled(folder: str, *patterns: str, without: tuple[str, ...] = ()) -> list[str]:
        files = place.glob(source, *patterns, without=without)
        into = place.fresh(f"{objects}/{folder}")
        return list(compile_c(place, source, files, into, FLAGS, include).values())

    zstd_parts = [f"{ZSTD}/{part}/*.c" for part in ("common", "compress", "decompress")]
    zstd = compiled("zstd", *zstd_parts, without=("zstdmt",))
    lz4 = compiled("lz4", f"{LZ4}/*.c")
    # zlib's code is in Pyodide's main module. The files left out are for other processors.
    blosc = compiled("blosc", "c-blosc/blosc/*.c", without=("avx2", "sse2", "neon", "altivec", "win"))
    libraries = {"blosc": [*blosc, *zstd, *lz4], "zstd": zstd, "lz4": lz4}
    modules = [name.removesuffix(".pyx") for name in place.glob(f"{source}/numcodecs", "*.pyx")]
    for name in modules:
        place.run("cython", "-3", f"numcodecs/{name}.pyx", "-o", f"{objects}/{name}.c", cwd=source)
    own = compile_c(place, source, [f"{objects}/{name}.c" for name in modules], objects, FLAGS, include)
    for name in modules:
        linked = [own[f"{objects}/{name}.c"], *libraries.get(name, [])]
        link_module(place, linked, f"{package}/{name}", link_level="-O2")
    place.copy(f"{source}/numcodecs", "*.py", package)
    licences = ["LICENSE.txt", "c-blosc/LICENSE.txt", *(f"c-blosc/LICENSES/{name}.txt" for name in LICENCES)]
    return pack(place, "numcodecs-0.16.6", "/build/numcodecs/site", source, licences)
