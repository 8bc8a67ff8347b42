"""Measure: objects one by one, their neighbours and their parts, and the image as a whole."""

from tabscope.operations.measure import (
    colocalisation,
    image_quality,
    neighbours,
    parts,
    pattern,
    points,
    radial,
    regions,
    size,
    skeleton,
    texture,
)

__all__ = [
    "colocalisation",
    "image_quality",
    "neighbours",
    "parts",
    "pattern",
    "points",
    "radial",
    "regions",
    "size",
    "skeleton",
    "texture",
]
