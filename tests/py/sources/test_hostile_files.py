"""Files made to exhaust a reader: nesting, loops, bombs. In a tab each could end the interpreter."""

import json
import struct
import zlib

import numpy as np
import pytest

from sources.opening import DATA, facts, opened, pixels
from tabscope import recipe
from tabscope.errors import TabscopeError
from tabscope.json_text import read_json

DEEP = 100_000
NAMED = {"format.corrupt", "format.metadata", "format.unsupported", "format.no-pixels", "memory.too-large"}
HEAD = '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'


async def read(path, host):
    """Return the pixels, or the error that says why not."""
    try:
        async with opened(path, host) as image:
            return await pixels(image)
    except TabscopeError as error:
        return error


def tiff(entries, strip=bytes(64), following=0):
    """Return a TIFF of one 8 x 8 page of 8 bits; ``entries`` replaces tags: code -> (type, count, value)."""
    tags = {
        256: (4, 1, 8), 257: (4, 1, 8), 258: (4, 1, 8), 259: (4, 1, 1), 262: (4, 1, 1),
        273: (4, 1, 8), 277: (4, 1, 1), 278: (4, 1, 8), 279: (4, 1, len(strip)), **entries,
    }  # fmt: skip
    start = 8 + len(strip)
    packed = b"".join(struct.pack("<HHII", code, *tag) for code, tag in sorted(tags.items()))
    return (
        b"II*\0"
        + struct.pack("<I", start)
        + strip
        + struct.pack("<H", len(tags))
        + packed
        + struct.pack("<I", following)
    )


def described(text):
    """Return a TIFF whose ImageDescription is a text."""
    body = text.encode() + b"\0"
    plain = tiff({})
    return tiff({270: (2, len(body), len(plain) + 12)}) + body


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_json_without_bottom_is_refused(opening):
    with pytest.raises(ValueError, match="nested deeper"):
        read_json(opening * DEEP)


@pytest.mark.parametrize("text", ['"' + "\\" * 1_000_001, '"\\"' * 500_000, '"' * 1_000_001, "{" + '"a" ' * 300_000])
def test_json_of_quotes_and_backslashes_is_refused_at_once(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)


@pytest.mark.parametrize("name", ["zarr.json", ".zattrs", ".zarray", ".zgroup"])
def test_a_zarr_whose_description_has_no_bottom_is_refused(name, host, run_async, tmp_path):
    (tmp_path / name).write_text('{"zarr_format":' * DEEP)
    assert run_async(read(tmp_path, host)).code == "format.corrupt"


def test_a_recipe_without_bottom_is_refused():
    with pytest.raises(TabscopeError) as caught:
        recipe.parse('{"steps":' * DEEP)
    assert caught.value.code == "recipe.invalid"


@pytest.mark.parametrize("depth", [500, 5_000, DEEP])
def test_an_ome_description_without_bottom_leaves_the_plain_picture(depth, host, run_async, tmp_path):
    image = '<Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="8" SizeY="8" '
    image += 'SizeZ="1" SizeC="1" SizeT="1"><TiffData/></Pixels></Image>'
    path = tmp_path / "deep.ome.tif"
    path.write_bytes(described(HEAD + image + "<a>" * depth + "</a>" * depth + "</OME>"))
    assert run_async(read(path, host)).shape == (8, 8)


@pytest.mark.parametrize(("before", "step", "after"), [
    ("<scn>", "<a>", "</a>"), ("", "<a>", "</a>"), ('{"shape": [8, 8], "a": ', '{"a":', "}"), ('{"shape": ', "[", "]"),
])  # fmt: skip
def test_another_description_without_bottom_is_refused(before, step, after, host, run_async, tmp_path):
    path = tmp_path / "deep.tif"
    path.write_bytes(described(before + step * DEEP + after * DEEP + {"<": "</scn>", "{": "}", "": ""}[before[:1]]))
    assert run_async(read(path, host)).code == "format.metadata"


@pytest.mark.parametrize("count", [1, 1000])
def test_images_inside_images_that_lead_back_are_read_once(count, host, run_async, tmp_path):
    path = tmp_path / "loop.tif"
    start = 8 + 64
    places = len(tiff({330: (4, 1, 0)}))
    value = start if count == 1 else places
    path.write_bytes(tiff({330: (4, count, value)}) + struct.pack("<I", start) * count)
    found = run_async(read(path, host))
    assert getattr(found, "shape", (8, 8)) == (8, 8)
    assert getattr(found, "code", "format.corrupt") in NAMED


def test_pages_that_follow_in_a_circle_are_read_once(host, run_async, tmp_path):
    path = tmp_path / "circle.tif"
    path.write_bytes(tiff({}, following=8 + 64))
    assert run_async(read(path, host)).shape == (8, 8)


@pytest.mark.parametrize("compression", [8, 32946])
def test_a_strip_that_unpacks_to_256_megabytes_is_not_unpacked(compression, host, run_async, tmp_path):
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1 << 8)) + packer.flush()
    path = tmp_path / "bomb.tif"
    path.write_bytes(tiff({259: (4, 1, compression)}, strip=bomb))
    found = run_async(read(path, host))
    assert getattr(found, "nbytes", 64) == 64
    assert getattr(found, "code", "format.corrupt") in NAMED


@pytest.mark.parametrize("side", [60_000, 2**31 - 1])
@pytest.mark.parametrize("compression", [1, 5, 8, 32773, 34925, 50000])
def test_a_page_that_claims_more_than_it_has_is_refused(side, compression, host, run_async, tmp_path):
    path = tmp_path / "lies.tif"
    path.write_bytes(tiff({256: (4, 1, side), 257: (4, 1, side), 278: (4, 1, side), 259: (4, 1, compression)}))
    assert run_async(read(path, host)).code in NAMED


def zarr(folder, chunk, **replaced):
    """Write a Zarr 2 array of one chunk of 8 x 8 pixels of 8 bits."""
    described = {
        "zarr_format": 2, "shape": [8, 8], "chunks": [8, 8], "dtype": "|u1", "order": "C", "fill_value": 0,
        "compressor": {"id": "zlib", "level": 1}, "filters": None, **replaced,
    }  # fmt: skip
    (folder / ".zarray").write_text(json.dumps(described))
    (folder / "0.0").write_bytes(chunk)


def test_a_chunk_that_unpacks_to_much_more_than_its_pixels_is_refused(host, run_async, tmp_path):
    zarr(tmp_path, zlib.compress(bytes(64 << 20), 9))
    assert run_async(read(tmp_path, host)).code in NAMED


@pytest.mark.parametrize("side", [10**6, 10**9])
def test_a_chunk_larger_than_all_memory_is_refused(side, host, run_async, tmp_path):
    zarr(tmp_path, zlib.compress(b"\0"), shape=[side, side], chunks=[side, side])
    assert run_async(read(tmp_path, host)).code in NAMED


@pytest.mark.parametrize("header", ["(" * 5_000, "{" * 9_000, "-" * 9_000, "[" * 60_000, "1" * 60_000])
def test_an_array_header_that_would_exhaust_a_parser_is_refused(header, host, run_async, tmp_path):
    path = tmp_path / "header.npy"
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {header}}}".encode()
    path.write_bytes(b"\x93NUMPY\x02\x00" + struct.pack("<I", len(text)) + text)
    assert run_async(read(path, host)).code in NAMED


def test_after_all_this_an_ordinary_image_is_read(host, run_async):
    assert run_async(facts(DATA / "bio/blobs/blobs.tif", host))["shape"] == [254, 256]
    assert np.ones(1 << 20).sum() == 1 << 20
