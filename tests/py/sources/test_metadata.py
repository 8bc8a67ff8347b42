"""Pixel sizes, channels and names are those that the files' own descriptions give."""

import json

import numpy as np
import pytest

from sources.opening import DATA, described

IMAGEJ = DATA / "tiff" / "imagej-hyperstack"
DERIVED = DATA / "tiff" / "derived"


def test_an_imagej_stack_has_its_calibration(host, run_async):
    image = run_async(described(DERIVED / "imagej_tzcyx.tif", host))
    assert image.format == "ImageJ TIFF"
    assert image.axes == "tzcyx"
    size = image.pixel_size
    # spacing=0.7, unit=um, finterval=30, XResolution 5/2 pixels per unit
    assert (size.z, size.y, size.x, size.t, size.origin) == (0.7, 0.4, 0.4, 30.0, "ImageJ")


def test_micron_is_a_micrometre_and_ranges_and_tables_become_channels(host, run_async):
    image = run_async(described(IMAGEJ / "xyc_16bit__nuclei_golgi.tif", host))
    assert image.pixel_size.x == pytest.approx(1 / 1.938918)
    assert [channel.color for channel in image.channels] == ["#00ffff", "#ffffff"]
    assert [channel.window for channel in image.channels] == [(0.0, 4095.0), (47.8671875, 2907.379606879607)]


def test_the_escaped_micro_sign_is_understood(host, run_async):
    image = run_async(described(IMAGEJ / "8b_1c_confocal-series_LUT.tif", host))
    assert image.pixel_size.x == pytest.approx(233882442 / 4294967295)
    assert image.channels[0].color == "#ff0000"
    assert image.axes == "yx"


def test_pixels_as_a_unit_are_no_calibration(host, run_async):
    image = run_async(described(IMAGEJ / "xyc_8bit__cyto_nuclei.tif", host))
    assert not image.pixel_size.calibrated
    assert [channel.color for channel in image.channels] == ["#00ff00", "#ff0000"]


def test_one_micrometre_with_a_unit_is_a_calibration(host, run_async):
    image = run_async(described(IMAGEJ / "xyzc_8bit_spheres.tif", host))
    assert (image.pixel_size.z, image.pixel_size.y, image.pixel_size.x) == (2.0, 1.0, 1.0)


@pytest.mark.parametrize("name", ["pillow_valid/16bit.deflate.tif", "image-tiff/int8.tif", "libtiffpic/ladoga.tif"])
def test_dots_per_inch_are_no_calibration(name, host, run_async):
    assert run_async(described(DATA / "tiff" / name, host)).pixel_size.origin == ""


def test_an_ome_tiff_has_names_and_time(host, run_async):
    image = run_async(described(DERIVED / "tczyx_5d.ome.tif", host))
    assert image.format == "OME-TIFF"
    assert [channel.name for channel in image.channels] == ["A", "B"]
    assert (image.pixel_size.x, image.pixel_size.y, image.pixel_size.t) == (0.4, None, 30.0)
    assert not image.pixel_size.calibrated


def test_a_pyramid_in_subifds_has_its_levels(host, run_async):
    image = run_async(described(DERIVED / "pyramid_subifds_bigtiff.ome.tif", host))
    assert [(level.height, level.width) for level in image.levels] == [(303, 384), (152, 192), (76, 96)]
    assert image.levels[2].factors["x"] == 4.0
    assert (image.pixel_size.y, image.pixel_size.x) == (0.5, 0.5)


def test_the_second_series_opens_by_its_number(host, run_async):
    first = run_async(described(DERIVED / "two_series.ome.tif", host))
    second = run_async(described(DERIVED / "two_series.ome.tif", host, series=1))
    assert [series.shape for series in first.series] == [(364, 260), (8, 61, 57)]
    assert (first.axes, second.axes) == ("yx", "zyx")
    assert second.series_index == 1


def test_a_part_of_a_set_says_so(host, run_async):
    image = run_async(described(DATA / "tiff/ome-tiff/multifile-Z1.ome.tiff", host))
    assert image.shape == (24, 18)
    assert any("part of a set" in warning for warning in image.warnings)


def test_pages_without_meaning_are_slices_and_said_so(host, run_async):
    image = run_async(described(DATA / "tiff/scikit-image/multipage.tif", host))
    assert (image.axes, image.shape) == ("zyx", (2, 15, 10))
    assert any("slices or times" in warning for warning in image.warnings)


def test_three_colour_samples_are_one_colour_wherever_they_lie(host, run_async):
    contiguous = run_async(described(DATA / "tiff/image-tiff/seq/seq-3c-8b-tiled-8743c999.tiff", host))
    planar = run_async(described(DATA / "tiff/libtiffpic/depth/flower-rgb-planar-04.tif", host))
    assert (contiguous.axes, planar.axes) == ("yxs", "syx")
    assert contiguous.is_colour
    assert len(planar.channels) == 1


def test_samples_that_are_no_colour_are_channels(host, run_async):
    image = run_async(described(DATA / "tiff/image-tiff/geotiff/geo-5b.tif", host))
    assert (image.axes, len(image.channels)) == ("yxc", 5)


def test_white_as_zero_is_kept_and_noted(host, run_async):
    image = run_async(described(DATA / "tiff/image-tiff/miniswhite-1c-12b.tiff", host))
    assert image.metadata["min_is_white"] is True


def test_a_palette_tiff_keeps_indices_and_gives_its_colours(host, run_async):
    image = run_async(described(DATA / "tiff/image-tiff/seq/seq-1c-8b-palette-89b39bc3.tiff", host))
    assert image.axes == "yx"
    assert len(image.metadata["palette"]) == 256


def test_a_palette_png_is_colour(host, run_async):
    image = run_async(described(DATA / "malformed/pngsuite/basn3p08.png", host))
    assert (image.axes, image.is_colour) == ("yxs", True)


def test_gray_with_alpha_has_alpha_as_a_channel_of_its_own(host, run_async):
    image = run_async(described(DATA / "malformed/pngsuite/basn4a16.png", host))
    assert (image.axes, image.dtype) == ("yxc", np.dtype("uint16"))
    assert [channel.name for channel in image.channels] == ["", "alpha"]


def test_sixteen_bit_colour_is_not_cut_to_eight(host, run_async):
    assert run_async(described(DATA / "malformed/pngsuite/basn2c16.png", host)).dtype == np.uint16


def test_a_description_is_plain_data(host, run_async):
    image = run_async(described(DERIVED / "imagej_tzcyx.tif", host))
    text = json.loads(json.dumps(image.describe()))
    assert text["source"] == {"name": "imagej_tzcyx.tif", "bytes": 76634, "format": "ImageJ TIFF"}
    assert text["dtype"] == "<u2"
