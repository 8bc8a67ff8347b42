"""Morphology: make masks and gray images larger, smaller, smoother; fill holes, remove specks, find skeletons."""

from tabscope.operations.morphology import gray, masks, outlines

__all__ = ["gray", "masks", "outlines"]
