"""Geometry: pixels cut out, turned, put together; measurements stay those of the image."""

from tabscope.operations.geometry import blocks, cut, resize, turn, views

__all__ = ["blocks", "cut", "resize", "turn", "views"]
