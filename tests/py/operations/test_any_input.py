"""What holds for every operation on every kind of array: a defined result, or an error that says what to do."""

from copy import deepcopy

import numpy as np
import pytest
from made_inputs import call, inputs_of, moves_pixels, plain, takes_picture
from test_all_operations import OUTPUTS, PIXELS, SCENE, scene_inputs

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.notes import Notes
from tabscope.table import Table
from tabscope.units import Length

IMAGE, LABELS = SCENE.image[20:52, 10:44], SCENE.labels[20:52, 10:44]
DTYPES = ("?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", ">u2", ">f4")
THIN = ((1, 30), (30, 1), (1, 2), (2, 2), (3, 3), (1, 16, 16), (4, 1, 16), (4, 16, 1), (1, 1, 16), (1, 1, 1))
PICTURES = [one for one in PIXELS if takes_picture(one)]
GRAY = [one for one in PIXELS if not takes_picture(one)]
DIVIDING = ("intensity.flat_field", "intensity.combine", "intensity.ratio", "restore.deskew", "geometry.pad")
"""Where there is no light to divide by, no light sheet was or nothing is around the image, these give NaN."""

FAR = {"measure.granularity": {"shrink": 1, "background": 12}}
"""Numbers in pixels that are no lengths."""

STATISTIC = [one for one in PIXELS if one.locality.kind == "statistic" and not takes_picture(one)]


def of_dtype(dtype):
    if dtype == "?":
        return IMAGE > 200
    return (IMAGE / 8).astype(dtype) if np.dtype(dtype).itemsize == 1 else IMAGE.astype(dtype)


def extremes(dtype):
    """Return an image with the lowest and the highest value that a dtype can hold."""
    info = np.iinfo(dtype) if np.dtype(dtype).kind in "iu" else np.finfo(dtype)
    low, high = (info.min, info.max) if np.dtype(dtype).kind in "iu" else (-65000, 65000)
    image = np.where(LABELS > 0, np.array(high, dtype), np.array(low, dtype))
    image[0, 0] = np.array(high, dtype) // 2
    return image


def with_missing():
    image = IMAGE.astype(np.float32)
    image[5:9, 5:9], image[0, 0], image[1, 3] = np.nan, np.inf, -np.inf
    return image


def stack(image):
    """Return four different slices of 16 x 16 pixels."""
    return np.stack([image[place : place + 16, 2:18] for place in range(4)])


def of_shape(shape):
    whole = IMAGE if len(shape) == 2 else stack(IMAGE)
    return whole[tuple(slice(0, one) for one in shape)]


def labels_of(image):
    whole = LABELS if image.ndim == 2 else stack(LABELS)
    return whole[tuple(slice(0, one) for one in image.shape)]


def outcome(operation, given, **params):
    """Return the result, or None where the operation refuses the input in words; anything else is a failure.

    Whatever comes of it, the input stays as it was.
    """
    before = deepcopy(given)
    try:
        return call(operation, given, **params)
    except TabscopeError as error:
        refused = error
    finally:
        for name, value in given.items():
            assert_equal(value, before[name])
    assert refused.code == "operation.input"
    assert refused.message
    assert refused.hint
    return None


def assert_equal(found, wanted):
    """Compare tables, images, or several images."""
    if isinstance(wanted, dict):
        found, wanted = list(found.values()), list(wanted.values())
    for one, other in zip(plain(found), plain(wanted), strict=True):
        np.testing.assert_array_equal(one, other)


def check_result(operation, result, shape):
    if result is None or isinstance(result, Table) or operation.output not in OUTPUTS:
        return
    assert moves_pixels(operation) or result.shape == shape
    assert result.dtype.kind in OUTPUTS[operation.output] + ("b" if operation.output == "intensity" else "")


@pytest.mark.parametrize("operation", GRAY, ids=lambda one: one.name)
def test_every_type_of_pixel_has_a_defined_result(operation):
    for dtype in DTYPES:
        for image, labels in ((of_dtype(dtype), LABELS), (stack(of_dtype(dtype)), stack(LABELS))):
            result = outcome(operation, inputs_of(operation, image, labels > 0, labels))
            check_result(operation, result, image.shape)
            if isinstance(result, np.ndarray) and result.dtype.kind == "f" and operation.id not in DIVIDING:
                assert np.isfinite(result).all(), dtype


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_an_axis_of_one_pixel_is_no_failure(operation):
    for shape in THIN:
        image = of_shape(shape)
        labels = labels_of(image)
        given = inputs_of(operation, image, labels > 0, labels)
        first, again = outcome(operation, given), outcome(operation, given)
        check_result(operation, first, image.shape[:2] if takes_picture(operation) else image.shape)
        assert (first is None) == (again is None)
        if first is not None:
            assert_equal(again, first)


@pytest.mark.parametrize("operation", GRAY, ids=lambda one: one.name)
def test_the_largest_values_and_missing_pixels_are_no_failure(operation):
    too_large = np.where(LABELS > 0, 1e300, -1e300)
    images = [extremes(one) for one in ("u1", "i2", "u2", "u4", "i4", "u8", "i8", "f2")]
    for image in (*images, with_missing(), too_large, (IMAGE * 1e-12).astype(np.float32), -IMAGE.astype(np.float32)):
        check_result(operation, outcome(operation, inputs_of(operation, image, LABELS > 0, LABELS)), image.shape)


@pytest.mark.parametrize("operation", GRAY, ids=lambda one: one.name)
def test_missing_pixels_and_an_even_image_are_no_failure_whatever_is_chosen(operation):
    choices = [{one.name: value} for one in operation.parameters if one.type == "choice" for value in one.choices]
    for params in choices or [{}]:
        for image in (with_missing(), stack(with_missing()), np.full_like(IMAGE, 7), np.full(IMAGE.shape, -2.5)):
            labels = stack(LABELS) if image.ndim == 3 else LABELS
            given = inputs_of(operation, image, labels > 0, labels)
            check_result(operation, outcome(operation, given, **params), image.shape)


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_where_an_array_lies_in_memory_changes_nothing(operation):
    def strided(array):
        copy = np.zeros((*array.shape[:-2], array.shape[-2] * 2, array.shape[-1] * 3), array.dtype)
        copy[..., ::2, ::3] = array
        view = copy[..., ::2, ::3]
        view.flags.writeable = False
        return view

    def turned(array):
        return np.asfortranarray(array)

    for image, labels in ((IMAGE, LABELS), (stack(IMAGE), stack(LABELS))):
        wanted = outcome(operation, inputs_of(operation, image.copy(), labels > 0, labels.copy()))
        for lay in (strided, turned):
            found = outcome(operation, inputs_of(operation, lay(image), lay(labels > 0), lay(labels)))
            assert (found is None) == (wanted is None)
            if wanted is not None:
                assert_equal(found, wanted)


@pytest.mark.parametrize("operation", GRAY, ids=lambda one: one.name)
def test_looking_far_beyond_a_small_image_repeats_its_result(operation):
    far = {
        one.name: Length((float(min(40, one.param.le or 40)),)) for one in operation.parameters if one.type == "length"
    }
    given = inputs_of(operation, IMAGE[8:11, 4:9], LABELS[8:11, 4:9] > 0, LABELS[8:11, 4:9])
    first = outcome(operation, given, **(FAR.get(operation.id, {}) | far))
    kept = [np.full(size, 1e6) for size in (8, 64, 512)]  # what a step reads beyond its arrays is not the same now
    again = outcome(operation, given, **(FAR.get(operation.id, {}) | far))
    assert kept
    assert (first is None) == (again is None)
    if first is not None:
        assert_equal(again, first)


@pytest.mark.parametrize("operation", PICTURES, ids=lambda one: one.name)
def test_a_colour_picture_may_be_of_any_type_and_have_alpha(operation):
    for dtype in DTYPES:
        for samples in (3, 4):
            picture = np.repeat(of_dtype(dtype)[..., None], samples, axis=-1)
            port = operation.inputs[0].name
            check_result(operation, outcome(operation, {port: picture}), IMAGE.shape)


def test_every_operation_that_looks_at_the_whole_image_first_asks_for_its_numbers():
    unasked = []
    for operation in STATISTIC:
        notes = Notes()
        name = next(key for key, kind in operation.injected.items() if kind is Notes)
        operation.function(**scene_inputs(operation), **{name: notes})
        unasked += [] if notes.asked else [operation.name]
    assert not unasked


def test_pixel_sizes_do_not_change_results_in_pixels():
    for operation in PIXELS:
        if PixelSize not in operation.injected.values() or operation.output not in OUTPUTS:
            continue
        name = next(key for key, kind in operation.injected.items() if kind is PixelSize)
        given = scene_inputs(operation)
        np.testing.assert_array_equal(
            operation.function(**given, **{name: PixelSize()}),
            operation.function(**given, **{name: PixelSize(None, 0.5, 0.5)}),
        )
