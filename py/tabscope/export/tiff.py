"""Labels, masks and images as TIFF files that Fiji, QuPath, napari and CellProfiler open with pixel size and axes.

8 and 16 bit go as ImageJ hyperstacks with the provenance in ``Info``; 32-bit labels, which ImageJ's format cannot hold,
as OME-TIFF with the provenance as an annotation. Pixels are ids, never colours: the label LUT is only how ImageJ shows
them. Files of the same run are byte for byte the same.
"""

from __future__ import annotations

import colorsys
import hashlib
import io
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.results.result import Layer

IMAGEJ_BYTES = 4_000_000_000
"""Largest pixel data of an ImageJ hyperstack: a classic TIFF ends at 4 GiB, and ImageJ reads no BigTIFF of its own."""

NAMESPACE = "tabscope/provenance"
"""Marks our annotation among those of an OME-TIFF."""

MASK_VALUE = 255
"""Foreground of a mask, as ImageJ's binary tools want it."""

XML_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 cannot hold, not even escaped."""

TAG_COLOR_MAP = 320
"""TIFF tag of a colour table."""


def labels_tiff(layer: Layer, name: str, provenance: Mapping[str, Any]) -> bytes:
    """Return labels as the bytes of a TIFF file: the smallest of uint8, uint16 and uint32 that holds the largest id.

    Parameters
    ----------
    layer : Layer
        Ids, 0 is background; axes ``yx`` with z and t in front.
    name : str
        What the image inside is called.
    provenance : dict
        Plain data, written into the file.
    """
    highest = int(layer.array.max(initial=0))
    dtype = np.uint8 if highest <= 255 else np.uint16 if highest <= 65_535 else np.uint32
    pixels = np.ascontiguousarray(layer.array, dtype=dtype)
    if dtype is np.uint32 or pixels.nbytes > IMAGEJ_BYTES:
        return _ome(pixels, layer, name, provenance)
    return _imagej(pixels, layer, provenance, max(highest, 1), label_lut())


def mask_tiff(layer: Layer, name: str, provenance: Mapping[str, Any]) -> bytes:
    """Return a mask as the bytes of a TIFF file: uint8, 0 and 255."""
    pixels = np.where(layer.array != 0, np.uint8(MASK_VALUE), np.uint8(0))
    if pixels.nbytes > IMAGEJ_BYTES:
        return _ome(pixels, layer, name, provenance)
    return _imagej(pixels, layer, provenance, MASK_VALUE, None)


def intensity_tiff(layer: Layer, name: str, provenance: Mapping[str, Any]) -> bytes:
    """Return an image as the bytes of a TIFF file, in the type that it was computed in."""
    array = layer.array.astype(np.uint8) if layer.array.dtype == np.bool_ else layer.array
    pixels = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
    if pixels.dtype.name not in ("uint8", "uint16", "float32") or pixels.nbytes > IMAGEJ_BYTES:
        return _ome(pixels, layer, name, provenance)
    known = pixels[np.isfinite(pixels)] if pixels.dtype.kind == "f" else pixels
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    return _imagej(pixels, layer, provenance, high, None, low)


def label_lut() -> NDArray[np.uint8]:
    """Return 256 colours, (3, 256) uint8: 0 is black, neighbours differ clearly (steps of the golden ratio in hue)."""
    lut = np.zeros((3, 256), np.uint8)
    for index in range(1, 256):
        hue, bright = (index * 0.618034) % 1.0, (1.0, 0.75, 0.9)[index % 3]
        lut[:, index] = [round(255 * part) for part in colorsys.hsv_to_rgb(hue, (0.85, 0.6)[index % 2], bright)]
    return lut


def _imagej(
    pixels: NDArray[Any],
    layer: Layer,
    provenance: Mapping[str, Any],
    highest: float,
    lut: NDArray[np.uint8] | None,
    lowest: float = 0.0,
) -> bytes:
    import tifffile

    metadata: dict[str, Any] = {"axes": layer.axes.upper(), "min": lowest, "max": float(highest), "loop": False}
    size = layer.pixel_size
    resolution: tuple[float, float] | None = None
    if size.y is not None and size.x is not None:
        resolution = (1 / size.x, 1 / size.y)
        metadata["unit"] = "\\u00B5m"  # the six characters ImageJ itself writes: its description is ASCII
    if size.z is not None and "z" in layer.axes:
        metadata["spacing"] = size.z
    if size.t is not None and "t" in layer.axes:
        metadata["finterval"] = size.t
    # ImageJ's origin is the pixel where the coordinates are 0: left of and above a crop it is negative.
    for key, start, factor in zip(("yorigin", "xorigin"), layer.origin, layer.factor, strict=True):
        if start and _on_image(layer):
            metadata[key] = -start / factor
    metadata["Info"] = _clean(json.dumps(provenance, ensure_ascii=False, indent=1))
    metadata["Ranges"] = (lowest, float(highest))
    extra: list[tuple[int, int, int, Any, bool]] = []
    if lut is not None:
        metadata["LUTs"] = [lut]
        # ImageJ takes the LUT of a one-channel image from the colour table. The photometric interpretation stays
        # "min is black", so that every other reader sees ids and no palette.
        extra = [(TAG_COLOR_MAP, 3, lut.size, (lut.astype(np.uint16) * 257).ravel().tolist(), True)]
    target = io.BytesIO()
    tifffile.imwrite(
        target, pixels, imagej=True, resolution=resolution, resolutionunit="NONE", photometric="minisblack",
        metadata=metadata, extratags=extra, software=_software(provenance), byteorder="<",
    )  # fmt: skip
    return target.getvalue()


def _ome(pixels: NDArray[Any], layer: Layer, name: str, provenance: Mapping[str, Any]) -> bytes:
    import tifffile

    size = layer.pixel_size
    text = _clean(json.dumps(provenance, ensure_ascii=False))
    metadata: dict[str, Any] = {
        "axes": layer.axes.upper(), "Name": _clean(name), "Creator": _software(provenance),
        "UUID": _identity(pixels, text), "Plane": _positions(pixels, layer),
        "CommentAnnotation": {"Namespace": NAMESPACE, "Value": text},
    }  # fmt: skip
    for axis, value in (("X", size.x), ("Y", size.y), ("Z", size.z)):
        if value is not None and axis.lower() in "yx" + layer.axes:
            metadata |= {f"PhysicalSize{axis}": value, f"PhysicalSize{axis}Unit": "µm"}
    if size.t is not None and "t" in layer.axes:
        metadata |= {"TimeIncrement": size.t, "TimeIncrementUnit": "s"}
    target = io.BytesIO()
    # Strips and no tiles: ImageJ without Bio-Formats opens no tiled TIFF.
    tifffile.imwrite(
        target, pixels, ome=True, photometric="minisblack", compression="zlib", metadata=metadata,
        bigtiff=pixels.nbytes > IMAGEJ_BYTES, software=_software(provenance), byteorder="<",
    )  # fmt: skip
    return target.getvalue()


def _positions(pixels: NDArray[Any], layer: Layer) -> dict[str, Any]:
    """Return where the first pixel lies on the parent image, for every plane: in µm where known, else in pixels."""
    if not _on_image(layer):
        return {}
    planes = int(np.prod(pixels.shape[:-2], dtype=np.int64))
    positions: dict[str, Any] = {}
    sizes = (layer.pixel_size.y, layer.pixel_size.x)
    for axis, start, factor, size in zip("YX", layer.origin, layer.factor, sizes, strict=True):
        calibrated = layer.pixel_size.calibrated
        value, unit = (start / factor * size, "µm") if calibrated and size is not None else (start, "pixel")
        positions |= {f"Position{axis}": [value] * planes, f"Position{axis}Unit": [unit] * planes}
    return positions


def _on_image(layer: Layer) -> bool:
    """Return whether a first pixel's position says where the others lie."""
    return layer.turn is None and not layer.apart


def _identity(pixels: NDArray[Any], text: str) -> str:
    """Return an identifier that follows from what the file holds, so that the same run gives the same bytes."""
    digest = hashlib.sha256(pixels.data)
    digest.update(text.encode("utf-8", errors="replace"))
    return str(uuid.UUID(bytes=digest.digest()[:16], version=5))


def _software(provenance: Mapping[str, Any]) -> str:
    return f"tabscope {provenance.get('tabscope', '')}".strip()


def _clean(text: str) -> str:
    """Return a text with spaces for the signs that no file can hold (control signs, halves of pairs)."""
    return XML_FORBIDDEN.sub(" ", text)
