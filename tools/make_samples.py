"""Make the site's samples from `static/samples/source`: OME-Zarr pyramids, thumbnails and `samples.json`.

Usage: python tools/make_samples.py OUT (with the project's environment; the output is the same at every run).
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import recipe_samples
import tifffile
import zarr
from numpy.typing import NDArray
from PIL import Image
from zarr.codecs import GzipCodec

SOURCE = Path(__file__).resolve().parents[1] / "static" / "samples" / "source"
CHUNK = 512
MOSAIC = 9
THUMBNAIL = 160
HUMAN = [("DNA", "4f94ff"), ("pH3", "ff5ac8"), ("Cell", "35c47c")]


def main(out: Path) -> None:
    """Write every sample into a folder that is made anew."""
    shutil.rmtree(out, ignore_errors=True)
    (out / "thumbnails").mkdir(parents=True)
    human = np.stack([tifffile.imread(path) for path in sorted(SOURCE.glob("ExampleHuman_*.tif"))])
    write_pyramid(out / "human-cells.ome.zarr", human, HUMAN, "HT29 cells")
    write_pyramid(out / "mosaic.ome.zarr", mosaic(human[0])[None], HUMAN[:1], "Mosaic of 81 turned copies")
    dense = tifffile.imread(SOURCE / "dsb2018_nuclei.tif")
    # The landing page's first sample: half the bytes of the file as published, the same pixels.
    tifffile.imwrite(out / "dense-nuclei.tif", dense, compression="zlib", compressionargs={"level": 9}, software=False)
    shutil.copyfile(SOURCE / "ExampleFly_01_POS002_D.TIF", out / "fly-cells.tif")
    pictures = {
        "human-cells": coloured(human),
        "dense-nuclei": grey(dense),
        "fly-cells": grey(tifffile.imread(SOURCE / "ExampleFly_01_POS002_D.TIF")),
        "mosaic": grey(mosaic(human[0])[::8, ::8]),
    }
    for name, picture in pictures.items():
        side = min(picture.shape[:2])
        crop = picture[: min(side, 420), : min(side, 420)]
        Image.fromarray(crop).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS).save(
            out / "thumbnails" / f"{name}.png", optimize=True
        )
    for chunk in out.glob("*.ome.zarr/*/c/**/*"):
        if chunk.is_file():
            forget_time(chunk)
    (out / "samples.json").write_text(json.dumps(listing(), indent=1) + "\n", encoding="utf-8")
    recipe_samples.write(out)


def listing() -> list[dict[str, str]]:
    """Return what the landing page shows, in order."""
    moffat = "Jason Moffat; Moffat et al., Cell 124 (2006), doi:10.1016/j.cell.2006.01.040"
    rows = [
        ("human-cells", "Human cells", "Three stains, count nuclei", "human-cells.ome.zarr", "CC0-1.0", moffat),
        (
            "dense-nuclei",
            "Dense nuclei",
            "Split touching nuclei",
            "dense-nuclei.tif",
            "CC0-1.0",
            "Data Science Bowl 2018 (BBBC038)",
        ),
        (
            "fly-cells",
            "Fly cells",
            "A wider field",
            "fly-cells.tif",
            "BSD-3-Clause",
            "CellProfiler examples, Broad Institute",
        ),
        ("mosaic", "Large mosaic", "81 turned copies, 4608 px", "mosaic.ome.zarr", "CC0-1.0", f"Made from: {moffat}"),
    ]
    return [
        {
            "id": name, "title": title, "subtitle": subtitle, "source": f"samples/{source}", "recipe": "count-nuclei",
            "thumbnail": f"samples/thumbnails/{name}.png", "licence": licence, "credit": credit,
        }
        for name, title, subtitle, source, licence, credit in rows
    ]  # fmt: skip


def mosaic(tile: NDArray[Any]) -> NDArray[Any]:
    """Return a plane of `MOSAIC` x `MOSAIC` copies of a tile, each turned or mirrored, in a fixed order."""
    turned = [np.rot90(side, k) for side in (tile, tile[:, ::-1]) for k in range(4)]
    rows = [[turned[(3 * y + 5 * x + y * x) % 8] for x in range(MOSAIC)] for y in range(MOSAIC)]
    return np.block(rows)


def write_pyramid(path: Path, planes: NDArray[Any], channels: list[tuple[str, str]], name: str) -> None:
    """Write (c, y, x) as OME-Zarr 0.5, each level half the size by 2 x 2 means, until one chunk holds it."""
    group = zarr.open_group(path, mode="w", zarr_format=3)
    datasets: list[dict[str, Any]] = []
    level, factor = planes, 1
    while True:
        array = group.create_array(
            str(len(datasets)), shape=level.shape, dtype=level.dtype, compressors=[GzipCodec(level=6)],
            chunks=(1, min(CHUNK, level.shape[1]), min(CHUNK, level.shape[2])), dimension_names=["c", "y", "x"],
        )  # fmt: skip
        array[:] = level
        shift = (factor - 1) / 2
        transformations: list[dict[str, Any]] = [{"type": "scale", "scale": [1, factor, factor]}]
        if shift:
            transformations.append({"type": "translation", "translation": [0, shift, shift]})
        datasets.append({"path": str(len(datasets)), "coordinateTransformations": transformations})
        if max(level.shape[1:]) <= CHUNK // 2:
            break
        level = halved(level)
        factor *= 2
    group.attrs["ome"] = {
        "version": "0.5",
        "multiscales": [{
            "name": name, "datasets": datasets,
            "axes": [{"name": "c", "type": "channel"}, {"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
        }],
        "omero": {"channels": [
            {"label": label, "color": color, "active": True, "window": window(plane)}
            for (label, color), plane in zip(channels, planes, strict=True)
        ]},
    }  # fmt: skip


def forget_time(chunk: Path) -> None:
    """Set the time in a gzip header to 0, so that two builds are the same byte for byte."""
    content = bytearray(chunk.read_bytes())
    content[4:8] = bytes(4)
    chunk.write_bytes(content)


def window(plane: NDArray[Any]) -> dict[str, int]:
    """Return the display range of a channel: 0.1 to 99.9 %."""
    low, high = np.percentile(plane, (0.1, 99.9))
    return {"min": 0, "max": 255, "start": int(low), "end": int(high)}


def halved(planes: NDArray[Any]) -> NDArray[Any]:
    """Return (c, y, x) at half size, each pixel the rounded mean of 2 x 2."""
    c, y, x = planes.shape
    return np.round(planes[:, : y // 2 * 2, : x // 2 * 2].reshape(c, y // 2, 2, x // 2, 2).mean((2, 4))).astype(
        planes.dtype
    )


def stretched(plane: NDArray[Any]) -> NDArray[Any]:
    """Return a plane between 0 and 1, stretched from 0.5 to 99.7 %."""
    low, high = np.percentile(plane, (0.5, 99.7))
    return np.clip((plane.astype(np.float64) - low) / max(high - low, 1), 0, 1)


def grey(plane: NDArray[Any]) -> NDArray[Any]:
    """Return a plane as an 8-bit picture."""
    return np.round(stretched(plane) * 255).astype(np.uint8)


def coloured(planes: NDArray[Any]) -> NDArray[Any]:
    """Return (c, y, x) as an 8-bit RGB picture, channels added in their colours."""
    colours = [np.array([int(color[i : i + 2], 16) for i in (0, 2, 4)]) / 255 for _, color in HUMAN]
    total = sum(stretched(plane)[..., None] * colour for plane, colour in zip(planes, colours, strict=True))
    return np.round(np.clip(total, 0, 1) * 255).astype(np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
