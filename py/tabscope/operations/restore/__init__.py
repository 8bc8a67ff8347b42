"""Restore: what the microscope and the camera did to the image, taken back as far as it goes."""

from tabscope.operations.restore import camera, deconvolve, deskew, shift

__all__ = ["camera", "deconvolve", "deskew", "shift"]
