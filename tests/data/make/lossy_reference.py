"""Write lossy_reference.npz: the first 64 x 64 pixels of each lossy TIFF of a data folder, as tifffile decodes them.

Decoders of JPEG and WebP may differ by 2 counts, so checksums do not tell whether ours is right in the tab.
Run natively from the root of the project: ``python tests/data/make/lossy_reference.py [RESULT FOLDER]``; without
arguments for tests/data.
"""

import json
import sys
from pathlib import Path

import numpy as np
import tifffile

HERE = Path(__file__).parents[1]
RESULT = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "lossy_reference.npz"
DATA = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE
LOSSY = {"JPEG", "OJPEG", "WEBP"}

images = json.loads((DATA / "reference.json").read_text())["images"]
corners = {}
for name, entry in images.items():
    described = entry.get("tifffile", {})
    series = (described.get("series") or [{}])[0]
    if described.get("page0", {}).get("compression") in LOSSY and "sha256" in series and (DATA / name).is_file():
        corners[name] = tifffile.imread(DATA / name, series=0)[:64, :64]
np.savez_compressed(RESULT, **corners)
