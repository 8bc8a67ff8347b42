"""Objects are cut at a share of their brightness, whatever the type of the pixels."""

import numpy as np
import pytest

from tabscope.operations.synth.scene import nuclei
from tabscope.operations.trim import trimmed

DRAWN = nuclei((120, 110), number=25, diameter=16, seed=4)


@pytest.mark.parametrize("level", [0.0, 400.0])
def test_single_and_double_precision_cut_alike(level):
    values = (DRAWN.image - level).astype(np.float32)
    values[5:9, 5:9], values[60, 50:60] = -0.0, -np.inf
    labels = DRAWN.labels.astype(np.int64) * 3
    found = trimmed(labels, values, 100 - level, 0.5)
    np.testing.assert_array_equal(found, trimmed(labels, values.astype(np.float64), 100 - level, 0.5))
    assert 0 < np.count_nonzero(found) < np.count_nonzero(labels)
