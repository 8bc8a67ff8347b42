"""numpy with its own small LAPACK, so that numpy.linalg needs no BLAS.

The installed tree stays: other recipes use its headers and static libraries.
"""

from pathlib import Path
from shlex import split

from compile import meson
from pack import pack
from sources import sdist
from workplace import Workplace

NEEDS: tuple[str, ...] = ()
SHA256 = "f3a3570c4a2a16746ac2c31a7c7c7b0c186b95ce902e33db6f28094ed7387dda"
INCLUDE = "/build/numpy/site/numpy/_core/include"
OPTIONS = split("-Dallow-noblas=true -Dblas=none -Dlapack=none -Db_pie=false")
TEST_MODULES = r"_tests\.cpython-|/npy-pkg-config/"


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "numpy", "2.4.6", SHA256)
    # Else pkg-config would offer the numpy that is about to be built.
    override = "/build/toolchain/no-pkg-config.ini"
    place.path(override).write_text("[binaries]\npkg-config = 'false'\n")
    own_meson = ("python", "vendored-meson/meson/meson.py")
    options = [f"--cross-file={override}", *OPTIONS]
    site = meson(place, source, "numpy", *options, command=own_meson, link_level="-O2")
    return pack(place, "numpy-2.4.6", site, source, ["LICENSE.txt"], leave_out=TEST_MODULES)
