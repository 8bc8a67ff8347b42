"""One picture for each recipe of the gallery: real ones from `static/samples/source`, and drawn ones with their truth.

`make_samples.py` calls `write`. The site's `samples/recipe-samples.json` lists them; nothing of it is part of a first
visit. A drawn picture says so (``made``), and its subtitle says what a recipe should find in it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from tabscope.operations.synth import light, objects
from tabscope.units import px

SOURCE = Path(__file__).resolve().parents[1] / "static" / "samples" / "source"
SIZE = (400, 480)
WOUND = (150, 126, 102, 78, 54, 30)
"""Width of the drawn wound at each time, in px."""
UUID = "urn:uuid:8a1ddc2e-6f0a-4a8e-9f67-2a5b1c0d7e11"
"""Of every file: it must be the same at every build."""

DSB, NEUBIAS = "Data Science Bowl 2018 (BBBC038)", "NEUBIAS Academy training resources"
MOFFAT = "Jason Moffat; Moffat et al., Cell 124 (2006), doi:10.1016/j.cell.2006.01.040"
REIFENBERGER = "Jeff Reifenberger, Bernstein lab, MGH; CellProfiler examples, Broad Institute"


def write(out: Path) -> None:
    """Write the pictures and their list into the folder of the site's samples."""
    truth = {"cover": _covered(out), "wound": _wound(out), "sizes": _sizes(out)}
    rgb = tifffile.imread(SOURCE / "hela-cells-8bit.tif")
    _ome(
        out / "hela-cells.ome.tif", np.moveaxis(rgb[..., [2, 0, 1]], -1, 0), "CYX", ("DNA", "Lysosomes", "Mitochondria")
    )
    nucleosomes = [np.asarray(Image.open(SOURCE / f"ExampleColocalization_0_1_N_{one}_crop.png")) for one in "GR"]
    _ome(out / "nucleosomes.ome.tif", np.stack(nucleosomes), "CYX", ("Nucleosomes (Cy3)", "Antibody (Cy5)"))
    _ome(out / "mitosis-movie.ome.tif", tifffile.imread(SOURCE / "mitocheck-movie.tif"), "TYX", ("Histone",))
    # A drawn stack has no size of its own; its nuclei are round where slices lie two pixels apart.
    stack = tifffile.imread(SOURCE / "stardist_img3d.tif")
    _ome(out / "nuclei-stack.ome.tif", stack, "ZYX", ("Nuclei",), pixel=0.5, slices=1.0)
    copied = {"glial-cell.tif": "xy_8bit__glialcell.tif", "tissue.png": "ihc.png", "blobs.tif": "blobs.tif",
              "spots-stack.tif": "xyz_16bit__spots.tif"}  # fmt: skip
    for name, source in copied.items():
        shutil.copyfile(SOURCE / source, out / name)
    (out / "recipe-samples.json").write_text(
        json.dumps(listing(truth), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def listing(truth: dict[str, str]) -> list[dict[str, Any]]:
    """Return what there is for which recipe; ``truth`` says what is drawn into the drawn pictures."""
    rows = [
        ("count-nuclei", "dense-nuclei", "Dense nuclei", "Split touching nuclei", "dense-nuclei.tif", "CC0-1.0", DSB),
        ("nuclei-unet", "dense-nuclei", "Dense nuclei", "Split touching nuclei", "dense-nuclei.tif", "CC0-1.0", DSB),
        ("plain-otsu", "blobs", "Blobs", "ImageJ's sample image", "blobs.tif", "public domain", "Wayne Rasband, NIH"),
        ("cell-compartments", "human-cells", "Human cells", "DNA, phospho-histone, cell", "human-cells.ome.zarr",
         "CC0-1.0", MOFFAT),
        ("image-quality", "human-cells", "Human cells", "Three channels, one sharper than the others",
         "human-cells.ome.zarr", "CC0-1.0", MOFFAT),
        ("spots-per-cell", "hela-cells", "HeLa cells", "Nuclei, lysosomes, mitochondria", "hela-cells.ome.tif",
         "CC-BY-4.0", "Tony Collins (ImageJ sample image), as distributed by Robert Haase"),
        ("colocalisation", "nucleosomes", "Nucleosomes and an antibody", "Single molecules in two colours",
         "nucleosomes.ome.tif", "BSD-3-Clause", REIFENBERGER),
        ("find-spots", "spots-stack", "Spots in a stack", "17 slices", "spots-stack.tif", "CC-BY-4.0", NEUBIAS),
        ("track-cells", "mitosis-movie", "Dividing cells", "15 frames of a movie", "mitosis-movie.ome.tif",
         "CC-BY-4.0", f"MitoCheck consortium; {NEUBIAS}"),
        ("line-length", "glial-cell", "Glial cell", "One cell with branches", "glial-cell.tif", "CC-BY-4.0", NEUBIAS),
        ("stain-area", "tissue", "Stained tissue", "Brown DAB and blue hematoxylin", "tissue.png",
         "no known restrictions", "scikit-image (skimage.data.immunohistochemistry)"),
    ]  # fmt: skip
    drawn = [
        ("nuclei-3d", "nuclei-stack", "Nuclei in a stack", "Drawn by StarDist's authors: 51 nuclei",
         "nuclei-stack.ome.tif", "BSD-3-Clause", "Uwe Schmidt, Martin Weigert (StarDist)"),
        ("confluency", "growing-cells", "Growing cells", truth["cover"], "growing-cells.tif", "CC0-1.0", "tabscope"),
        ("wound-closure", "wound", "A closing wound", truth["wound"], "wound.ome.tif", "CC0-1.0", "tabscope"),
        ("count-dark-objects", "dark-cells", "Cells in bright field", truth["sizes"], "dark-cells.ome.tif",
         "CC0-1.0", "tabscope"),
    ]  # fmt: skip
    names = ("recipe", "id", "title", "subtitle", "source", "licence", "credit")
    found = [dict(zip(names, row, strict=True)) | {"made": row in drawn} for row in (*rows, *drawn)]
    return [one | {"source": f"samples/{one['source']}"} for one in found]


def _covered(out: Path) -> str:
    """Draw cells on a dish as phase contrast shows them: busy inside, as bright as the ground."""
    nuclei = objects.draw_nuclei(np.zeros(SIZE), number=130, diameter=px(26), overlap=0.0, seed=5)
    cells = objects.cells(nuclei, reach=px(14), irregular=0.7, seed=6)
    picture = light.stain(cells, brightness=0.0, grain=16.0, background=120.0, blur=px(0.7), seed=7)
    _grey(out / "growing-cells.tif", picture, seed=8)
    return f"Drawn: {100 * (cells > 0).mean():.0f} % is covered"


def _wound(out: Path) -> str:
    """Draw a scratch that closes: cells move in from both sides, along uneven fronts."""
    random = np.random.default_rng(9)
    nuclei = objects.draw_nuclei(np.zeros(SIZE), number=2000, diameter=px(22), overlap=0.0, seed=10)
    everywhere = objects.cells(nuclei, reach=px(30), irregular=0.0)
    fronts = [ndimage.gaussian_filter1d(random.standard_normal(SIZE[0]), 15, mode="nearest") * 60 for _ in range(2)]
    column = np.arange(SIZE[1])
    frames, shares = [], []
    for number, width in enumerate(WOUND):
        left, right = SIZE[1] / 2 - width / 2 + fronts[0], SIZE[1] / 2 + width / 2 + fronts[1]
        wound = (column > left[:, None]) & (column < right[:, None])
        shares.append(wound.mean())
        cells = np.where(wound, 0, everywhere)
        picture = light.stain(cells, brightness=0.0, grain=16.0, background=120.0, blur=px(0.7), seed=20 + number)
        frames.append(light.noise(picture, gain=0.2, read=1.5, seed=30 + number).astype(np.uint8))
    _ome(out / "wound.ome.tif", np.stack(frames), "TYX", ("Phase contrast",))
    return f"Drawn: open from {100 * shares[0]:.0f} to {100 * shares[-1]:.0f} %"


def _sizes(out: Path) -> str:
    """Draw round cells of several sizes, dark on a bright ground; a pixel is 0.5 µm wide."""
    cells = objects.draw_nuclei(
        np.zeros(SIZE), number=110, diameter=px(28), variation=0.2, longest=1.3, overlap=0.0, seed=11
    )
    picture = light.stain(cells, brightness=-55.0, variation=0.15, grain=5.0, background=190.0, shading=15.0, seed=12)
    seen = light.noise(picture, gain=0.2, read=1.5, seed=13).astype(np.uint8)
    _ome(out / "dark-cells.ome.tif", seen, "YX", ("Bright field",), pixel=0.5)
    inner = np.setdiff1d(np.unique(cells), np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1], [0]]))
    widths = 0.5 * np.sqrt(4 * np.bincount(cells.ravel())[inner] / np.pi)
    return f"Drawn: {cells.max()} cells, median {np.median(widths):.1f} µm wide"


def _grey(path: Path, picture: NDArray[Any], seed: int) -> None:
    seen = light.noise(picture, gain=0.2, read=1.5, seed=seed).astype(np.uint8)
    tifffile.imwrite(path, seen, compression="zlib", compressionargs={"level": 9}, software=False, metadata=None)


def _ome(
    path: Path,
    pixels: NDArray[Any],
    axes: str,
    channels: tuple[str, ...],
    pixel: float | None = None,
    slices: float | None = None,
) -> None:
    """Write an OME-TIFF that is the same at every run; pixels and slices are so many µm apart."""
    metadata: dict[str, Any] = {"axes": axes, "UUID": UUID, "Channel": {"Name": list(channels)}}
    if pixel is not None:
        metadata |= {
            "PhysicalSizeX": pixel,
            "PhysicalSizeXUnit": "µm",
            "PhysicalSizeY": pixel,
            "PhysicalSizeYUnit": "µm",
        }
    if slices is not None:
        metadata |= {"PhysicalSizeZ": slices, "PhysicalSizeZUnit": "µm"}
    tifffile.imwrite(
        path, pixels, ome=True, photometric="minisblack", metadata=metadata, compression="zlib", predictor=True,
        compressionargs={"level": 9}, software=False,
    )  # fmt: skip
