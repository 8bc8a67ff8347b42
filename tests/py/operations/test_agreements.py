"""Measurements differ from those of other programs by no more than is said; the tables of other programs come out."""

from itertools import product

import numpy as np
import pytest
import tifffile

from tabscope.operations.measure.moments import _circles, _radial
from tabscope.operations.measure.skeleton import skeleton
from tabscope.operations.morphology.outlines import distance
from tabscope.operations.region_shape import pixels
from tools.agreements import objects
from tools.agreements.compared import BIO, compare, elsewhere, nuclei
from tools.agreements.further import COMPARED

pytestmark = pytest.mark.native  # reads the tools and the tables, which the tab does not carry

TABLES = {
    "scikit-image": objects.with_scikit_image,
    "a textbook's table": objects.with_a_textbook,
    "ImageJ": lambda: objects.with_table(objects.IMAGEJ, "mini_blobs_measurements_imagej.csv", 0, "ImageJ"),
    "CLIJ": lambda: objects.with_table(objects.CLIJ, "mini_blobs_measurements_clij.csv", 1, "CLIJ"),
    "cp_measure": objects.with_cellprofiler,
    "CellProfiler's table": objects.with_cellprofilers_table,
    "mahotas": objects.with_mahotas,
}
GLIA = BIO / "neubias" / "glialcell"


@pytest.mark.parametrize("program", TABLES)
def test_objects_are_measured_as_by_another_program_or_within_its_limit(program):
    found = TABLES[program]()
    assert found
    assert not {name: str(one) for name, one in found.items() if not one.good}


@pytest.mark.parametrize("operation", COMPARED)
def test_other_measurements_are_those_of_another_program_or_within_a_limit(operation):
    found = COMPARED[operation]()
    assert found
    assert not {name: str(one) for name, each in found.items() for one in each if not one.good}


def test_a_difference_is_seen_also_in_small_numbers():
    assert compare("them", "it", [1e-9, 2e-9], [1e-9, 2e-9]).same
    apart = compare("them", "it", [1e-9, 2e-9], [1e-9, 2.1e-9], allowed=0.04)
    assert not apart.same
    assert not apart.good


def test_objects_of_another_number_are_not_compared():
    with pytest.raises(ValueError, match="other objects"):
        compare("them", "it", [1.0], [1.0, 2.0])


def test_zernike_moments_are_cellprofilers_but_for_pixels_on_the_circle():
    labels, _ = nuclei()
    found = pixels(labels)
    y, x, radius = _circles(found)
    theirs = elsewhere()["cp_measure"]["nuclei"]
    for one in range(found.number):
        mine = found.owner == one
        point = ((found.place[1][mine] - x[one]) + 1j * (found.place[0][mine] - y[one])) / radius[one]
        away = np.abs(point)
        on_circle = np.flatnonzero(away > 1 - 1e-9)
        nearest = min(
            max(
                abs(abs((kept * _radial(n, m, away) * (np.conj(point) / np.where(away > 0, away, 1)) ** m).sum())
                    / (np.pi * radius[one] ** 2) - theirs[f"Zernike_{n}_{m}"][one])
                for n, m in ((0, 0), (3, 1), (8, 6), (9, 9))
            )
            for kept in _some_left_out(away.size, on_circle)
        )  # fmt: skip
        assert nearest < 1e-8


def _some_left_out(number, places):
    for chosen in product((0.0, 1.0), repeat=places.size):
        kept = np.ones(number)
        kept[places] = chosen
        yield kept


def test_the_distance_to_the_background_is_imagejs():
    body = tifffile.imread(GLIA / "xy_8bit_binary__glialcell.tif") > 0
    theirs = tifffile.imread(GLIA / "xy_8bit_distmap__glialcell.tif")
    inner = (slice(12, -12), slice(12, -12))
    np.testing.assert_allclose(distance(body)[inner], theirs[inner], atol=0.51)


def test_the_skeleton_of_a_cell_is_as_long_as_imagejs():
    body, thin = (tifffile.imread(GLIA / f"xy_8bit_binary__glialcell{name}.tif") > 0 for name in ("", "_skeleton"))
    ours, theirs = skeleton(body), skeleton(thin)
    assert ours["skeleton_length_px"].sum() == pytest.approx(theirs["skeleton_length_px"].sum(), rel=0.1)
    assert len(ours) == len(theirs) == 1
