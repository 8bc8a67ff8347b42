"""What ONNX Runtime says is read the same way natively and in the tab; the messages are ones it has given."""

import pytest

from tabscope.host.onnx import load_error, run_error


@pytest.mark.parametrize(
    "text",
    [
        "[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : Failed to load model because protobuf parsing failed.",
        "Error: ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
    ],
)
def test_a_damaged_file_is_invalid(text):
    error = load_error(text)
    assert error.code == "model.invalid"
    assert error.details["reason"].endswith("(Failed to load model because protobuf parsing failed).")


@pytest.mark.parametrize(
    "text",
    [
        "[ONNXRuntimeError] : 1 : FAIL : Fatal error: com.example:Evil(-1) is not a registered function/op",
        "Error: ERROR_CODE: 1, ERROR_MESSAGE: Fatal error: com.example:Evil(-1) is not a registered function/op",
    ],
)
def test_an_operator_that_is_not_here_is_named(text):
    error = load_error(text)
    assert error.code == "model.unsupported"
    assert "com.example:Evil." in error.message


def test_an_operator_without_a_kernel_is_unsupported():
    text = "[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : Could not find an implementation for Conv(11) node with name ''"
    assert load_error(text).code == "model.unsupported"


def test_places_in_the_runtime_s_source_are_left_out():
    text = "[ONNXRuntimeError] : 1 : FAIL : /onnxruntime_src/onnxruntime/core/graph/graph.cc:1421 Graph()"
    assert load_error(text).details["reason"] == "its network cannot be read (no plain reason is given)."


def test_memory_that_was_not_to_be_had_is_said_plainly():
    text = (
        "Non-zero status code returned while running Expand node. Status Message: Failed to allocate memory for buffer"
    )
    assert run_error(text).details["reason"] == "it needs more memory than there is."
