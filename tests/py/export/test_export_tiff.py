import io
import json
from xml.etree import ElementTree

import finished_runs
import numpy as np
import PIL.Image
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from tabscope.axes import PixelSize
from tabscope.export.tiff import NAMESPACE, label_lut, labels_tiff, mask_tiff
from tabscope.results.result import Layer

RECORD = {"tabscope": "0.1.0", "source": {"name": "µm <b>&amp; {0} \x07 ü.tif"}, "recipe": {"title": "日本"}}
OME = "{http://www.openmicroscopy.org/Schemas/OME/2016-06}"


def opened(data):
    return tifffile.TiffFile(io.BytesIO(data))


def described(file):
    return ElementTree.fromstring(file.ome_metadata)  # noqa: S314 - our own file


def layer(array, axes="yx", size=None, **more):
    return Layer(np.asarray(array, np.uint32), axes, pixel_size=size or PixelSize(2.0, 0.5, 0.25, 30.0, "OME"), **more)


def stack(highest):
    pixels = np.arange(2 * 3 * 5 * 7, dtype=np.uint32).reshape(2, 3, 5, 7) % 9
    pixels[1, 2, 4, 6] = highest
    return layer(pixels, "tzyx")


def test_published_labels_come_back_pixel_by_pixel():
    labels = finished_runs.blobs()
    with opened(labels_tiff(layer(labels), "blobs", RECORD)) as file:
        assert np.array_equal(file.asarray(), labels)
        assert file.series[0].dtype == np.uint8


@pytest.mark.parametrize(
    ("highest", "dtype", "kind"),
    [(255, "uint8", "imagej"), (256, "uint16", "imagej"), (65_535, "uint16", "imagej"), (65_536, "uint32", "ome")],
)
def test_ids_take_the_smallest_type_that_holds_them(highest, dtype, kind):
    with opened(labels_tiff(stack(highest), "x", RECORD)) as file:
        assert file.series[0].kind == kind
        assert file.series[0].dtype == dtype
        assert file.series[0].axes == "TZYX"
        assert np.array_equal(file.series[0].asarray(), stack(highest).array)


def test_imagej_finds_axes_spacing_unit_and_display_range():
    with opened(labels_tiff(stack(300), "x", RECORD)) as file:
        found = file.imagej_metadata
        page = file.pages[0]
        assert (found["frames"], found["slices"], found["images"], found["hyperstack"]) == (2, 3, 6, True)
        assert (found["spacing"], found["finterval"], found["unit"]) == (2.0, 30.0, "\\u00B5m")
        assert (found["min"], found["max"], found["Ranges"]) == (0.0, 300.0, (0.0, 300.0))
        assert (page.tags["XResolution"].value, page.tags["YResolution"].value) == ((4, 1), (2, 1))
        assert page.tags["ResolutionUnit"].value == 1


def test_without_a_pixel_size_imagej_is_told_none():
    with opened(labels_tiff(layer([[0, 1]], size=PixelSize()), "x", RECORD)) as file:
        assert not {"unit", "spacing", "finterval"} & set(file.imagej_metadata)
        assert file.pages[0].tags["XResolution"].value == (1, 1)


def test_the_record_of_the_run_is_in_info_and_the_description_is_imagejs_own():
    with opened(labels_tiff(stack(9), "x", RECORD)) as file:
        assert json.loads(file.imagej_metadata["Info"]) == RECORD
        assert file.pages[0].description.startswith("ImageJ=")


def test_pixels_are_ids_with_a_lut_and_no_palette():
    with opened(labels_tiff(layer([[0, 1, 2]]), "x", RECORD)) as file:
        page = file.pages[0]
        assert page.photometric == tifffile.PHOTOMETRIC.MINISBLACK
        assert page.asarray().tolist() == [[0, 1, 2]]
        table = np.asarray(page.tags["ColorMap"].value).reshape(3, 256)
        assert np.array_equal(table // 257, label_lut())
        assert np.array_equal(file.imagej_metadata["LUTs"], label_lut())


@pytest.mark.parametrize(("highest", "mode"), [(9, "L"), (300, "I;16")])
def test_pillow_reads_numbers_and_no_colours(highest, mode):
    with PIL.Image.open(io.BytesIO(labels_tiff(layer([[0, 1], [2, highest]]), "x", RECORD))) as picture:
        assert picture.mode == mode
        assert np.asarray(picture).tolist() == [[0, 1], [2, highest]]


def test_the_lut_is_black_for_background_alone_and_neighbours_differ():
    lut = label_lut().astype(int)
    assert lut[:, 0].tolist() == [0, 0, 0]
    assert (lut[:, 1:].max(axis=0) > 100).all()
    assert (np.abs(np.diff(lut, axis=1)).max(axis=0) > 40).all()


def test_a_crop_keeps_its_parents_origin():
    crop = layer([[0, 1], [2, 0]], origin=(100.0, 64.0), factor=(2.0, 2.0))
    with opened(labels_tiff(crop, "x", RECORD)) as file:
        assert (file.imagej_metadata["yorigin"], file.imagej_metadata["xorigin"]) == (-50.0, -32.0)
    crop = layer([[0, 70_000]], origin=(100.0, 64.0), factor=(2.0, 2.0))
    with opened(labels_tiff(crop, "x", RECORD)) as file:
        plane = described(file).find(f".//{OME}Plane")
    assert (plane.get("PositionY"), plane.get("PositionX"), plane.get("PositionXUnit")) == ("25.0", "8.0", "µm")


def test_a_crop_of_an_image_without_pixel_size_says_its_place_in_pixels():
    crop = layer([[0, 70_000]], size=PixelSize(), origin=(100.0, 64.0))
    with opened(labels_tiff(crop, "x", RECORD)) as file:
        plane = described(file).find(f".//{OME}Plane")
    assert (plane.get("PositionY"), plane.get("PositionX"), plane.get("PositionXUnit")) == ("100.0", "64.0", "pixel")


def test_many_objects_go_into_an_ome_tiff_with_sizes_and_the_record_as_annotation():
    with opened(labels_tiff(stack(70_000), "a <&> b", RECORD)) as file:
        root = described(file)
    pixels = root.find(f".//{OME}Pixels")
    assert root.find(f"{OME}Image").get("Name") == "a <&> b"
    assert [pixels.get(f"Size{axis}") for axis in "XYZT"] == ["7", "5", "3", "2"]
    assert [pixels.get(f"PhysicalSize{axis}") for axis in "XYZ"] == ["0.25", "0.5", "2.0"]
    assert pixels.get("PhysicalSizeXUnit") == "µm"
    assert (pixels.get("TimeIncrement"), pixels.get("TimeIncrementUnit")) == ("30.0", "s")
    annotation = root.find(f"{OME}StructuredAnnotations/{OME}CommentAnnotation")
    assert annotation.get("Namespace") == NAMESPACE
    assert json.loads(annotation.find(f"{OME}Value").text) == RECORD
    assert root.find(f"{OME}Image/{OME}AnnotationRef").get("ID") == annotation.get("ID")


@settings(max_examples=25)
@given(st.text(st.characters(), max_size=40))
def test_any_text_of_a_run_leaves_the_ome_description_valid(text):
    with opened(labels_tiff(layer([[0, 70_000]]), text, {"source": {"name": text}})) as file:
        root = described(file)
    assert root.tag == f"{OME}OME"


def test_a_mask_is_0_and_255():
    with opened(mask_tiff(Layer(np.asarray([[True, False]])), "x", RECORD)) as file:
        assert file.asarray().tolist() == [[255, 0]]
        assert file.series[0].dtype == np.uint8
        assert "ColorMap" not in file.pages[0].tags


@pytest.mark.parametrize("highest", [9, 70_000])
def test_the_same_run_gives_the_same_bytes_without_a_date(highest):
    first = labels_tiff(stack(highest), "x", RECORD)
    assert labels_tiff(stack(highest), "x", RECORD) == first
    with opened(first) as file:
        assert "DateTime" not in file.pages[0].tags
        assert file.pages[0].software == "tabscope 0.1.0"


def test_a_large_plane_is_cut_into_strips_because_imagej_reads_no_tiles():
    pixels = np.zeros((700, 600), np.uint32)
    pixels[600:, 500:] = 70_000
    with opened(labels_tiff(layer(pixels), "x", RECORD)) as file:
        assert not file.pages[0].is_tiled
        assert len(file.pages[0].dataoffsets) > 1
        assert np.array_equal(file.asarray(), pixels)
