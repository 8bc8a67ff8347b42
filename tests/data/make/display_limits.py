"""Write display_limits.json: small planes whose display limits the engine and the page must agree on.

The expected numbers are numpy's percentiles and our definition of a clear signal, written out here once more.
Run from the root of the project: ``python tests/data/make/display_limits.py``.
"""

import json
from pathlib import Path

import numpy as np

SIDE = 40
random = np.random.default_rng(8)
noise = random.normal(100, 5, (SIDE, SIDE))
bright = np.hypot(*np.mgrid[-20:20, -20:20]) < 9
PLANES = {
    "noise alone": ("uint16", noise),
    "noise of few photons": ("uint8", random.poisson(3, (SIDE, SIDE))),
    "objects on noise": ("uint16", noise + 1000 * bright),
    "objects a little brighter than noise": ("float32", noise + 35 * bright),
    "objects where a sensor clips": ("uint8", np.clip(noise + 400 * bright, 0, 255)),
    "nothing at all": ("uint8", np.full((SIDE, SIDE), 7)),
    "a slope": ("int16", np.mgrid[0:SIDE, 0:SIDE].sum(0) - 50),
}


def expected(pixels, dtype):
    """Return the limits by definition: ground rules, section 3, with 8 standard deviations for a clear signal."""
    values = pixels.astype(float)
    steps = np.diff(values, axis=1)
    sd = np.median(np.abs(steps - np.median(steps))) * 1.4826 / np.sqrt(2)
    limit = values.max() if dtype == "uint8" and values.max() == 255 else np.inf
    low, high = np.percentile(values[values < limit], (0.1, 99.9))
    clear = bool(high - low >= 8 * sd and high > low)
    shown = (low, high) if clear else (values.min(), max(values.max(), values.min() + 1))
    return {"low": float(shown[0]), "high": float(shown[1]), "clear": clear, "noise": float(sd)}


cases = []
for name, (dtype, plane) in PLANES.items():
    pixels = (np.round(plane) if np.dtype(dtype).kind in "iu" else np.round(plane, 2)).astype(dtype)
    flat = [round(float(one), 2) for one in pixels.ravel()]
    values = flat if dtype == "float32" else [int(one) for one in flat]
    cases.append({"name": name, "dtype": dtype, "width": SIDE, "pixels": values, **expected(pixels, dtype)})
result = Path(__file__).parents[1] / "display_limits.json"
result.write_text(json.dumps({"cases": cases}, separators=(",", ":")) + "\n", encoding="utf-8")
