"""Reading a region gives what slicing the whole image gives, for any layout of the file."""

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.opening import opened, pixels
from tabscope.errors import TabscopeError
from tabscope.regions import Region
from tabscope.sources.detect import open_bytes, open_file
from tabscope.sources.source import Source

RELAXED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@st.composite
def regions(draw, height, width):
    y0, x0 = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    return Region(y0, x0, draw(st.integers(y0 + 1, height)), draw(st.integers(x0 + 1, width)))


@st.composite
def written_tiffs(draw):
    """Return the bytes of a TIFF, the array in it as (z, y, x[, s]), and a region of its planes."""
    import tifffile

    slices, height, width = draw(st.integers(1, 3)), draw(st.integers(5, 70)), draw(st.integers(5, 70))
    colour = draw(st.booleans())
    dtype = draw(st.sampled_from(["u1", "<u2", ">u2", "<i2", ">f4", "<f8"]))
    options = draw(
        st.sampled_from(
            [{}, {"tile": (16, 32)}, {"rowsperstrip": 7}, {"compression": "zlib", "tile": (16, 16)},
             {"compression": "zlib", "predictor": True, "rowsperstrip": 5}, {"bigtiff": True}]
        )
    )  # fmt: skip
    shape = (slices, height, width, 3) if colour else (slices, height, width)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    array = rng.integers(0, 120, shape).astype(dtype)
    file = io.BytesIO()
    options = {"byteorder": ">" if dtype.startswith(">") else "<", **options}
    tifffile.imwrite(file, array, photometric="rgb" if colour else "minisblack", **options)
    return file.getvalue(), array, draw(regions(height, width))


@given(written_tiffs())
@RELAXED
def test_a_region_of_a_tiff_is_the_slice_of_its_array(host, run_async, case):
    data, array, region = case

    async def check():
        image = await open_bytes(Source("made.tif"), data, host)
        for z in range(array.shape[0]):
            found = await image.read(z=z, region=region)
            assert np.array_equal(found, array[z, region.y0 : region.y1, region.x0 : region.x1])
        assert np.array_equal((await pixels(image)).ravel(), array.ravel())
        await image.reader.close()

    run_async(check())


@st.composite
def written_arrays(draw):
    shape = draw(st.lists(st.integers(1, 12), min_size=2, max_size=5))
    dtype = draw(st.sampled_from(["u1", "<u2", ">u2", "<f4", ">f8", "?"]))
    order = draw(st.sampled_from("CF"))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    array = np.asarray(rng.integers(0, 2, shape).astype(dtype), order=order)
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue(), array, draw(regions(*shape[-2:]))


@given(written_arrays())
@RELAXED
def test_a_region_of_an_npy_file_is_the_slice_of_its_array(host, run_async, case):
    data, array, region = case
    padded = array.reshape((1,) * (5 - array.ndim) + array.shape)

    async def check():
        image = await open_bytes(Source("made.npy"), data, host)
        last = {"t": padded.shape[0] - 1, "c": padded.shape[1] - 1, "z": padded.shape[2] - 1}
        found = await image.read(**last, region=region)
        assert np.array_equal(found, padded[-1, -1, -1, region.y0 : region.y1, region.x0 : region.x1])
        assert np.array_equal(await pixels(image), array)
        await image.reader.close()

    run_async(check())


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_large_plane_gets_levels_of_every_nth_pixel(compression, host, run_async, tmp_path):
    import tifffile

    plane = (np.arange(4100 * 4200, dtype=np.uint32) % 60013).astype(np.uint16).reshape(4100, 4200)
    tifffile.imwrite(tmp_path / "large.tif", plane, compression=compression, rowsperstrip=50)

    async def check():
        async with opened(tmp_path / "large.tif", host) as image:
            assert [(level.height, level.width) for level in image.levels] == [(4100, 4200), (2050, 2100), (1025, 1050)]
            coarse = await image.read(level=2)
            assert np.array_equal(coarse, plane[1::4, 1::4])
            part = await image.read(level=1, region=Region(100, 200, 300, 333))
            assert np.array_equal(part, plane[200:600:2, 400:666:2])

    run_async(check())


class Sparse(io.RawIOBase):
    """A file of any size: a header, then zeros that are nowhere."""

    def __init__(self, header, size):
        self.header, self.size, self.place = header, size, 0

    def seek(self, offset, whence=0):
        self.place = offset + (self.size if whence == 2 else self.place if whence == 1 else 0)
        return self.place

    def tell(self):
        return self.place

    def readinto(self, buffer):
        count = min(len(buffer), self.size - self.place)
        part = self.header[self.place : self.place + count]
        buffer[:count] = part + bytes(count - len(part))
        self.place += count
        return count

    def read(self, size=-1):
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])


def test_a_plane_that_is_too_large_is_refused_before_it_is_read(host, run_async):
    side = 400_000
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (side, side)})
    file = Sparse(header.getvalue(), len(header.getvalue()) + side**2)

    async def check():
        image = await open_file(Source("sparse.npy"), file, host, 0)
        corner = await image.read(region=Region(side - 10, side - 10, side, side))
        with pytest.raises(TabscopeError) as caught:
            await image.read()
        await image.reader.close()
        return corner.shape, caught.value

    shape, error = run_async(check())
    assert shape == (10, 10)
    assert error.code == "memory.too-large"
    assert error.details["needed"] == "320.0 GB"


def test_a_plane_that_is_not_there_is_an_error(host, run_async):
    async def check():
        file = io.BytesIO()
        np.save(file, np.zeros((3, 5, 5)))
        image = await open_bytes(Source("made.npy"), file.getvalue(), host)
        await image.read(z=3)

    with pytest.raises(TabscopeError) as caught:
        run_async(check())
    assert caught.value.code == "image.no-such-plane"
