"""Pictures of everyday formats: PNG, JPEG, BMP, GIF and WebP, through Pillow.

Their resolution (PNG pHYs, JPEG density) is about paper and is never taken as a pixel size.
"""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.image import Channel, Image, Series
from tabscope.sources.arrays import MemoryPlanes, PlaneReader, check_pixels
from tabscope.sources.guard import afford, reading
from tabscope.sources.layout import Layout, named
from tabscope.sources.thinned import with_thinned
from tabscope.units import size_text

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from tabscope.host import Host
    from tabscope.sources.source import Source

MOST_PIXELS = 1 << 30
"""Pixels of all frames of a picture; these formats are decoded whole, and a few bytes can claim any size."""

BYTES_EACH = 8
"""Bytes of a pixel while it is decoded: four samples, twice."""

LOSSY_WARNING = "Compressed with loss: use for counting, not for intensity."

DEEP_COLOUR = {2, 4, 6}
"""Colour types of PNG (RGB, gray + alpha, RGBA) that Pillow cuts to 8 bits where the file has 16."""


TOO_MUCH_TEXT = "Decompressed data too large"
"""What Pillow says of a PNG whose comments are larger than it unpacks."""

HAS_ALPHA = 4
"""Bit of PNG's colour type."""


async def open_photo(source: Source, file: BinaryIO, host: Host, kind: str) -> Image:
    """Open a picture; the frames of an animation become times.

    Parameters
    ----------
    source : Source
        What it is called and where it is from.
    file : binary file
        Open; read whole and closed here.
    host : Host
        For Pillow, and to ask for memory.
    kind : str
        "PNG", "JPEG", "BMP", "GIF" or "WebP", as its first bytes say.

    Raises
    ------
    TabscopeError
        ``format.corrupt``, ``format.no-pixels``, ``memory.too-large``.
    """
    await host.require(["PIL"])
    size = file.seek(0, 2)
    file.seek(0)
    with file, reading(source.name, host):
        array, axes = await _pixels(file, host, kind)
        layout = _layout(source.name, axes, array)
        lossy = kind == "JPEG" or (kind == "WebP" and _webp_is_lossy(file))
    check_pixels(source.name, layout.shape, array.dtype)
    levels, levels_described = with_thinned([(layout, MemoryPlanes(array, layout))], array.dtype, host)
    channels = (Channel(), Channel("alpha")) if layout.length("c") == 2 else (Channel(),)
    return Image(
        name=source.name,
        format=kind,
        axes=layout.axes,
        shape=layout.shape,
        dtype=array.dtype,
        pixel_size=PixelSize(),
        channels=channels,
        levels=tuple(levels_described),
        reader=PlaneReader(source.name, host, array.dtype, levels, []),
        series=(Series("", layout.shape, layout.axes),),
        source={"bytes": size, "format": kind},
        warnings=(LOSSY_WARNING,) if lossy else (),
        metadata={"lossy": True} if lossy else {},
    )


def _layout(name: str, axes: str, array: NDArray[Any]) -> Layout:
    return named(name, axes, array.shape, colour=array.ndim > 2 and array.shape[-1] in (3, 4))


@contextmanager
def _pixel_limit(host: Host) -> Generator[None]:
    """Set Pillow's limit of pixels, which it also checks for frames that reach beyond their screen, to what fits.

    Raises
    ------
    TabscopeError
        ``memory.too-large``.
    """
    from PIL import Image as pillow

    memory = host.memory()
    fitting = min(MOST_PIXELS, max(1, memory.limit - memory.used) // BYTES_EACH)
    kept = pillow.MAX_IMAGE_PIXELS
    pillow.MAX_IMAGE_PIXELS = fitting // 2  # it warns above this and raises above twice this
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pillow.DecompressionBombWarning)
            yield
    except pillow.DecompressionBombError as error:
        claimed = re.search(r"\((\d+) pixels\)", str(error))
        needed = size_text(int(claimed[1]) * BYTES_EACH) if claimed else f"{size_text(fitting * BYTES_EACH)} or more"
        raise TabscopeError("memory.too-large", needed=needed, available=size_text(fitting * BYTES_EACH)) from error
    finally:
        pillow.MAX_IMAGE_PIXELS = kept


def _decoded(file: BinaryIO, host: Host, kind: str) -> tuple[NDArray[Any], str]:
    """Return all frames and their axes."""
    from PIL import Image as pillow

    with _pixel_limit(host), pillow.open(file, formats=[kind.upper()]) as picture:
        frames = int(getattr(picture, "n_frames", 1)) if kind != "JPEG" else 1
        width, height = picture.size
        _afford(host, frames * width * height, 4 * len(picture.getbands()))
        if frames == 1:
            array = _frame(picture)
            return array, "yxs"[: array.ndim]
        shown = []
        for number in range(frames):
            picture.seek(number)
            shown.append(np.asarray(picture.convert("RGB")))
        stack = np.stack(shown)
    return (stack[..., 0].copy(), "tyx") if _is_gray(stack) else (stack, "tyxs")


def _frame(picture: Any) -> NDArray[Any]:
    """Return a single picture; a palette is turned into its colours, or into gray where it holds nothing else."""
    if picture.mode == "P":
        picture.load()
        colours = np.asarray(picture.convert("RGBA" if "transparency" in picture.info else "RGB"))
        return colours[..., 0].copy() if _is_gray(colours) else colours
    array = np.asarray(picture)
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))


def _is_gray(colours: NDArray[Any]) -> bool:
    red = colours[..., 0]
    same = all(np.array_equal(red, colours[..., sample]) for sample in (1, 2))
    return same and (colours.shape[-1] == 3 or bool((colours[..., 3] == 255).all()))


def _afford(host: Host, pixels: int, bytes_each: int) -> None:
    if pixels > MOST_PIXELS:
        raise TabscopeError(
            "memory.too-large", needed=size_text(pixels * bytes_each), available=size_text(MOST_PIXELS * bytes_each)
        )
    afford(host, pixels * bytes_each)


async def _pixels(file: BinaryIO, host: Host, kind: str) -> tuple[NDArray[Any], str]:
    """Return all frames and their axes; by libpng where Pillow would cut values or stumbles over packed text."""
    if kind != "PNG":
        return _decoded(file, host, kind)
    if not _is_deep(file):
        try:
            return _decoded(file, host, kind)
        except ValueError as error:
            if TOO_MUCH_TEXT not in str(error):
                raise
    await host.require(["imagecodecs"])
    array = _png(file, host)
    return array, "yxs"[: array.ndim]


def _is_deep(file: BinaryIO) -> bool:
    """Whether a PNG has 16 bits for each of several samples."""
    head = file.read(26)
    file.seek(0)
    return len(head) == 26 and head[24] == 16 and head[25] in DEEP_COLOUR


def _png(file: BinaryIO, host: Host) -> NDArray[Any]:
    """Return a PNG by libpng, which leaves text alone."""
    import imagecodecs

    file.seek(0)
    data = file.read()
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    _afford(host, width * height, BYTES_EACH)
    array = np.asarray(imagecodecs.png_decode(data))
    # one colour that is declared transparent becomes an alpha sample in libpng; the file has none
    return array if data[25] & HAS_ALPHA or array.ndim == 2 else array[..., :3].copy()


def _webp_is_lossy(file: BinaryIO) -> bool:
    """Whether a WebP file holds a lossy bitstream (chunk ``VP8 ``; lossless is ``VP8L``)."""
    file.seek(12)
    return b"VP8 " in file.read(1 << 16)
