"""A threshold counted in noise: whatever share of the image is foreground, and however unequal it is."""

import numpy as np
import pytest

from tabscope.operations.notes import Notes
from tabscope.operations.threshold.noise import noise

RANDOM = np.random.default_rng(3)
GROUND = RANDOM.normal(100, 4, (300, 300))


@pytest.mark.parametrize("covered", [3, 30, 75])
def test_the_threshold_is_that_of_the_background_whatever_is_covered(covered):
    image = GROUND.copy()
    image[:covered] += RANDOM.uniform(60, 3000, (covered, 300))
    notes = Notes()
    mask = noise(image, times=6.0, notes=notes)
    assert notes.values["threshold"] == pytest.approx(100 + 6 * 4, rel=0.1 if covered < 50 else 0.2)
    assert mask[:covered].all()
    assert mask[covered:].mean() < 1e-4


def test_noise_alone_is_no_foreground():
    assert noise(GROUND, times=6.0).sum() == 0


def test_a_background_of_equal_values_still_needs_whole_steps_to_stand_out():
    image = np.full((50, 50), 7, np.uint8)
    image[10:12] = 8
    image[20:22] = 40
    mask = noise(image, times=6.0)
    assert not mask[10:12].any()
    assert mask[20:22].all()
    assert mask.sum() == 100


def test_a_flat_image_has_no_foreground_and_says_so():
    notes = Notes()
    assert not noise(np.full((9, 9), 5.0), notes=notes).any()
    assert notes.sentences
