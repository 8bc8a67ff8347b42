"""What holds for every operation on every kind of array: a defined result, or an error that says what to do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_inputs import call, cut, defaults, inputs_of, moves_pixels, takes_picture
from test_all_operations import LOCAL, OUTPUTS, PIXELS, SCENE, scene_inputs

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.notes import Notes
from tabscope.table import Table
from tabscope.units import Length

IMAGE, LABELS = SCENE.image[20:52, 10:44], SCENE.labels[20:52, 10:44]
DTYPES = ("?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", ">u2", ">f4")
THIN = ((1, 30), (30, 1), (1, 2), (2, 2), (3, 3), (1, 16, 16), (4, 1, 16), (4, 16, 1), (1, 1, 16), (1, 1, 1))
PICTURES = [one for one in PIXELS if takes_picture(one)]
DIVIDING = ("intensity.flat_field", "intensity.combine", "intensity.ratio", "restore.deskew")
"""Where there is no light to divide by, or no light sheet was, these say so and give NaN."""

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


def of_shape(shape):
    whole = IMAGE if len(shape) == 2 else np.repeat(IMAGE[None, :16, :16], 4, axis=0)
    return whole[tuple(slice(0, one) for one in shape)]


def labels_of(image):
    whole = LABELS if image.ndim == 2 else np.repeat(LABELS[None, :16, :16], 4, axis=0)
    return whole[tuple(slice(0, one) for one in image.shape)]


def outcome(operation, given):
    """Return the result, or None where the operation refuses the input in words; anything else is a failure."""
    try:
        return call(operation, given)
    except TabscopeError as error:
        refused = error
    assert refused.code == "operation.input"
    assert refused.message
    assert refused.hint
    return None


def check_result(operation, result, shape):
    if result is None or isinstance(result, Table) or operation.output not in OUTPUTS:
        return
    assert moves_pixels(operation) or result.shape == shape
    assert result.dtype.kind in OUTPUTS[operation.output] + ("b" if operation.output == "intensity" else "")


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_every_type_of_pixel_has_a_defined_result(operation):
    if takes_picture(operation):
        return
    for dtype in DTYPES:
        image = of_dtype(dtype)
        result = outcome(operation, inputs_of(operation, image, LABELS > 0, LABELS))
        check_result(operation, result, image.shape)
        if isinstance(result, np.ndarray) and result.dtype.kind == "f" and operation.id not in DIVIDING:
            assert np.isfinite(result).all(), dtype


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_an_axis_of_one_pixel_is_no_failure(operation):
    for shape in THIN:
        image = of_shape(shape)
        labels = labels_of(image)
        given = inputs_of(operation, image, labels > 0, labels)
        check_result(operation, outcome(operation, given), image.shape[:2] if takes_picture(operation) else image.shape)


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_the_largest_values_and_missing_pixels_are_no_failure(operation):
    if takes_picture(operation):
        return
    too_large = np.where(LABELS > 0, 1e300, -1e300)
    images = [extremes(one) for one in ("u1", "i2", "u2", "u4", "i4", "u8", "i8", "f2")]
    for image in (*images, with_missing(), too_large, (IMAGE * 1e-12).astype(np.float32), -IMAGE.astype(np.float32)):
        check_result(operation, outcome(operation, inputs_of(operation, image, LABELS > 0, LABELS)), image.shape)


@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_where_an_array_lies_in_memory_changes_nothing(operation):
    def strided(array):
        copy = np.zeros((array.shape[0] * 2, array.shape[1] * 3), array.dtype)
        copy[::2, ::3] = array
        view = copy[::2, ::3]
        view.flags.writeable = False
        return view

    def turned(array):
        return np.asfortranarray(array)

    plain = inputs_of(operation, IMAGE.copy(), LABELS > 0, LABELS.copy())
    wanted = outcome(operation, plain)
    for lay in (strided, turned):
        found = outcome(operation, inputs_of(operation, lay(IMAGE), lay(LABELS > 0), lay(LABELS)))
        assert (found is None) == (wanted is None)
        if isinstance(wanted, Table):
            for one, other in zip(found.columns, wanted.columns, strict=True):
                np.testing.assert_array_equal(one.values, other.values)
        elif wanted is not None:
            np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("operation", PICTURES, ids=lambda one: one.name)
def test_a_colour_picture_may_be_of_any_type_and_have_alpha(operation):
    for dtype in DTYPES:
        for samples in (3, 4):
            picture = np.repeat(of_dtype(dtype)[..., None], samples, axis=-1)
            port = operation.inputs[0].name
            check_result(operation, outcome(operation, {port: picture}), IMAGE.shape)


def random_parameters(operation, data):
    """Return any values that the form allows; of the longest slider, the first part."""
    values = defaults(operation)
    for one in operation.parameters:
        low = one.param.ge if one.param.ge is not None else 0
        if one.type == "length":
            values[one.name] = Length((data.draw(st.floats(low, max(low, 6.0))),))
        elif one.type == "choice":
            values[one.name] = data.draw(st.sampled_from(one.choices))
        elif one.type == "bool":
            values[one.name] = data.draw(st.booleans())
        elif one.type in ("float", "int") and one.param.le is not None:
            high = min(one.param.le, one.param.soft or one.param.le, low + 12)
            drawn = data.draw(st.floats(low, high) if one.type == "float" else st.integers(int(low), int(high)))
            values[one.name] = drawn
    return values


def piece(data):
    y0, x0 = data.draw(st.integers(0, 60)), data.draw(st.integers(0, 40))
    return slice(y0, data.draw(st.integers(y0 + 1, 90))), slice(x0, data.draw(st.integers(x0 + 1, 70)))


def compare(found, wanted):
    if wanted.dtype.kind == "f":
        scale = max(1e-3, float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0)))
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6 * scale)
    else:
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("operation", LOCAL, ids=lambda one: one.name)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_declared_halo_suffices_whatever_the_parameters(operation, data):
    params = random_parameters(operation, data)
    given = scene_inputs(operation)
    try:
        whole = call(operation, given, **params)
    except TabscopeError:
        return  # two parameters that exclude each other
    reach = int(np.ceil(operation.locality.halo(params))) if operation.locality.halo else 0
    rows, columns = piece(data)
    top, left = max(0, rows.start - reach), max(0, columns.start - reach)
    box = (slice(top, rows.stop + reach), slice(left, columns.stop + reach))
    tile = call(operation, cut(given, box), **params)
    inner = tile[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    compare(inner, whole[rows, columns])


@pytest.mark.parametrize("operation", STATISTIC, ids=lambda one: one.name)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_with_the_numbers_of_the_whole_image_a_piece_equals_the_piece_of_the_whole(operation, data):
    params, first = random_parameters(operation, data), Notes()
    given, box = scene_inputs(operation), piece(data)
    name = next(key for key, kind in operation.injected.items() if kind is Notes)
    try:
        whole = operation.function(**given, **params, **{name: first})
    except TabscopeError:
        return  # percentiles the wrong way round, or a histogram without two peaks
    again = Notes(known=dict(first.values))
    tile = operation.function(**{key: value[box] for key, value in given.items()}, **params, **{name: again})
    if first.values:
        assert not again.estimated
        compare(tile, whole[box])


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
