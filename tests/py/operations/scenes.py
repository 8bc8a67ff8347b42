"""Small scenes with known objects."""

import numpy as np


def disks(shape, *circles):
    """Numbered disks: (y, x, radius) each."""
    y, x = np.indices(shape)
    found = np.zeros(shape, np.uint32)
    for number, (cy, cx, radius) in enumerate(circles, 1):
        found[(y - cy) ** 2 + (x - cx) ** 2 <= radius**2] = number
    return found


TWO = disks((60, 90), (30, 25, 12), (30, 60, 8))
