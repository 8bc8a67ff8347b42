"""The pixel classifier: features, the forest, its text, the operations."""

import base64
import hashlib
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabscope.errors import TabscopeError
from tabscope.operations.forest import DEPTH, SURE, Ballot, Forest
from tabscope.operations.forest_growth import MOST, grow
from tabscope.operations.forest_text import MOST_TEXT, read_forest, write_forest
from tabscope.operations.pixel_features import KINDS, PER_IMAGE, SCALES, describe, features, reach
from tabscope.operations.segment.pixel_classes import class_probability, pixel_classes
from tabscope.operations.synth import nuclei
from tabscope.units import Length, px

SCENE = nuclei((90, 70), number=14, diameter=16, seed=11)
BRIGHTNESS, BLOBS, EDGES = 1, 2, 3
"""Numbers of features of the finest scale."""


def features_of(image, finest=1.0, coarsest=8.0):
    found = np.empty((PER_IMAGE, *image.shape), np.float32)
    for number, one in features(image.astype(np.float32), px(finest), px(coarsest)):
        found[number] = one
    return found


def trained(image=SCENE.image, labels=SCENE.labels, step=23):
    """Train on every so many pixels."""
    at = np.arange(0, image.size, step)
    values = features_of(image).reshape(PER_IMAGE, -1)[:, at].T
    return grow(np.ascontiguousarray(values), (labels.ravel()[at] > 0).astype(np.int64), 1)


FOREST = trained()
TEXT = write_forest(FOREST.forest)


def overlap(found, truth):
    return 2 * (found & truth).sum() / (found.sum() + truth.sum())


def test_a_flat_image_has_its_brightness_and_nothing_else():
    found = features_of(np.full((20, 30), 7.0))
    for scale in range(SCALES):
        first = 1 + scale * len(KINDS)
        np.testing.assert_allclose(found[first], 7, rtol=1e-6)
        np.testing.assert_allclose(found[first + 1 : first + len(KINDS)], 0, atol=1e-4)


def test_a_slope_has_an_edge_of_its_steepness_times_the_scale():
    found = features_of(np.mgrid[0:60, 0:60][1] * 3.0, finest=2, coarsest=4)
    np.testing.assert_allclose(found[EDGES, 30, 30], 3 * 2, rtol=1e-4)
    assert abs(found[BLOBS, 30, 30]) < 1e-3


def test_a_bright_spot_is_a_negative_laplacian_and_a_turned_image_has_turned_features():
    y, x = np.mgrid[-20:21, -20:21]
    spot = 100 * np.exp(-(y**2 + x**2) / 18.0)
    assert features_of(spot)[BLOBS, 20, 20] < 0
    image = SCENE.image[:60, :60]
    np.testing.assert_allclose(features_of(np.rot90(image)), np.rot90(features_of(image), axes=(1, 2)), atol=0.05)


def test_a_volume_has_the_eigenvalues_of_numpy():
    volume = np.random.default_rng(2).normal(100, 20, (9, 12, 11)).astype(np.float32)
    found = features_of(volume, 1, 1)
    smooth = found[BRIGHTNESS]

    def slope(values, axis):
        edged = np.pad(values, [(1, 1) if one == axis else (0, 0) for one in range(3)], mode="edge")
        return (np.take(edged, range(2, edged.shape[axis]), axis) - np.take(edged, range(values.shape[axis]), axis)) / 2

    matrix = np.stack([np.stack([slope(slope(smooth, a), b) for a in range(3)], -1) for b in range(3)], -1)
    wanted = np.linalg.eigvalsh((matrix + np.swapaxes(matrix, -1, -2)) / 2)
    inside = (slice(2, -2),) * 3  # at the edges derivatives depend on their order
    np.testing.assert_allclose(found[4][inside], wanted[..., 2][inside], atol=1e-3)
    np.testing.assert_allclose(found[5][inside], wanted[..., 0][inside], atol=1e-3)


def test_scales_follow_the_pixels_of_each_axis():
    volume = np.repeat(SCENE.image[None, :30, :30], 3, axis=0)
    lengths = Length((0.5, 2.0, 2.0)), Length((2.0, 8.0, 8.0))
    assert reach(*lengths) == reach(px(2), px(8))
    found = [one for _, one in features(volume.astype(np.float32), *lengths)]
    assert len(found) == PER_IMAGE
    assert all(one.dtype == np.float32 for one in found)


def test_a_feature_is_told_in_words():
    assert describe(0, px(1), px(8), ("dna",)) == "The pixel itself"
    assert describe(PER_IMAGE + 3, px(1), px(8), ("dna", "actin")) == "Edges (gradient) 1 px, actin"


def test_the_forest_is_the_same_everywhere():
    """Natively and in the tab, to the last bit: the digest is that of the native one."""
    values = (np.arange(400 * PER_IMAGE) * 7919 % 1009).reshape(400, PER_IMAGE).astype(np.float32)
    classes = ((values[:, 3] + values[:, 11]) > 1000).astype(np.int64) + (values[:, 5] > 800)
    found = grow(values, classes, 1)
    assert write_forest(found.forest).split(":")[1] == "21ec00b8e4e0bf48"
    assert round(found.accuracy, 9) == 0.9975


def test_the_mask_is_the_same_everywhere():
    """Features, forest and votes on a photograph-like scene; the digest is that of the native mask."""
    y, x = np.mgrid[0:80, 0:100]
    image = ((y * 7 + x * 13) % 31 + 60 * ((y // 20 + x // 25) % 2)).astype(np.uint16)
    labels = ((y // 20 + x // 25) % 2).astype(np.uint32)
    found = pixel_classes({"DNA": image}, forest=write_forest(trained(image, labels, 7).forest))
    assert hashlib.sha256(found.tobytes()).hexdigest()[:16] == "9789c4411d0ae0a9"


def test_classes_that_are_plain_are_learnt_and_judged_on_what_trees_had_not_seen():
    chance = np.random.default_rng(3)
    values = chance.normal(0, 1, (600, PER_IMAGE)).astype(np.float32)
    classes = (values[:, 4] > 0.3).astype(np.int64)
    found = grow(values, classes, 1)
    assert found.accuracy > 0.97
    assert found.weights.argmax() == 4
    assert grow(values, chance.permutation(classes), 1).accuracy == pytest.approx(0.5, abs=0.12)


def test_a_class_counts_alike_however_little_of_it_is_painted():
    chance = np.random.default_rng(4)
    values = np.concatenate([chance.normal(0, 1, (MOST * 2, PER_IMAGE)), chance.normal(1, 1, (40, PER_IMAGE))])
    classes = np.repeat([0, 1], [MOST * 2, 40])
    found = grow(values.astype(np.float32), classes, 1)
    ballot = Ballot(found.forest, classes.size)
    for number in range(PER_IMAGE):
        ballot.take(number, np.ascontiguousarray(values[:, number], np.float32))
    assert (ballot.votes().argmax(axis=0)[-40:] == 1).mean() > 0.9


def test_a_class_without_examples_is_never_found():
    values = np.arange(40, dtype=np.float32)[:, None].repeat(PER_IMAGE, axis=1)
    found = grow(values, np.repeat([0, 2], 20), 1)
    assert found.forest.classes == 3
    assert not found.forest.leaves[:, :, 1].any()


@given(st.integers(0, 2**32 - 1))
def test_a_forest_is_read_back_from_its_text(seed):
    chance = np.random.default_rng(seed)
    trees, depth, classes, images = (int(chance.integers(1, most)) for most in (9, DEPTH + 1, 8, 4))
    forest = Forest(
        chance.integers(0, images * PER_IMAGE, (trees, depth)).astype(np.uint8),
        chance.normal(0, 1e4, (trees, depth)).astype(np.float32),
        chance.integers(0, SURE + 1, (trees, 2**depth, classes + 1)).astype(np.uint8), images,
    )  # fmt: skip
    back = read_forest(write_forest(forest))
    for name in ("features", "thresholds", "leaves"):
        np.testing.assert_array_equal(getattr(back, name), getattr(forest, name))
    assert back.images == images


def text_of(packed, digest=None):
    data = base64.urlsafe_b64encode(zlib.compress(packed)).decode().rstrip("=")
    return f"forest1:{digest or hashlib.sha256(packed).hexdigest()[:16]}:{data}"


def whole(images=1, trees=1, depth=1, classes=2, feature=0, threshold=1.0):
    head = bytes((images, trees, depth, classes))
    questions = trees * depth
    return (
        head + bytes([feature]) * questions + struct.pack("<f", threshold) * questions
        + bytes(trees * 2**depth * classes)
    )  # fmt: skip


HOSTILE = {
    "nothing of ours": "hello",
    "another version": TEXT.replace("forest1", "forest2", 1),
    "cut off": TEXT[:-20],
    "changed": TEXT[:40] + ("A" if TEXT[40] != "A" else "B") + TEXT[41:],
    "not base64": "forest1:0000000000000000:§§§",
    "not deflated": "forest1:0000000000000000:AAAA",
    "empty": "forest1::",
    "too long": "forest1:" + "A" * MOST_TEXT,
    "a bomb": text_of(bytes(50_000_000)),
    "another digest": text_of(whole(), "0" * 16),
    "no trees": text_of(whole(trees=0)),
    "no questions": text_of(whole(depth=0)),
    "more questions than bits": text_of(whole(depth=9)),
    "one class": text_of(whole(classes=1)),
    "too many classes": text_of(whole(classes=200)),
    "no image": text_of(whole(images=0)),
    "shorter than it says": text_of(whole()[:-1]),
    "longer than it says": text_of(whole() + b"\0"),
    "a feature that is not there": text_of(whole(feature=PER_IMAGE)),
    "a threshold that is no number": text_of(whole(threshold=float("nan"))),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_forest_from_somebody_else_is_refused_in_words_where_it_is_not_whole(text):
    with pytest.raises(TabscopeError) as caught:
        pixel_classes({"DNA": SCENE.image}, forest=text)
    assert caught.value.code == "forest.invalid"
    assert caught.value.hint
    assert text not in caught.value.message


def test_a_whole_forest_that_nobody_trained_is_used():
    assert pixel_classes({"DNA": SCENE.image}, forest=text_of(whole())).dtype == np.bool_


def test_nuclei_are_found_from_a_few_pixels_and_their_probability_says_the_same():
    found = pixel_classes({"DNA": SCENE.image}, forest=TEXT)
    assert overlap(found, SCENE.labels > 0) > 0.95
    background = pixel_classes({"DNA": SCENE.image}, chosen=1, forest=TEXT)
    np.testing.assert_array_equal(found, ~background)
    share = class_probability({"DNA": SCENE.image}, forest=TEXT)
    assert share.min() >= 0
    assert share.max() <= 1
    assert found[share > 0.51].all()
    assert not found[share < 0.49].any()


def test_missing_pixels_belong_to_no_class():
    image = SCENE.image.astype(np.float32)
    image[30:34, 30:34] = np.nan
    for chosen in (1, 2):
        assert not pixel_classes({"DNA": image}, chosen=chosen, forest=TEXT)[30:34, 30:34].any()
    assert np.isnan(class_probability({"DNA": image}, forest=TEXT)[30:34, 30:34]).all()


@pytest.mark.parametrize(
    ("images", "params"),
    [
        ({"DNA": SCENE.image}, {}),
        ({"DNA": SCENE.image, "actin": SCENE.image}, {"forest": TEXT}),
        ({"DNA": SCENE.image}, {"forest": TEXT, "chosen": 3}),
    ],
    ids=["nothing painted", "another number of images", "no such class"],
)
def test_what_does_not_fit_is_refused_in_words(images, params):
    with pytest.raises(TabscopeError) as caught:
        pixel_classes(images, **params)
    assert caught.value.code == "operation.input"
    assert caught.value.hint
