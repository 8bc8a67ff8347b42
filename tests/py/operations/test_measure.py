"""Measured columns against scikit-image and ImageJ, by the definitions that each column states."""

import csv

import numpy as np
import pytest
from gallery_steps import DATA, load
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tabscope.axes import PixelSize
from tabscope.operations.columns import DEFINITIONS, snake
from tabscope.operations.measure.regions import regions
from tabscope.operations.measure.size import typical_diameter
from tabscope.operations.notes import Notes
from tabscope.operations.synth import nuclei
from tabscope.units import px

SAME = {
    "object": "label", "centroid_y_px": "centroid-0", "centroid_x_px": "centroid-1", "bbox_y0_px": "bbox-0",
    "bbox_x0_px": "bbox-1", "bbox_y1_px": "bbox-2", "bbox_x1_px": "bbox-3", "area_px": "num_pixels",
    "perimeter_px": "perimeter", "eccentricity": "eccentricity", "major_axis_px": "axis_major_length",
    "minor_axis_px": "axis_minor_length", "equivalent_diameter_px": "equivalent_diameter_area",
    "mean_dna": "intensity_mean", "median_dna": "intensity_median", "min_dna": "intensity_min",
    "max_dna": "intensity_max", "sd_dna": "intensity_std",
}  # fmt: skip
"""Our columns, and scikit-image's property of the same definition."""


def theirs(labels, image=None, spacing=None):
    from skimage.measure import regionprops_table

    names = {one.partition("-")[0] for one in SAME.values()} | {"orientation"}
    if image is None:
        names -= {one for one in names if one.startswith("intensity")}
    return regionprops_table(labels, image, properties=sorted(names), spacing=spacing)


@pytest.fixture(scope="module")
def pair():
    return load("bio/stardist/mask2d.tif").astype(np.uint32), load("bio/stardist/img2d.tif")


def test_columns_equal_scikit_images(pair):
    labels, image = pair
    table, expected = regions(labels, {"DNA": image}), theirs(labels, image)
    for ours, name in SAME.items():
        np.testing.assert_allclose(table[ours], expected[name], rtol=1e-9, atol=1e-9, err_msg=ours)
    np.testing.assert_allclose(table["sum_dna"], expected["num_pixels"] * expected["intensity_mean"])
    np.testing.assert_allclose(table["angle_deg"], (90 + np.degrees(expected["orientation"])) % 180, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.uint32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 3)))
def test_columns_equal_scikit_images_on_any_small_labels(labels):
    table = regions(labels)
    if labels.max() == 0:
        assert len(table) == 0
        return
    expected = theirs(labels)
    for ours, name in SAME.items():
        if not name.startswith("intensity"):
            np.testing.assert_allclose(table[ours], expected[name], rtol=1e-7, atol=1e-6, err_msg=ours)


def test_columns_in_micrometres_equal_scikit_images_with_spacing(pair):
    labels = pair[0]
    table, expected = regions(labels, pixel_size=PixelSize(y=0.5, x=0.5)), theirs(labels, spacing=(0.5, 0.5))
    for ours, name in {
        "perimeter_um": "perimeter", "major_axis_um": "axis_major_length", "minor_axis_um": "axis_minor_length",
        "equivalent_diameter_um": "equivalent_diameter_area", "centroid_x_um": "centroid-1",
    }.items():  # fmt: skip
        np.testing.assert_allclose(table[ours], expected[name], rtol=1e-9, err_msg=ours)
    np.testing.assert_allclose(table["area_um2"], table["area_px"] / 4)


def test_pixels_that_are_not_square_are_measured_in_physical_coordinates():
    labels = np.zeros((12, 30), np.uint32)
    labels[4:8, 5:25] = 1
    table = regions(labels, pixel_size=PixelSize(y=2.0, x=0.5))
    assert table["area_um2"][0] == 80
    assert table["feret_max_um"][0] == pytest.approx(np.hypot(8, 10))
    assert table["feret_min_um"][0] == pytest.approx(8)
    assert table["perimeter_um"][0] == pytest.approx(2 * (3 * 2.0) + 2 * (19 * 0.5))
    assert table["major_axis_um"][0] == pytest.approx(4 * np.sqrt(0.25 * (20**2 - 1) / 12))


def test_without_a_pixel_size_no_column_is_physical(pair):
    names = regions(pair[0], {"DNA": pair[1]}).names
    assert not [name for name in names if "_um" in name or name.startswith("integrated")]


def test_imagej_measures_the_same_blobs():
    labels = load("bio/blobs/mini_blobs_otsu_labels_excluded_edges_imagej.tif").astype(np.uint32)
    table = regions(labels, {"": load("bio/blobs/mini_blobs.tif")}, PixelSize(y=1.0, x=1.0))
    with (DATA / "bio/blobs/mini_blobs_measurements_imagej.csv").open() as file:
        rows = list(csv.DictReader(file))
    for ours, name, offset, tolerance in [
        ("area_px", "Area", 0, 0), ("mean", "Mean", 0, 5e-4), ("min", "Min", 0, 0), ("max", "Max", 0, 0),
        ("centroid_x_px", "X", 0.5, 5e-4), ("centroid_y_px", "Y", 0.5, 5e-4), ("sum", "RawIntDen", 0, 0),
        ("integrated", "IntDen", 0, 1e-3), ("bbox_x0_px", "BX", 0, 0), ("bbox_y0_px", "BY", 0, 0),
        ("feret_max_px", "Feret", 0, 5e-4), ("feret_min_px", "MinFeret", 0, 5e-4), ("solidity", "Solidity", 0, 5e-4),
        ("perimeter_px", "Perim.", 0, 2.5), ("circularity", "Circ.", 0, 0.06), ("median", "Median", 0, 0),
    ]:  # fmt: skip
        expected = [float(row[name]) for row in rows]
        np.testing.assert_allclose(table[ours] + offset, expected, atol=tolerance + 1e-9, err_msg=ours)
    imagej_sd = [float(row["StdDev"]) for row in rows]
    count = table["area_px"]
    np.testing.assert_allclose(table["sd"] * np.sqrt(count / (count - 1)), imagej_sd, atol=5e-4)


def test_widths_of_the_hull_equal_those_of_scipys_hull(pair):
    from scipy.spatial import ConvexHull

    labels, table = pair[0], regions(pair[0])
    for row in range(0, len(table), 10):
        y, x = np.nonzero(labels == table["object"][row])
        corners = np.concatenate([np.stack([y + dy, x + dx], 1) for dy in (0, 1) for dx in (0, 1)])
        hull = ConvexHull(corners)
        points = corners[hull.vertices].astype(float)
        apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
        width = np.ptp(points @ hull.equations[:, :2].T, axis=0)
        assert table["feret_max_px"][row] == pytest.approx(apart.max())
        assert table["feret_min_px"][row] == pytest.approx(width.min())
        assert table["solidity"][row] == pytest.approx(y.size / hull.volume)


def test_volumes_equal_scikit_images():
    from skimage.measure import regionprops_table

    labels = np.zeros((8, 20, 20), np.uint32)
    labels[2:6, 3:12, 4:9] = 1
    labels[0:3, 14:19, 10:19] = 2
    table = regions(labels, pixel_size=PixelSize(z=2.0, y=0.5, x=0.25))
    wanted = ("area", "axis_major_length", "axis_minor_length", "equivalent_diameter_area", "centroid")
    expected = regionprops_table(labels, properties=wanted, spacing=(2.0, 0.5, 0.25))
    np.testing.assert_allclose(table["volume_um3"], expected["area"])
    np.testing.assert_allclose(table["major_axis_um"], expected["axis_major_length"])
    np.testing.assert_allclose(table["minor_axis_um"], expected["axis_minor_length"])
    np.testing.assert_allclose(table["equivalent_diameter_um"], expected["equivalent_diameter_area"])
    np.testing.assert_allclose(table["centroid_z_um"], expected["centroid-0"])
    np.testing.assert_array_equal(table["touches_edge_z"], [False, True])
    assert "perimeter_px" not in table.names


def test_without_a_slice_distance_a_volume_is_counted_in_voxels():
    names = regions(np.ones((2, 3, 3), np.uint32), pixel_size=PixelSize(y=0.5, x=0.5)).names
    assert "volume_px" in names
    assert "volume_um3" not in names


def test_the_border_cuts_objects_in_the_first_and_last_row_and_column():
    labels = np.zeros((6, 9), np.uint32)
    labels[0, 4], labels[3, 0], labels[3, 3], labels[5, 5], labels[2, 8] = 1, 2, 3, 4, 9
    table = regions(labels)
    np.testing.assert_array_equal(table["object"], [1, 2, 3, 4, 9])
    np.testing.assert_array_equal(table["touches_edge"], [True, True, False, True, True])


def test_circularity_is_empty_where_the_outline_means_nothing_and_never_above_one():
    labels = np.zeros((40, 40), np.uint32)
    labels[2, 2:6], labels[10:13, 10:13] = 1, 2
    y, x = np.ogrid[:40, :40]
    labels[(y - 28) ** 2 + (x - 28) ** 2 <= 81] = 3
    circularity = regions(labels)["circularity"]
    assert np.isnan(circularity[0])
    assert np.nanmax(circularity) <= 1
    assert circularity[2] > 0.9


def test_saturated_pixels_are_counted_and_said():
    labels, image, notes = np.zeros((10, 10), np.uint32), np.zeros((10, 10), np.uint16), Notes()
    labels[:5, :4], labels[:5, 5:] = 1, 2
    image[0, :2] = 4095
    table = regions(labels, {"DNA": image}, notes=notes)
    np.testing.assert_allclose(table["saturated_fraction_dna"], [0.1, 0])
    assert notes.sentences == ["DNA: 2 % of pixels at 4095. Intensity of 1 object is too low."]


def test_pixels_without_a_number_are_left_out():
    image = np.arange(12, dtype=np.float64).reshape(3, 4)
    image[0, 0] = np.nan
    image[:, 3] = np.nan
    labels = np.ones((3, 4), np.uint32)
    labels[:, 3] = 2
    table = regions(labels, {"": image})
    assert table["mean"][0] == np.nanmean(image)
    assert np.isnan(table["mean"][1])
    assert np.isnan(table["max"][1])


def test_several_channels_carry_their_names_and_never_share_one():
    table = regions(np.ones((2, 2), np.uint32), {"DAPI (405 nm)": np.ones((2, 2)), "β-tubulin": np.zeros((2, 2)),
                                                 "dapi 405 nm": np.full((2, 2), 2.0)})  # fmt: skip
    assert table["mean_dapi_405_nm"][0] == 1
    assert table["mean_beta_tubulin"][0] == 0
    assert table["mean_dapi_405_nm_2"][0] == 2
    assert len(set(table.names)) == len(table.names)


@pytest.mark.parametrize(
    ("name", "expected"), [("µ-opioid", "u_opioid"), ("  ", ""), ("Ch. 1/2", "ch_1_2"), ("é", "e")]
)
def test_column_names_are_ascii(name, expected):
    assert snake(name) == expected


def test_every_column_says_what_it_means():
    scene = nuclei(shape=(80, 80), number=8)
    table = regions(scene.labels, {"DNA": scene.image}, PixelSize(y=0.3, x=0.3))
    for column in table.columns:
        assert column.meaning, column.name
        assert not column.name.endswith(("_px", "_um", "_um2", "_deg")) or column.unit, column.name
        assert "{" not in column.meaning + column.definition
    assert all(definition.meaning for definition in DEFINITIONS.values())


def test_a_typed_diameter_is_passed_through():
    table = typical_diameter(np.zeros((5, 5)), px(17), PixelSize(y=0.5, x=0.5))
    assert (table["diameter_px"][0], table["diameter_um"][0], table["maxima"][0]) == (17, 8.5, 0)


@pytest.mark.parametrize("diameter", [12, 20, 40])
def test_the_typical_diameter_of_drawn_nuclei_is_found(diameter):
    scene = nuclei((400, 400), number=60, diameter=diameter, seed=diameter)
    areas = np.bincount(scene.labels.ravel())[1:]
    true = 2 * np.sqrt(np.median(areas) / np.pi)
    assert typical_diameter(scene.image)["diameter_px"][0] == pytest.approx(true, rel=0.2)
