"""What other programs read: the first plane of the first channel of some files, as one JSON object.

``python planes.py FOLDER``: pictures that nobody ships (GIF, WebP, BMP, NumPy) are written into FOLDER first.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
import zarr
from numpy.typing import NDArray
from PIL import Image

DATA = Path(__file__).parents[1] / "data"
TIFF = {
    "strips": "tiff/pillow_valid/16bit.s.tif",
    "LZW": "tiff/pillow_valid/hopper_lzw.tif",
    "deflate": "tiff/pillow_valid/16bit.deflate.tif",
    "tiles, JPEG": "tiff/image-tiff/tiled-jpeg-ycbcr.tif",
    "ImageJ, t z c": "tiff/derived/imagej_tzcyx.tif",
    "ImageJ, big endian float": "tiff/derived/imagej_float_bigendian.tif",
    "OME-TIFF, t c z": "tiff/derived/tczyx_5d.ome.tif",
    "BigTIFF pyramid": "tiff/derived/pyramid_subifds_bigtiff.ome.tif",
}
ZARR = {"OME-Zarr 0.4": "mitocheck_t1_v04.ome.zarr", "OME-Zarr 0.5, sharded": "mitocheck_t1_v05_sharded.ome.zarr"}
COLOUR = 3


def first_plane(array: NDArray[Any], axes: str) -> NDArray[Any]:
    """Return (y, x) of the first sample, slice, channel and time."""
    index = tuple(slice(None) if axis in "YX" else 0 for axis in axes)
    return array[index]


def made(folder: Path) -> dict[str, tuple[Path, NDArray[Any]]]:
    """Write pictures of formats without a file of their own; the kind, the path, the first plane as Pillow reads it."""
    gray = np.asarray(Image.open(DATA / "bio/scikit-image/coins.png"))
    found: dict[str, tuple[Path, NDArray[Any]]] = {}
    for kind, options in (("GIF", {}), ("BMP", {}), ("JPEG", {"quality": 90}), ("WebP", {"lossless": True})):
        path = folder / f"coins.{kind.lower()}"
        Image.fromarray(gray).save(path, kind, **options)
        saved = Image.open(path)
        pixels = np.asarray(saved.convert("L") if saved.mode == "P" else saved)
        found[kind] = (path, pixels[..., 0] if pixels.ndim == COLOUR else pixels)
    path = folder / "coins.npy"
    values = gray.astype(np.float32) / 7
    np.save(path, values)
    return {**found, "NumPy": (path, values)}


def main() -> None:
    """Print kind, path, shape and pixels of each."""
    found = made(Path(sys.argv[1]))
    found["PNG, 16 bit"] = (
        DATA / "malformed/pngsuite/basn0g16.png",
        np.asarray(Image.open(DATA / "malformed/pngsuite/basn0g16.png")),
    )
    for kind, name in TIFF.items():
        with tifffile.TiffFile(DATA / name) as file:
            series = file.series[0]
            found[kind] = (DATA / name, first_plane(series.asarray(), series.axes))
    for kind, name in ZARR.items():
        level = np.asarray(zarr.open_array(DATA / "zarr/derived" / name / "0", mode="r")[:])
        found[kind] = (DATA / "zarr/derived" / name, level)
    print(json.dumps([_written(kind, path, plane) for kind, (path, plane) in found.items()]))


def _written(kind: str, path: Path, plane: NDArray[Any]) -> dict[str, Any]:
    values = np.ascontiguousarray(plane, dtype="<f8")
    return {"kind": kind, "path": str(path), "shape": plane.shape, "values": base64.b64encode(values).decode()}


if __name__ == "__main__":
    main()
