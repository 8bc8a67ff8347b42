"""scikit-image: meson, no patch; with its stubs, which it reads when imported, without its sample pictures."""

from pathlib import Path

from compile import meson
from pack import pack
from sources import sdist
from workplace import Workplace

NEEDS = ("numpy",)
SHA256 = "f5f970ab04efad85c24714321fcc91613fcb64ef2a892a13167df2f3e59199fa"
SAMPLE_PICTURES = r"^skimage/data/.*\.(?!pyi?$|txt$)[^.]*$"


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "scikit_image", "0.26.0", SHA256)
    site = meson(place, source, "scikit_image", "-Doptimization=3")
    return pack(
        *(place, "scikit_image-0.26.0", site, source, ["LICENSE.txt"]),
        keep=[".pyi"],
        leave_out=SAMPLE_PICTURES,
    )
