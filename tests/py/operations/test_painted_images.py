"""The pixel classifier on real images with outlines by people, beside Otsu and scikit-learn's forest."""

import json
from pathlib import Path

import numpy as np
import pytest
from painted_images import IMAGES, dots, features_of, learn, overlap, predicted, read

from tabscope.operations.forest_text import write_forest

pytestmark = pytest.mark.native  # reads photographs and real TIFF files

KNOWN = json.loads((Path(__file__).parents[2] / "data" / "pixel_classes.json").read_text(encoding="utf-8"))
BEHIND = 0.02
"""How far in F1 our forest may lie behind scikit-learn's on the same pixels and features."""


@pytest.fixture(scope="module", params=list(IMAGES))
def painted(request):
    image, truth = read(request.param)
    features = features_of(image)
    trained = [learn(features, dots(one, truth)) for one in KNOWN[request.param]["painted"]]
    found = [overlap(predicted(one, features), truth) for one in trained]
    return KNOWN[request.param], trained, float(np.mean(found))


def test_a_dozen_dots_find_more_than_otsu(painted):
    known, _, found = painted
    assert found > known["otsu"] + 0.02


def test_the_forest_finds_as_much_as_that_of_scikit_learn(painted):
    known, _, found = painted
    assert found >= known["scikit-learn"] - BEHIND


def test_a_trained_forest_is_short_enough_for_a_link(painted):
    _, trained, _ = painted
    assert max(len(write_forest(one.forest)) for one in trained) < 20_000
