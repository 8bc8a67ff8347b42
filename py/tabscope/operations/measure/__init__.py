"""Measure: objects one by one, their neighbours and their parts, and the image as a whole."""

from tabscope.operations.measure import (
    colocalisation,
    granularity,
    image_quality,
    moments,
    neighbours,
    parts,
    pattern,
    points,
    profile,
    radial,
    regions,
    size,
    sizes,
    skeleton,
    texture,
)

__all__ = [
    "colocalisation",
    "granularity",
    "image_quality",
    "moments",
    "neighbours",
    "parts",
    "pattern",
    "points",
    "profile",
    "radial",
    "regions",
    "size",
    "sizes",
    "skeleton",
    "texture",
]
