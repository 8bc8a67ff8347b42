"""Restore: what the microscope and the camera did to the image, taken back as far as it goes."""

from tabscope.operations.restore import camera, deconvolve, shift

__all__ = ["camera", "deconvolve", "shift"]
