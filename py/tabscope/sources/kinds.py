"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

from typing import Literal

HEAD = 4096
"""Bytes that are enough to tell."""

Kind = Literal["TIFF", "PNG", "JPEG", "GIF", "BMP", "WebP", "NPY"]

BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
"""Sizes of the header that a BMP may have; two letters alone would be too little to tell."""

CONVERT = "bioformats2raw turns it into OME-Zarr on your computer; then drop the folder here."

STRANGERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ZISRAWFILE", f"It is a Zeiss CZI file. {CONVERT}"),
    (0, b"\xda\xce\xbe\x0a", f"It is a Nikon ND2 file. {CONVERT}"),
    (0, b"\x70\x00\x00\x00\x2a", f"It is a Leica LIF file. {CONVERT}"),
    (0, b"\x89HDF\r\n\x1a\n", f"It is an HDF5 file (Imaris, ilastik, BigDataViewer). {CONVERT}"),
    (0, b"\xd0\xcf\x11\xe0", f"It is an Olympus OIB or Zeiss ZVI file. {CONVERT}"),
    (128, b"DICM", f"It is a DICOM file. {CONVERT}"),
    (208, b"MAP ", f"It is an MRC file. {CONVERT}"),
    (0, b"PK\x03\x04", "It is a ZIP archive: unpack it and drop the folder."),
    (0, b"PK\x05\x06", "It is an empty ZIP archive."),
    (0, b"\x1f\x8b", "It is packed with gzip: unpack it first."),
    (0, b"%PDF", "It is a PDF document."),
    (4, b"ftyp", "It is a video or a HEIF or AVIF picture."),
    (0, b"\x00\x00\x00\x0cjP  ", "It is a JPEG 2000 picture."),
    (1, b"PNG", "It was a PNG, but its first bytes are damaged, as by a transfer as text."),
    (0, b"\xff\x0a", "It is a JPEG XL picture."),
    (0, b"8BPS", "It is a Photoshop file."),
)
"""Offset, bytes and what a person is told about files that are known and not read."""


def kind_of(head: bytes) -> Kind | None:
    """Return what the first bytes of a file say it is, or None where tabscope does not read it."""
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if head.startswith(b"\x93NUMPY"):
        return "NPY"
    if head.startswith(b"BM") and len(head) >= 26 and int.from_bytes(head[14:18], "little") in BMP_HEADERS:
        return "BMP"
    return None


def is_web_page(head: bytes) -> bool:
    """Whether the bytes are HTML."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in start


def stranger(head: bytes) -> str:
    """Return a sentence about a file that is not read: what it is, and the way out."""
    for offset, magic, sentence in STRANGERS:
        if head[offset : offset + len(magic)] == magic:
            return sentence
    if is_web_page(head):
        return "It is a web page, whatever its name says."
    if _is_text(head):
        return "It holds text, not pixels."
    return "Its first bytes are of no image format known here."


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head[: len(head) - 3].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
