"""Layers of turned pixels are drawn on the image where they lie, and saved as they are."""

import io

import numpy as np
import pytest
import tifffile

from tabscope import wire
from tabscope.axes import PixelSize
from tabscope.export.tiff import intensity_tiff, labels_tiff
from tabscope.results.result import Layer, StepResult
from tabscope.results.upright import upright

IDS = np.arange(1, 13, dtype=np.uint32).reshape(3, 4)
SIZE = PixelSize(None, 0.5, 0.25, None, "OME")
QUARTERS = {
    "as it is": (IDS, None, (10.0, 20.0)),
    "flipped": (IDS[:, ::-1], ((1.0, 0.0), (0.0, -1.0)), (10.0, 23.0)),
    "upside down": (IDS[::-1], ((-1.0, 0.0), (0.0, 1.0)), (12.0, 20.0)),
    "a quarter": (np.rot90(IDS), ((0.0, 1.0), (-1.0, 0.0)), (10.0, 23.0)),
    "three quarters": (np.rot90(IDS, 3), ((0.0, -1.0), (1.0, 0.0)), (12.0, 20.0)),
    "transposed": (IDS.T, ((0.0, 1.0), (1.0, 0.0)), (10.0, 20.0)),
}


def layer_of(name):
    array, turn, origin = QUARTERS[name]
    return Layer(np.ascontiguousarray(array), "yx", origin, (1.0, 1.0), ((0, 0),), SIZE, turn)


@pytest.mark.parametrize("name", QUARTERS)
def test_quarter_turns_and_flips_are_undone_pixel_by_pixel(name):
    drawn = upright(layer_of(name), exact=True)
    np.testing.assert_array_equal(drawn.array, IDS)
    assert (drawn.origin, drawn.factor, drawn.turn) == ((10.0, 20.0), (1.0, 1.0), None)


def disk(shape, y, x, radius):
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.hypot(rows - y, columns - x) < radius


def test_a_layer_that_was_turned_by_any_angle_is_drawn_where_it_lies():
    pytest.importorskip("scipy")
    turned = disk((60, 80), 20, 55, 9).astype(np.uint32) * 7
    cos, sin = np.cos(0.5), np.sin(0.5)
    layer = Layer(turned, "yx", (30.0, 40.0), (2.0, 2.0), ((0, 0),), SIZE, ((2 * cos, 2 * sin), (-2 * sin, 2 * cos)))
    drawn = upright(layer, exact=True)
    y, x = (float(one.mean()) for one in np.nonzero(drawn.array))
    there = [start + factor * at for start, factor, at in zip(drawn.origin, drawn.factor, (y, x), strict=True)]
    wanted = [30 + 2 * (cos * 20 + sin * 55), 40 + 2 * (-sin * 20 + cos * 55)]
    assert there == pytest.approx(wanted, abs=0.2)
    assert np.count_nonzero(drawn.array) == pytest.approx(np.count_nonzero(turned), rel=0.02)
    assert set(np.unique(drawn.array)) == {0, 7}
    mixed = upright(Layer(turned.astype(np.float32), "yx", turn=layer.turn), exact=False).array
    assert np.isnan(mixed[0, 0])


@pytest.mark.parametrize("name", QUARTERS)
def test_the_page_draws_upright_pixels_and_hands_back_the_turned_ones(name):
    layer = layer_of(name)
    message = wire.result(StepResult("objects", "Label", "labels", layer))
    np.testing.assert_array_equal(wire.from_array(message["array"]), IDS)
    summary = {"image_name": "x", "provenance": {}, "count": 1, "edge_count": 0, "headline": "", "warnings": []}
    run = wire.run_from({"summary": {**summary, "seconds": 0.0}, "results": [message]})
    back = run.layers["objects"]
    np.testing.assert_array_equal(back.array, layer.array)
    assert (back.turn, back.origin, back.factor) == (layer.turn, layer.origin, layer.factor)


def test_what_lies_apart_says_so_and_keeps_its_pixels():
    one = StepResult("side", "Reslice", "labels", Layer(IDS, pixel_size=SIZE, apart=True), apart=True)
    message = wire.result(one)
    assert message["apart"] is True
    summary = {"image_name": "x", "provenance": {}, "count": 1, "edge_count": 0, "headline": "", "warnings": []}
    run = wire.run_from({"summary": {**summary, "seconds": 0.0}, "results": [message]})
    assert run.results["side"].apart
    assert run.layers["side"].apart


@pytest.mark.parametrize("name", QUARTERS)
def test_a_file_holds_the_steps_own_pixels_and_their_spacing(name):
    layer = layer_of(name)
    with tifffile.TiffFile(io.BytesIO(labels_tiff(layer, "x", {}))) as file:
        np.testing.assert_array_equal(file.asarray(), layer.array)
        assert file.pages[0].tags["XResolution"].value == (4, 1)
        assert ("xorigin" in file.imagej_metadata) == (layer.turn is None)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64", "int32", ">u2", "bool"])
def test_an_image_that_a_step_shows_is_saved_in_its_own_type(dtype):
    array = (IDS % 2 if dtype == "bool" else IDS).astype(dtype)
    with tifffile.TiffFile(io.BytesIO(intensity_tiff(Layer(array, pixel_size=SIZE), "x", {}))) as file:
        np.testing.assert_array_equal(file.asarray(), array)
        assert file.asarray().dtype == ("uint8" if dtype == "bool" else np.dtype(dtype).newbyteorder("="))
