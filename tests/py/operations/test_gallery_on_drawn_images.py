"""The recipes of the gallery on images of the family synth, whose truth is known to the pixel, and on two real ones."""

from pathlib import Path

import numpy as np
import pytest
from test_gallery_recipes import image_of

import tabscope as ts
from tabscope import gallery
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.operations.intensity.colour import STAINS
from tabscope.operations.measure.skeleton import skeleton
from tabscope.operations.synth import light, objects, points
from tabscope.recipe import parse
from tabscope.table import Column, Table
from tabscope.units import px

pytestmark = pytest.mark.native  # the same recipes run in the tab in test_gallery_recipes.py and in the journeys
SAMPLES = Path(__file__).parents[3] / "static" / "samples" / "source"
EMPTY = np.zeros((300, 340))


@pytest.fixture
def run(host, run_async):
    def run_recipe(name, planes, names=("Signal",), pixel_size=None):
        array = np.asarray(planes)
        array = array[None, :, None] if array.ndim == 3 else array
        return run_async(Engine(host).run(parse(gallery.load(name)), image_of(array, names, pixel_size)))

    return run_recipe


def textured(cells, grain, seed=0):
    """Cells as phase contrast shows them: busy, and as bright as the ground."""
    seen = light.stain(cells, brightness=0.0, grain=grain, background=300.0, blur=px(0.7), seed=seed)
    return light.noise(seen, gain=0.2, read=1.5, seed=seed + 1)


@pytest.mark.parametrize("grain", [20.0, 100.0])
@pytest.mark.parametrize("number", [15, 40, 90])
def test_confluency_is_right_within_seven_hundredths_at_any_density(run, number, grain):
    nuclei = objects.draw_nuclei(EMPTY, number=number, diameter=px(26), overlap=0.0, seed=number)
    cells = objects.cells(nuclei, reach=px(14), irregular=0.7)
    found = run("confluency", [textured(cells, grain)]).tables["coverage"]["covered_fraction"][0]
    assert found == pytest.approx((cells > 0).mean(), abs=0.07)


@pytest.mark.parametrize("grain", [20.0, 100.0])
def test_an_open_wound_is_right_within_one_hundredth_until_it_has_closed(run, grain):
    nuclei = objects.draw_nuclei(EMPTY, number=1500, diameter=px(22), overlap=0.0, seed=2)
    everywhere = objects.cells(nuclei, reach=px(30), irregular=0.0)
    frames = []
    for number, width in enumerate((150, 90, 40, 24)):
        cells = everywhere.copy()
        cells[:, 170 - width // 2 : 170 + width // 2] = 0
        frames.append(textured(cells, grain, seed=10 * number))
    table = run("wound-closure", np.stack(frames)[:, None, None]).tables["open_area"]
    np.testing.assert_allclose(table["covered_fraction"], np.array([150, 90, 40, 24]) / 340, atol=0.012)


def test_spots_are_counted_in_their_cells_where_cells_have_a_background_of_their_own(run):
    nuclei = objects.draw_nuclei(EMPTY, number=30, diameter=px(30), variation=0.05, overlap=0.0, seed=7)
    cells = objects.cells(nuclei, reach=px(12), irregular=0.2)
    truth = points.spots(EMPTY, nuclei, number=150, apart=px(8), seed=3)
    dna = light.noise(light.stain(nuclei, seed=4))
    ground = light.stain(cells, brightness=60.0, background=80.0, seed=5)
    spots = light.noise(points.draw_spots(ground, truth, radius=px(2), brightness=250.0), seed=6)
    result = run("spots-per-cell", [dna, spots], ("DNA", "Spots"))
    found, table = result.layers["cells"].array.squeeze(), result.tables["count"]
    at = tuple(np.round(truth[f"centroid_{axis}_px"]).astype(int) for axis in "yx")
    expected = {int(one): int((nuclei[at] == one).sum()) for one in np.unique(nuclei[nuclei > 0])}
    of_cell = dict(zip(table["object"].tolist(), table["children"].tolist(), strict=True))
    counted = {one: of_cell.get(int(np.median(found[nuclei == one]))) for one in expected}
    assert np.mean([counted[one] == number for one, number in expected.items()]) >= 0.9
    assert sum(of_cell.values()) == pytest.approx(len(truth), rel=0.05)
    parents = result.tables["measured"]["parent"]
    assert np.count_nonzero(parents) == sum(of_cell.values())


def test_manders_coefficients_follow_the_share_of_spots_that_lie_together_whatever_the_camera_adds(run):
    every = points.spots(EMPTY, number=300, apart=px(12), seed=1)

    def light_of(chosen, seed):
        table = Table(tuple(Column(one.name, one.values[chosen]) for one in every.columns))
        return light.noise(points.draw_spots(EMPTY + 100, table, brightness=400.0, seed=seed), seed=seed)

    def compared(shared):
        other = np.r_[np.arange(shared), np.arange(60, 120 - shared)]
        return run("colocalisation", [light_of(np.arange(60), 1), light_of(other, 2)], ("A", "B")).tables["compared"]

    apart, half, together = (compared(shared) for shared in (0, 30, 60))
    for name in ("manders_m1", "manders_m2"):
        assert apart[name][0] < 0.05
        assert 0.25 < half[name][0] < 0.5
        assert together[name][0] > 0.6
    assert apart["pearson"][0] < 0.05
    assert half["pearson"][0] == pytest.approx(0.45, abs=0.08)


def test_the_share_of_brown_is_right_from_weak_to_strong_stain(run):
    unit = {name: np.array(colour) / np.linalg.norm(colour) for name, colour in STAINS.items()}
    cells = objects.draw_nuclei(EMPTY, number=120, diameter=px(26), seed=3)[..., None] > 0
    brown = objects.draw_nuclei(EMPTY, number=20, diameter=px(70), seed=4)[..., None] > 0
    scatter = np.random.default_rng(0).normal(0, 3, (*EMPTY.shape, 3))
    for amount in (0.4, 0.9):
        density = (
            0.12 * unit["hematoxylin"] + 0.5 * (cells & ~brown) * unit["hematoxylin"] + amount * brown * unit["dab"]
        )
        section = np.clip(np.round(245 * 10**-density + scatter), 0, 255).astype(np.uint8)
        found = run("stain-area", section[None, None, None], ("",)).tables["area"]["covered_fraction"][0]
        assert found == pytest.approx(brown.mean(), rel=0.06)


def test_the_spread_of_sizes_is_that_of_the_drawn_cells(run):
    cells = objects.draw_nuclei(EMPTY, number=70, diameter=px(28), variation=0.2, longest=1.2, overlap=0.0, seed=9)
    seen = light.noise(light.stain(cells, brightness=-60.0, variation=0.1, background=190.0, shading=15.0), gain=0.2)
    result = run("count-dark-objects", [seen], ("Bright field",), PixelSize(None, 0.5, 0.5))
    table = result.tables["sizes"]
    border = np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1]])
    widths = np.sqrt(4 * np.bincount(cells.ravel())[np.setdiff1d(np.unique(cells), np.append(border, 0))] / np.pi) / 2
    assert result.count == cells.max()
    assert table["objects"][0] == widths.size
    assert table["objects"][0] + table["objects_left_out"][0] == cells.max()
    for name, share in (("lower_quartile", 25), ("median", 50), ("upper_quartile", 75)):
        assert table[f"diameter_{name}_um"][0] == pytest.approx(np.percentile(widths, share), rel=0.06)
        assert table[f"diameter_{name}_px"][0] == pytest.approx(2 * table[f"diameter_{name}_um"][0])


@pytest.mark.parametrize("variation", [0.2, 0.8])
def test_lines_are_found_whether_they_are_equally_bright_or_not(run, variation):
    lines = objects.lines(EMPTY, number=7, length=px(160), thickness=px(3), bending=0.05, seed=6)
    seen = light.noise(light.stain(lines, brightness=250.0, variation=variation, seed=3))
    found = run("line-length", [seen]).tables["measured"]["skeleton_length_px"].sum()
    assert found == pytest.approx(skeleton(lines > 0)["skeleton_length_px"].sum(), rel=0.2)


def test_nuclei_of_a_drawn_movie_are_as_fast_as_they_were_drawn(host, run_async):
    document = gallery.load("track-cells")
    drawing = [
        {"id": "drawn", "op": "synth.nuclei@1", "in": {"image": "nuclei"}, "params": {"number": 12, "speed": 4}},
        {"id": "stained", "op": "synth.stain@1", "in": {"labels": "drawn"}},
        {"id": "seen", "op": "synth.noise@1", "in": {"image": "stained"}},
    ]
    for step in document["steps"]:
        step["in"] = {port: "seen" if of == "nuclei" else of for port, of in step["in"].items()}
    document["steps"] = drawing + document["steps"]
    empty = np.zeros((6, 1, 1, 260, 260), np.uint8)
    motion = run_async(Engine(host).run(parse(document), image_of(empty, ("DNA",)))).tables["motion"]
    assert len(motion) >= 8
    assert np.median(motion["mean_speed_px_per_frame"]) == pytest.approx(4, abs=0.15)
    assert np.median(motion["straightness"]) > 0.97


def test_noise_holds_no_lines(run):
    noise = light.noise(EMPTY + 200)
    assert run("line-length", [noise]).tables["measured"]["skeleton_length_px"].sum() < 60


def test_branches_of_a_real_cell_are_about_as_long_as_its_published_skeleton():
    """NEUBIAS gives the skeleton with the image: 312 px long. The ridge filter adds short side branches."""
    image = ts.open(SAMPLES / "xy_8bit__glialcell.tif")
    found = ts.run(gallery.load("line-length"), image).tables["measured"]["skeleton_length_px"].sum()
    assert found == pytest.approx(312, rel=0.3)


def test_four_cells_are_found_in_the_picture_of_four_and_their_lysosomes_in_them(run):
    import tifffile

    rgb = np.asarray(tifffile.imread(SAMPLES / "hela-cells-8bit.tif"))
    result = run("spots-per-cell", np.moveaxis(rgb[..., [2, 0]], -1, 0), ("DNA", "Spots"))
    assert result.count == 4
    assert 300 < result.tables["count"]["children"].sum() <= len(result.tables["spot"])
