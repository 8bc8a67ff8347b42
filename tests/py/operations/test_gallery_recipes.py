"""The recipes of the gallery against images whose truth is known."""

import numpy as np
import pytest
from scipy import ndimage

from tabscope import gallery
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.image import Channel, Image, Level
from tabscope.operations.intensity.colour import STAINS
from tabscope.operations.synth import nuclei
from tabscope.recipe import parse


class Pixels:
    """A reader of an array (t, c, z, y, x), or (t, c, z, y, x, s)."""

    def __init__(self, array):
        self.array = array

    async def plane(self, level, t, c, z, region):
        return self.array[t, c, z, region.y0 : region.y1, region.x0 : region.x1]

    async def raw(self):
        yield self.array

    async def close(self):
        return None


def image_of(array, names, pixel_size=None):
    samples = {"s": array.shape[5]} if array.ndim == 6 else {}
    axes = "tczyx" + ("s" if samples else "")
    level = Level(array.shape[3], array.shape[4], {"y": 1.0, "x": 1.0, "z": 1.0}, array.shape[2])
    return Image(
        name="scene", format="memory", axes=axes, shape=array.shape, dtype=array.dtype,
        channels=tuple(Channel(name) for name in names), levels=(level,), reader=Pixels(array),
        pixel_size=pixel_size or PixelSize(),
    )  # fmt: skip


@pytest.fixture
def run(host, run_async):
    def run_recipe(name, planes, names=("DNA",)):
        array = np.asarray(planes)
        array = array[None, :, None] if array.ndim == 3 else array
        engine = Engine(host)
        return run_async(engine.run(parse(gallery.load(name)), image_of(array, names)))

    return run_recipe


SCENE = nuclei((240, 260), number=14, diameter=26, spread=0.1, seed=21)


def spots_in(labels, seed=1):
    """Draw two spots in every second nucleus and none in the others; return the image and the counts."""
    random = np.random.default_rng(seed)
    light, counts = np.zeros(labels.shape), {}
    for number in range(1, int(labels.max()) + 1):
        inside = np.argwhere(ndimage.binary_erosion(labels == number, iterations=4))
        counts[number] = 2 if number % 2 and len(inside) > 60 else 0
        if counts[number]:
            first = inside[0]
            far = inside[np.argmax(np.hypot(*(inside - first).T))]
            for y, x in (first, far):
                light[y, x] = 1
    blurred = ndimage.gaussian_filter(light, 1.3)
    image = 100 + 1500 * blurred / blurred.max() + random.normal(0, 8, labels.shape)
    return np.clip(image, 0, None).astype(np.uint16), counts


def test_spots_are_counted_in_the_cell_they_lie_in(run):
    spots, counts = spots_in(SCENE.labels)
    result = run("spots-per-cell", [SCENE.image, spots], ("DNA", "Spots"))
    table, cells = result.tables["count"], result.layers["cells"].array
    true = {int(cells[tuple(np.argwhere(SCENE.labels == number)[0])]): count for number, count in counts.items()}
    found = dict(zip(table["object"].tolist(), table["children"].tolist(), strict=True))
    assert sum(found.values()) == sum(counts.values())
    assert np.mean([found.get(cell) == count for cell, count in true.items()]) > 0.9


def test_a_protein_of_the_cytoplasm_is_measured_there(run):
    around = ndimage.binary_dilation(SCENE.labels > 0, iterations=16) & (SCENE.labels == 0)
    protein = (100 + 400 * around).astype(np.uint16)
    result = run("cell-compartments", [SCENE.image, protein], ("DNA", "Protein"))
    nucleus, cytoplasm = result.tables["in_nucleus"], result.tables["in_cytoplasm"]
    assert result.count == SCENE.labels.max()
    assert np.median(nucleus["mean_protein"]) < 200
    assert np.median(cytoplasm["mean_protein"]) > 400
    assert set(cytoplasm["object"]) <= set(nucleus["object"])


def test_two_channels_of_one_structure_colocalise_and_two_of_two_do_not(run):
    noise = np.random.default_rng(4)
    other = nuclei((240, 260), number=14, diameter=26, spread=0.1, seed=77).image
    again = (SCENE.image * 0.5 + noise.normal(0, 5, SCENE.image.shape)).clip(0).astype(np.uint16)
    same = run("colocalisation", [SCENE.image, again], ("A", "B")).tables["compared"]
    apart = run("colocalisation", [SCENE.image, other], ("A", "B")).tables["compared"]
    assert same["pearson"][0] > 0.9
    assert same["coloc_p"][0] == 0
    assert apart["pearson"][0] < 0.4


def test_confluency_is_the_share_that_is_busy(run):
    random = np.random.default_rng(5)
    image = random.normal(1000, 5, (200, 200))
    image[:, :120] += random.normal(0, 80, (200, 120))
    result = run("confluency", [image.astype(np.uint16)], ("Phase",))
    assert result.tables["coverage"]["covered_fraction"][0] == pytest.approx(0.6, abs=0.05)
    assert "% covered" in result.headline


def test_a_closing_wound_gets_smaller_in_every_frame(run):
    random = np.random.default_rng(6)
    frames = []
    for width in (80, 50, 20):
        image = random.normal(1000, 5, (160, 200))
        busy = np.abs(np.arange(200) - 100) > width / 2
        frames.append(image + random.normal(0, 80, image.shape) * busy)
    movie = np.stack(frames)[:, None, None].astype(np.uint16)
    table = run("wound-closure", movie, ("Phase",)).tables["open_area"]
    assert table["t"].tolist() == [0, 1, 2]
    np.testing.assert_allclose(table["covered_fraction"], [0.4, 0.25, 0.1], atol=0.05)


def test_lines_are_as_long_as_they_were_drawn(run):
    canvas = np.zeros((200, 220))
    canvas[40, 20:200] = canvas[60:180, 100] = 1
    image = 100 + 3000 * ndimage.gaussian_filter(canvas, 1.5) + np.random.default_rng(7).normal(0, 5, canvas.shape)
    table = run("line-length", [image.clip(0).astype(np.uint16)], ("Tubulin",)).tables["measured"]
    assert sorted(table["skeleton_length_px"])[-2:] == pytest.approx([119, 179], rel=0.06)


def test_the_brown_area_is_that_of_the_brown_stain(run):
    y, x = np.indices((150, 200))
    tissue, brown = x < 160, (x < 60) & (y < 100)
    unit = {name: np.array(colour) / np.linalg.norm(colour) for name, colour in STAINS.items()}
    density = 0.3 * tissue[..., None] * unit["hematoxylin"] + 0.6 * brown[..., None] * unit["dab"]
    section = np.round(255 * 10**-density).astype(np.uint8)
    result = run("stain-area", section[None, None, None], ("",))
    assert result.tables["area"]["covered_fraction"][0] == pytest.approx(brown.sum() / tissue.sum(), rel=0.03)


def test_a_blurred_and_a_saturated_image_are_told_from_a_good_one(run):
    good = SCENE.image
    blurred = ndimage.gaussian_filter(good, 4)
    bright = np.where(good > np.percentile(good, 97), 4095, np.minimum(good, 4000)).astype(np.uint16)
    rows = [run("image-quality", [one]).tables["quality"] for one in (good, blurred, bright)]
    assert rows[1]["focus_brenner_dna"][0] < 0.5 * rows[0]["focus_brenner_dna"][0]
    assert rows[2]["saturated_share_dna"][0] > 0.02


@pytest.mark.parametrize("name", gallery.names())
def test_a_recipe_says_what_it_is_for(name):
    document = gallery.load(name)
    assert document["title"]
    assert len(document["description"]) > 60
    assert set(document["show"]) <= {step["id"] for step in document["steps"]}
