"""google_crc32c: its own Python module in C over our CRC-32C; upstream's C++ library is not in the sdist."""

import shutil
from pathlib import Path

from compile import compile_c, link_module
from pack import pack
from sources import sdist
from workplace import HERE, Workplace

NEEDS: tuple[str, ...] = ()
SHA256 = "a428e25fb7691024de47fecfbff7ff957214da51eddded0da0ae0e0f03a2cf79"


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "google_crc32c", "1.8.0", SHA256)
    code = f"{source}/src/google_crc32c"
    objects = place.fresh("/build/objects/google_crc32c")
    package = place.fresh("/build/google_crc32c/site/google_crc32c")
    shutil.copy(HERE / "crc32c.h", place.path(place.fresh(f"{objects}/include/crc32c")))
    compiled = compile_c(place, code, ["_crc32c.c"], objects, include=[f"{objects}/include"])
    link_module(place, compiled.values(), f"{package}/_crc32c", link_level="-O2")
    place.copy(code, "*.py", package)
    return pack(place, "google_crc32c-1.8.0", "/build/google_crc32c/site", source, ["LICENSE"])
