"""What the tests of this folder share: the data, opening a path, and reading all pixels of an image."""

import hashlib
import json
import pathlib
from contextlib import asynccontextmanager

import numpy as np

from tabscope.sources.detect import open_image
from tabscope.sources.source import Source

DATA = pathlib.Path(__file__).parents[2] / "data"
REFERENCE = json.loads((DATA / "reference.json").read_text(encoding="utf-8"))


@asynccontextmanager
async def opened(path, host, series=0):
    """Open a file or folder of the disk, and close it at the end."""
    image = await open_image(Source(pathlib.Path(path).name, str(path)), host, series)
    try:
        yield image
    finally:
        await image.reader.close()


async def described(path, host, series=0):
    """Open and close, for what an image says about itself."""
    async with opened(path, host, series) as image:
        return image


async def pixels(image):
    """Return all pixels in the file's own order and shape."""
    pieces = [piece.ravel() async for piece in image.reader.raw()]
    return np.concatenate(pieces).reshape(image.shape)


async def digest(image):
    """Return the sha256 of all pixels as little-endian bytes."""
    result = hashlib.sha256()
    async for piece in image.reader.raw():
        result.update(piece.astype(piece.dtype.newbyteorder("<"), copy=False).tobytes())
    return result.hexdigest()


async def facts(path, host, series=0):
    """Return shape, dtype and digest, as `reference.json` has them."""
    async with opened(path, host, series) as image:
        return {"shape": list(image.shape), "dtype": image.dtype.str, "sha256": await digest(image)}
