"""What tabscope saves, tabscope opens: as the same labels with the same pixel size and axes."""

import finished_runs
import numpy as np
import pytest

from tabscope.axes import PixelSize
from tabscope.export.tiff import labels_tiff
from tabscope.results.result import Layer
from tabscope.sources.detect import open_image
from tabscope.sources.source import Source

RECORD = finished_runs.provenance()


def reopened(layer, folder, host, run_async):
    path = folder / "labels.tif"
    path.write_bytes(labels_tiff(layer, "labels", RECORD))

    async def read():
        image = await open_image(Source(path.name, path=str(path)), host)
        planes = [await image.read(t=t, z=z) for t in range(image.sizes["t"]) for z in range(image.sizes["z"])]
        await image.reader.close()
        return image, np.stack(planes)

    return run_async(read())


@pytest.mark.parametrize("highest", [63, 300, 70_000], ids=["8 bit", "16 bit", "32 bit"])
def test_saved_labels_open_again_with_their_pixel_size(highest, tmp_path, host, run_async):
    labels = finished_runs.blobs()
    labels[labels == 63] = highest
    image, planes = reopened(Layer(labels, pixel_size=PixelSize(None, 0.5, 0.25)), tmp_path, host, run_async)
    assert np.array_equal(planes[0], labels)
    assert (image.pixel_size.y, image.pixel_size.x) == (0.5, 0.25)
    assert not image.is_colour
    assert len(image.channels) == 1


@pytest.mark.parametrize("highest", [63, 70_000], ids=["ImageJ", "OME"])
def test_saved_stacks_open_again_with_slices_and_times(highest, tmp_path, host, run_async):
    stack = np.arange(2 * 3 * 8 * 9, dtype=np.uint32).reshape(2, 3, 8, 9) % 64
    stack[1, 2, 7, 8] = highest
    size = PixelSize(2.0, 0.5, 0.25, 30.0)
    image, planes = reopened(Layer(stack, "tzyx", pixel_size=size), tmp_path, host, run_async)
    assert (image.sizes["t"], image.sizes["z"]) == (2, 3)
    assert np.array_equal(planes, stack.reshape(6, 8, 9))
    found = image.pixel_size
    assert (found.z, found.y, found.x, found.t) == (2.0, 0.5, 0.25, 30.0)


def test_labels_without_a_pixel_size_open_without_one(tmp_path, host, run_async):
    image, _ = reopened(Layer(finished_runs.blobs(), pixel_size=PixelSize()), tmp_path, host, run_async)
    assert not image.pixel_size.calibrated
