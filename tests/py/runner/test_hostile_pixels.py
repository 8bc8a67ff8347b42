"""Images that nobody would take but that files hold: recipes end with a result or a named error."""

import asyncio

import numpy as np
import pytest

from tabscope import gallery
from tabscope.display import describe_display
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.sources.source import Source

RAMP = np.arange(64 * 64).reshape(64, 64)
SPOTS = np.zeros((64, 64), np.float64)
SPOTS[8:20, 8:20] = SPOTS[30:44, 30:44] = 1

PLANES = {
    "one pixel": np.ones((1, 1), np.uint8),
    "one row": np.arange(500, dtype=np.uint16).reshape(1, 500),
    "one column": np.arange(500, dtype=np.uint16).reshape(500, 1),
    "two pixels": np.array([[0, 255]], np.uint8),
    "nothing but NaN": np.full((64, 64), np.nan),
    "one number among NaN": np.where(RAMP == 70, 1.0, np.nan),
    "NaN beside spots": np.where(RAMP % 97 == 0, np.nan, SPOTS),
    "nothing but infinity": np.full((64, 64), np.inf, np.float32),
    "both infinities": np.where(RAMP % 2, np.inf, -np.inf),
    "the largest numbers": SPOTS * np.finfo(np.float64).max,
    "from the lowest to the largest": np.where(SPOTS > 0, np.finfo(np.float64).max, -np.finfo(np.float64).max),
    "the smallest numbers": SPOTS * 5e-324,
    "single precision at its end": (SPOTS * np.finfo(np.float32).max).astype(np.float32),
    "half precision": (SPOTS * 65504).astype(np.float16),
    "64 bits without sign": (SPOTS > 0).astype(np.uint64) * np.uint64(2**64 - 1),
    "64 bits with sign": np.where(SPOTS > 0, np.iinfo(np.int64).max, np.iinfo(np.int64).min),
    "only below zero": (SPOTS * 100 - 32768).astype(np.int16),
    "true and false": SPOTS > 0,
    "the same everywhere": np.full((64, 64), 7, np.uint8),
    "a chessboard": (RAMP + RAMP // 64) % 2 * np.uint16(65535),
}
RECIPES = [name for name in gallery.names() if name != "nuclei-unet"]

LABELLED = {
    "tabscope": 1,
    "title": "Given labels",
    "inputs": {"labels": {"kind": "labels", "channel": 0}},
    "steps": [
        {"id": "inner", "op": "labels.remove_border@1", "in": {"labels": "labels"}},
        {"id": "large", "op": "labels.filter_size@1", "in": {"labels": "inner"}, "params": {"at_least": 2}},
        {"id": "grown", "op": "labels.expand@1", "in": {"labels": "large"}, "params": {"distance": 1}},
        {"id": "cells", "op": "measure.regions@1", "in": {"labels": "grown"}},
        {"id": "numbered", "op": "labels.relabel@1", "in": {"labels": "grown"}},
    ],
    "show": ["grown", "numbered", "cells"],
}


def on_one_channel(name):
    """Return a recipe of the gallery where every input takes the only channel."""
    document = gallery.load(name)
    inputs = {key: {**one, "channel": "auto"} for key, one in document["inputs"].items()}
    return {**document, "inputs": inputs}


def on_disk(folder, array):
    path = folder / "image.npy"
    np.save(path, array)
    return Source(path.name, str(path))


async def worked(host, source, recipe):
    """Open, look and run; return the run, or the error that says why not."""
    engine = Engine(host)
    try:
        image = await engine.open(source)
        await describe_display(image)
        return await engine.run(recipe, image)
    except TabscopeError as error:
        return error


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("kind", PLANES)
def test_any_plane_gives_a_result_or_a_named_error(kind, recipe, host, run_async, tmp_path):
    found = run_async(worked(host, on_disk(tmp_path, PLANES[kind]), on_one_channel(recipe)))
    if isinstance(found, TabscopeError):
        assert found.code in {"measure.diameter-unknown", "operation.input", "recipe.invalid"}
    else:
        counted = any(one.kind in ("labels", "points") and one.shown for one in found.results.values())
        assert (found.count is not None) == counted
        assert (found.count or 0) <= PLANES[kind].size


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (3, 0, 4)])
def test_an_image_without_pixels_is_refused(shape, host, run_async, tmp_path):
    found = run_async(worked(host, on_disk(tmp_path, np.zeros(shape)), gallery.load("count-nuclei")))
    assert found.code == "format.no-pixels"


@pytest.mark.parametrize("top", [3, 2**24 + 1, 2**32 - 1])
@pytest.mark.parametrize("dtype", [np.uint32, np.int64, np.uint64, np.float64])
def test_labels_may_be_as_large_as_a_number_can_be(top, dtype, host, run_async, tmp_path):
    labels = np.zeros((32, 32), dtype)
    labels[4:8, 4:8], labels[20:26, 20:26], labels[0:3, 0:3], labels[15, 15] = top, top - 1, 1, top - 2
    run = run_async(worked(host, on_disk(tmp_path, labels), LABELLED))
    assert list(run.tables["cells"]["object"]) == [top - 1, top]
    assert run.layers["grown"].array.max() == top
    assert np.unique(run.layers["numbered"].array).tolist() == [0, 1, 2]


@pytest.mark.parametrize("value", [-1, 2**32, 0.5, np.nan, np.inf])
def test_labels_that_are_no_labels_are_refused(value, host, run_async, tmp_path):
    labels = np.zeros((32, 32))
    labels[4:8, 4:8] = value
    assert run_async(worked(host, on_disk(tmp_path, labels), LABELLED)).code == "operation.input"


def test_a_thousand_channels_open_and_the_last_of_them_is_counted(host, run_async, tmp_path):
    array = np.zeros((1, 1_000, 1, 8, 8), np.uint8)
    array[0, 999, 0, 2:7, 2:7] = 100
    source = on_disk(tmp_path, array)
    document = gallery.load("plain-otsu")
    for one in document["inputs"].values():
        one["channel"] = 999

    async def opened():
        image = await Engine(host).open(source)
        return len(image.channels), await asyncio.wait_for(Engine(host).run(document, image), 60)

    channels, run = run_async(opened())
    assert channels == 1_000
    assert run.count == 1


def test_ten_thousand_channels_are_refused_by_name(host, run_async, tmp_path):
    source = on_disk(tmp_path, np.zeros((1, 10_000, 1, 8, 8), np.uint8))
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).open(source))
    assert caught.value.code == "format.unsupported"
    assert "channels" in caught.value.message + caught.value.hint
