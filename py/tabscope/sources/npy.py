"""NumPy's ``.npy``: 2 to 5 axes of numbers, read plane by plane; nothing that could run code is unpacked."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy_format

from tabscope.axes import PixelSize
from tabscope.image import Channel, Image, Series
from tabscope.sources.arrays import ContiguousPlanes, MemoryPlanes, PlaneReader, Planes, check_pixels
from tabscope.sources.guard import afford, reading
from tabscope.sources.layout import Layout, by_shape
from tabscope.sources.thinned import with_thinned

if TYPE_CHECKING:
    from tabscope.host import Host
    from tabscope.sources.source import Source

WITHOUT_AXES = "The array has no names for its axes; they are taken as {axes}."


async def open_npy(source: Source, file: BinaryIO, host: Host) -> Image:
    """Open an array; the axes are the last of t, c, z, y, x.

    Raises
    ------
    TabscopeError
        ``format.corrupt``, ``format.unsupported`` (Python objects, other than 2 to 5 axes), ``format.no-pixels``,
        ``memory.too-large`` (an array in Fortran order is read whole).
    """
    size = file.seek(0, 2)
    file.seek(0)
    with reading(source.name, host):
        shape, fortran, dtype = _header(file)
        layout = by_shape(source.name, shape, dtype)
        check_pixels(source.name, layout.shape, dtype)
        offset = file.tell()
        if offset + prod(shape) * dtype.itemsize > size:
            raise EOFError("the array ends before its header says")
        planes = _fortran(file, layout, dtype, host) if fortran else ContiguousPlanes(file, offset, layout, dtype)
    native = dtype.newbyteorder("=")
    levels, levels_described = with_thinned([(layout, planes)], native, host)
    warnings = (WITHOUT_AXES.format(axes=", ".join(layout.axes)),) if len(shape) > 2 else ()
    return Image(
        name=source.name,
        format="NPY",
        axes=layout.axes,
        shape=layout.shape,
        dtype=native,
        pixel_size=PixelSize(),
        channels=(Channel(),) * layout.length("c"),
        levels=tuple(levels_described),
        reader=PlaneReader(source.name, host, native, levels, [file]),
        series=(Series("", layout.shape, layout.axes),),
        source={"bytes": size, "format": "NPY"},
        warnings=warnings,
    )


def _header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return shape, whether the order is Fortran's, and dtype; numpy parses the header as a literal, never as code."""
    from tokenize import TokenError

    version = npy_format.read_magic(file)
    read = npy_format.read_array_header_1_0 if version == (1, 0) else npy_format.read_array_header_2_0
    try:
        shape, fortran, dtype = read(file)
    except TokenError as error:  # numpy looks at what is no literal once more, token by token
        raise ValueError("its header is no description of an array") from error
    if any(length < 0 for length in shape):
        raise ValueError("it has a negative length")
    return shape, fortran, dtype


def _fortran(file: BinaryIO, layout: Layout, dtype: np.dtype[Any], host: Host) -> Planes:
    """Read an array whose first axis varies fastest: no plane lies in one piece, so it is read whole."""
    count = prod(layout.shape)
    afford(host, 2 * count * dtype.itemsize)
    data = file.read(count * dtype.itemsize)
    array = np.frombuffer(data, dtype).reshape(layout.shape[::-1]).T
    return MemoryPlanes(np.ascontiguousarray(array, dtype=dtype.newbyteorder("=")), layout)
