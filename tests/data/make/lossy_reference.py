"""Write lossy_reference.npz: the first 64 x 64 pixels of each lossy TIFF of tests/data, as tifffile decodes them.

Decoders of JPEG and WebP may differ by 2 counts, so checksums do not tell whether ours is right in the tab.
Run natively from the root of the project: ``python tests/data/make/lossy_reference.py``.
"""

import json
from pathlib import Path

import numpy as np
import tifffile

DATA = Path(__file__).parents[1]
LOSSY = {"JPEG", "OJPEG", "WEBP"}

images = json.loads((DATA / "reference.json").read_text())["images"]
corners = {}
for name, entry in images.items():
    described = entry.get("tifffile", {})
    series = (described.get("series") or [{}])[0]
    if described.get("page0", {}).get("compression") in LOSSY and "sha256" in series:
        corners[name] = tifffile.imread(DATA / name, series=0)[:64, :64]
np.savez_compressed(DATA / "lossy_reference.npz", **corners)
