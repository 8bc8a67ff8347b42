"""Limits for showing an image come from its pixels, whatever their type."""

import json
import pathlib
from types import SimpleNamespace

import numpy as np
import pytest

from tabscope.display import describe_display, limits, noise, saturation
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.sources.source import Source

DATA = pathlib.Path(__file__).parents[1] / "data"
CASES = json.loads((DATA / "display_limits.json").read_text(encoding="utf-8"))["cases"]
SIZE = (1, 128, 128)


async def shown(path, host):
    image = await Engine(host).open(Source(path.name, path=str(path)))
    try:
        return image.dtype.kind, await describe_display(image)
    finally:
        await image.reader.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("malformed/pngsuite/basn0g01.png", "b"),
        ("tiff/image-tiff/fax4.tiff", "b"),
        ("tiff/image-tiff/int8.tif", "i"),
        ("tiff/image-tiff/gradient-1c-64b.tiff", "u"),
        ("tiff/image-tiff/random-fp16.tiff", "f"),
        ("tiff/image-tiff/gradient-1c-32b-float.tiff", "f"),
    ],
)
def test_pixels_of_every_type_have_limits(name, kind, host, run_async):
    found, said = run_async(shown(DATA / name, host))
    assert found == kind
    for channel in said["channels"]:
        assert channel["low"] < channel["high"]
        assert channel["min"] <= channel["low"]
        assert len(channel["histogram"]) == 256


def test_a_hot_pixel_does_not_darken_the_picture():
    pixels = np.tile(np.linspace(100, 200, 256, dtype=np.uint16), (1, 64, 1))
    pixels[0, 3, 3] = 65535
    found = limits(pixels)
    assert found.high <= 200
    assert found.largest == 65535


def test_pixels_that_are_no_numbers_are_left_out():
    pixels = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (1, 64, 1))
    pixels[0, :2] = np.nan
    pixels[0, 2] = np.inf
    found = limits(pixels)
    assert 0 <= found.low < found.high <= 1


def test_noise_alone_is_no_clear_signal():
    random = np.random.default_rng(1)
    assert noise(random.normal(100, 5, (1, 128, 128))) == pytest.approx(5, rel=0.1)
    for alone in (random.uniform(0, 1, SIZE), random.normal(100, 5, SIZE), random.poisson(4.0, SIZE)):
        assert not limits(alone).clear


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_page_and_engine_agree_on_limits(case):  # tests/js/viewer-contrast.test.mjs asks the page the same
    pixels = np.array(case["pixels"], case["dtype"]).reshape(1, -1, case["width"])
    image = SimpleNamespace(metadata={})
    found = limits(pixels, saturation(image, pixels))
    assert found.clear == case["clear"]
    assert (found.low, found.high) == pytest.approx((case["low"], case["high"]), rel=1e-6)
    assert noise(pixels) == pytest.approx(case["noise"], rel=1e-6)


async def shown_without(lost, path, host):
    """What is said of an image whose channels in `lost` cannot be read."""
    image = await Engine(host).open(Source(path.name, path=str(path)))
    read = image.reader.plane

    async def fails(level, t, c, z, box):
        if c in lost:
            raise TabscopeError("source.unreachable", host="example.org")
        return await read(level, t, c, z, box)

    image.reader.plane = fails
    try:
        return await describe_display(image)
    finally:
        await image.reader.close()


def test_a_channel_that_cannot_be_read_leaves_the_limits_of_the_others(host, run_async):
    path = DATA / "tiff/derived/imagej_tzcyx.tif"
    _, whole = run_async(shown(path, host))
    said = run_async(shown_without({1}, path, host))
    assert said["channels"][0] == whole["channels"][0]
    assert not said["channels"][1]["clear"]
    with pytest.raises(TabscopeError, match=r"example\.org"):
        run_async(shown_without(set(range(len(whole["channels"]))), path, host))
