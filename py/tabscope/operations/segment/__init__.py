"""Segment: from masks, seeds or gray values to objects."""

from tabscope.operations.segment import contours, pieces, seeds, superpixels

__all__ = ["contours", "pieces", "seeds", "superpixels"]
