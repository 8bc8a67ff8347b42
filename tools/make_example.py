"""Make the result that the landing page shows: a real run of `count-nuclei` on the sample “Human cells”, drawn.

Usage: python tools/make_example.py (with the project's environment); writes `app/static/example.webp` and
`app/example.ts`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from skimage.segmentation import find_boundaries

import tabscope as ts
from tabscope import gallery

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "static" / "samples" / "source"
SIZE = 1024
COLOURS = ((0x4F, 0x94, 0xFF), (0xFF, 0x5A, 0xC8), (0x35, 0xC4, 0x7C))
LIMITS = ((8, 150), (10, 90), (8, 190))
OUTLINE = (255, 255, 255)


def main() -> None:
    """Run the recipe and write the picture and its numbers."""
    paths = sorted(SOURCE.glob("ExampleHuman_*.tif"))
    run = ts.run(gallery.load("count-nuclei"), ts.open(paths[0]))
    labels = next(one for one in run.layers.values() if one.array.dtype == np.uint32).array
    areas = run.tables["cells"]["area_px"]
    planes = [tifffile.imread(path) for path in paths]
    draw(planes, labels).save(ROOT / "app" / "static" / "example.webp", quality=60, method=6)
    edges = np.arange(20, 231, 10)
    counts = np.histogram(np.minimum(areas, 229), edges)[0]
    said = {"count": int(run.count or 0), "counts": [int(one) for one in counts], "from": 20, "step": 10}
    fields = "".join(f"  {name}: {json.dumps(value)},\n" for name, value in said.items())
    comment = "/** What the landing page's picture shows; made by tools/make_example.py. */"
    text = f"{comment}\nexport const EXAMPLE = {{\n{fields}}};\n"
    (ROOT / "app" / "example.ts").write_text(text, encoding="utf-8")


def draw(planes: list[np.ndarray], labels: np.ndarray) -> Image.Image:
    """Return the channels in colour, enlarged, with the outline of every object."""
    picture = np.zeros((SIZE, SIZE, 3), dtype=np.float64)
    for plane, colour, (low, high) in zip(planes, COLOURS, LIMITS, strict=True):
        large = np.asarray(Image.fromarray(plane.astype(np.float32)).resize((SIZE, SIZE), Image.Resampling.BICUBIC))
        picture += np.clip((large - low) / (high - low), 0, 1)[..., None] * np.array(colour)
    large = np.asarray(Image.fromarray(labels.astype(np.int32)).resize((SIZE, SIZE), Image.Resampling.NEAREST))
    picture[find_boundaries(large, mode="inner")] = OUTLINE
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()
