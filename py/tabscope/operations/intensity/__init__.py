"""Intensity: background and uneven light, bleaching, the range of values, colour, stains, channels, projections."""

from tabscope.operations.intensity import background, bleaching, channels, colour, project, shading, values

__all__ = ["background", "bleaching", "channels", "colour", "project", "shading", "values"]
