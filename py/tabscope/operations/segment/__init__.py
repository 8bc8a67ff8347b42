"""Segment: from masks, seeds or gray values to objects."""

from tabscope.operations.segment import contours, pieces, pixel_classes, seeds, spots, superpixels

__all__ = ["contours", "pieces", "pixel_classes", "seeds", "spots", "superpixels"]
