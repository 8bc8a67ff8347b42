"""Versions of what computes, for provenance; nothing is imported to learn them."""

from __future__ import annotations

PACKAGES = (
    "numpy",
    "scipy",
    "scikit-image",
    "zarr",
    "numcodecs",
    "tifffile",
    "imagecodecs",
    "imageio",
    "pillow",
    "onnxruntime",
)
"""Names as on the package index: everything whose version can change a number."""


def versions() -> dict[str, str]:
    """Return the installed version of each of `PACKAGES`; what is not installed is left out."""
    from importlib import metadata

    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # an optional package: its absence is what provenance should say
    return found
