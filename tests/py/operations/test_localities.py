"""The declared locality is true: a piece, with its halo or the numbers of the whole, equals the piece of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_inputs import call, cut, defaults, inputs_of, takes_picture
from test_all_operations import ALL, LOCAL, SCENE
from test_any_input import STATISTIC

from tabscope.errors import TabscopeError
from tabscope.operations.components import number_by_first_pixel
from tabscope.operations.notes import Notes
from tabscope.operations.synth.objects import draw_nuclei
from tabscope.table import Table
from tabscope.units import Length, px

SOLID = draw_nuclei(np.zeros((7, 44, 40)), number=14, diameter=px(12), seed=5)
OBJECTS = [one for one in ALL if one.locality.kind in ("objects", "labels")]
PLACES = ("centroid_", "bbox_", "touches_")
"""Beginnings of columns that tell where an object lies in the piece."""


def images():
    """Return pictures of several kinds, with their objects.

    None has missing pixels: filters take them for the median of what they are given (docs/decisions.md).
    """
    random = np.random.default_rng(2)
    return (
        (SCENE.image, SCENE.labels),
        (random.integers(0, 256, SCENE.image.shape, dtype=np.uint8), SCENE.labels),
        (SCENE.image.astype(np.float32) - 300, SCENE.labels),
        (random.normal(0, 1e-3, SCENE.image.shape), SCENE.labels[::-1, ::-1]),
        (random.normal(np.where(SOLID > 0, 500, 100), 10).astype(np.uint16), SOLID),
    )


IMAGES = images()


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


def piece(data, shape, least=1):
    """Return rows and columns of a piece of an image."""
    y0, x0 = data.draw(st.integers(0, shape[-2] - 30)), data.draw(st.integers(0, shape[-1] - 30))
    y1, x1 = data.draw(st.integers(y0 + least, shape[-2])), data.draw(st.integers(x0 + least, shape[-1]))
    return slice(y0, y1), slice(x0, x1)


def compare(found, wanted):
    if wanted.dtype.kind == "f":
        scale = max(1e-3, float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0)))
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6 * scale)
    else:
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("operation", LOCAL, ids=lambda one: one.name)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_declared_halo_suffices_whatever_image_and_parameters(operation, data):
    params = random_parameters(operation, data)
    image, labels = data.draw(st.sampled_from(IMAGES))
    inputs = inputs_of(operation, image, labels > 0, labels)
    try:
        whole = call(operation, inputs, **params)
    except TabscopeError:
        return  # two parameters that exclude each other
    reach = int(np.ceil(operation.locality.halo(params))) if operation.locality.halo else 0
    rows, columns = piece(data, image.shape)
    top, left = max(0, rows.start - reach), max(0, columns.start - reach)
    tile = call(
        operation, cut(inputs, (..., slice(top, rows.stop + reach), slice(left, columns.stop + reach))), **params
    )
    inner = tile[..., rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    compare(inner, whole[..., rows, columns])


@pytest.mark.parametrize("operation", STATISTIC, ids=lambda one: one.name)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_with_the_numbers_of_the_whole_image_a_piece_equals_the_piece_of_the_whole(operation, data):
    params, first = random_parameters(operation, data), Notes()
    image, labels = data.draw(st.sampled_from(IMAGES))
    inputs, box = inputs_of(operation, image, labels > 0, labels), (..., *piece(data, image.shape))
    name = next(key for key, kind in operation.injected.items() if kind is Notes)
    try:
        whole = operation.function(**inputs, **params, **{name: first})
    except TabscopeError:
        return  # percentiles the wrong way round, or a histogram without two peaks
    again = Notes(known=dict(first.values))
    tile = operation.function(**cut(inputs, box), **params, **{name: again})
    if first.values:
        assert not again.estimated
        compare(tile, whole[box])


def within(labels, box):
    """Return the objects of a piece that neither its border nor the image's cuts."""
    part = labels[box]
    rim = part[..., 1:-1, 1:-1]
    outside = np.ones(labels.shape, np.bool_)
    outside[box] = np.pad(
        np.zeros(rim.shape, np.bool_), [(0, 0)] * (part.ndim - 2) + [(1, 1), (1, 1)], constant_values=True
    )
    return np.setdiff1d(np.unique(rim), np.append(np.unique(labels[outside]), 0))


def rows_of(table, ids):
    """Return the rows of objects, column by column, without where they lie."""
    chosen = np.isin(table["object"], ids)
    return {one.name: one.values[chosen] for one in table.columns if not one.name.startswith(PLACES)}


@pytest.mark.parametrize("operation", OBJECTS, ids=lambda one: one.name)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_an_object_that_a_piece_holds_comes_out_of_it_as_of_the_whole(operation, data):
    image, labels = data.draw(st.sampled_from(IMAGES))
    box = (..., *piece(data, image.shape, least=3))
    params, ids = random_parameters(operation, data), within(labels, box)
    try:
        whole = call(operation, inputs_of(operation, image, labels > 0, labels), **params)
    except TabscopeError:
        return  # two parameters that exclude each other
    part = call(operation, inputs_of(operation, image[box], labels[box] > 0, labels[box]), **params)
    if isinstance(whole, Table):
        found, wanted = rows_of(part, ids), rows_of(whole, ids)
        assert list(found) == list(wanted)
        for name, values in wanted.items():
            if values.dtype.kind == "f":
                np.testing.assert_allclose(found[name], values, rtol=1e-9, err_msg=name)
            else:
                np.testing.assert_array_equal(found[name], values, err_msg=name)
    else:
        inside = np.isin(labels[box], ids)
        pairs = (np.where(inside, one, 0) for one in (part, whole[box]))
        np.testing.assert_array_equal(*(number_by_first_pixel(one) for one in pairs))


def test_what_needs_the_whole_image_says_why():
    assert [one.name for one in ALL if one.locality.kind == "whole" and len(one.locality.reason.split()) < 3] == []


def test_every_operation_of_the_registry_is_of_a_locality_that_is_tested():
    tested = {one.name for one in (*LOCAL, *STATISTIC, *OBJECTS)}
    rest = {one.locality.kind for one in ALL if one.name not in tested and not takes_picture(one)}
    assert rest == {"whole"}
