"""Page and engine speak from one description."""

import inspect
import typing
from pathlib import Path

import numpy as np
import pytest

from tabscope import message_data, protocol, wire
from tabscope.results.result import Layer, StepResult
from tabscope.table import Column, Table


@pytest.mark.native
def test_the_typescript_side_is_up_to_date():
    from tools.make_messages import typescript

    page = Path(__file__).parents[2] / "app" / "messages.ts"
    assert page.read_text(encoding="utf-8") == typescript()


@pytest.mark.native
def test_the_worker_answers_every_method_and_no_other():
    source = (Path(protocol.__file__).parent / "browser.py").read_text(encoding="utf-8")
    answered = {
        line.split("def ")[1].split("(")[0] for line in source.splitlines() if line.startswith("    async def ")
    }
    assert answered == set(protocol.METHODS)


def fields(shape):
    return set(typing.get_type_hints(shape))


def test_a_result_message_has_the_fields_that_are_described():
    table = Table((Column("object", np.array([1, 2])), Column("note", np.array(["a", ""], dtype=object))))
    layer = Layer(np.eye(3, dtype=np.uint32))
    for value, kind in ((table, "table"), (layer, "labels")):
        message = wire.result(StepResult("cells", "Measure", kind, value))
        assert set(message) <= fields(message_data.ResultData)
        for column in message.get("columns", []):
            assert set(column) <= fields(message_data.ColumnData)


@pytest.mark.native  # reads the source, which the tab does not carry
def test_every_described_image_field_is_sent():
    from tabscope.image import Image

    described = set(inspect.getsource(Image.describe).split('"')[1::2])
    assert fields(message_data.ImageInfo) - {"image"} <= described


@pytest.mark.parametrize("dtype", ["?", "u1", "i2", "u4", "f2", "f4", "f8", "i8", ">u2"])
def test_arrays_arrive_in_a_type_that_javascript_has(dtype):
    pixels = np.arange(6).reshape(2, 3).astype(dtype)
    message = wire.array(pixels)
    assert message["dtype"] in ("|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8")
    back = np.frombuffer(message["buffer"].tobytes(), message["dtype"]).reshape(message["shape"])
    np.testing.assert_array_equal(back.astype(float), pixels.astype(float))


def test_what_can_be_done_has_the_fields_that_are_described():
    offered = wire.offered()
    assert set(offered) == fields(protocol.OperationsResult)
    for operation in offered["operations"]:
        assert set(operation) == fields(message_data.OperationInfo)
        for parameter in operation["params"]:
            assert set(parameter) == fields(message_data.ParameterInfo)
    assert {"count-nuclei"} <= {one["name"] for one in offered["recipes"]}
