"""Intensity: background and uneven light, the range of values, colour and stains, two channels combined."""

from tabscope.operations.intensity import background, channels, colour, values

__all__ = ["background", "channels", "colour", "values"]
