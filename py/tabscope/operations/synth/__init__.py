"""Test images: nuclei, cells, lines and spots whose truth is known, and what microscope and camera make of them."""

from tabscope.operations.synth import light, objects, points
from tabscope.operations.synth.scene import Scene, nuclei

__all__ = ["Scene", "light", "nuclei", "objects", "points"]
