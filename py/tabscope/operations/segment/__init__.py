"""Segment: from masks, seeds or gray values to objects."""

from tabscope.operations.segment import contours, pieces, seeds, spots, superpixels

__all__ = ["contours", "pieces", "seeds", "spots", "superpixels"]
