"""PyWavelets: meson, no patch."""

from pathlib import Path

from compile import meson
from pack import pack
from sources import sdist
from workplace import Workplace

NEEDS = ("numpy",)
SHA256 = "148d12203377772bea452a59211d98649c8ee4a05eff019a9021853a36babdc8"


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "pywavelets", "1.9.0", SHA256)
    site = meson(place, source, "pywavelets", "-Doptimization=3")
    return pack(place, "pywavelets-1.9.0", site, source, ["LICENSE"])
