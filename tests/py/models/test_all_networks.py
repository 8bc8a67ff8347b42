"""Every network of the test data starts and gives what lies beside it; every description is understood or refused."""

import pathlib

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.models.package import read_package

DATA = pathlib.Path(__file__).parents[2] / "data" / "models"

NORMALISED = {"unet2d_nuclei_broad"}
"""Whose test input comes before normalisation and whose output after a sigmoid; others go as they are."""

TOLERANCE = {"unet2d_diff_output_shape": 1e-3}
"""1e-4 for all others. This one normalises inputs up to 12,802, so sums in single precision lose digits: 8e-5 natively,
6e-4 in onnxruntime-web, of outputs up to 3.7."""

NETWORKS = sorted(
    path.parent.name for path in DATA.glob("*/weights.onnx") if (path.parent / "test_input.npy").is_file()
)
ALL = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.onnx"))
DESCRIPTIONS = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.yaml"))


def started(host, run_async, path):
    return run_async(host.model_session((DATA / path).read_bytes(), "wasm"))


def understood(description):
    """Return the package and None, or None and the error."""
    try:
        return read_package(description), None
    except TabscopeError as error:
        return None, error


def test_there_are_networks_and_descriptions():
    assert NETWORKS
    assert len(DESCRIPTIONS) >= 10


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_reproduces_its_test_tensors(name, host, run_async):
    given, expected = (np.load(DATA / name / f"test_{end}.npy") for end in ("input", "output"))
    if name in NORMALISED:
        given = ((given - given.mean()) / (given.std() + 1e-6)).astype(np.float32)
    session = started(host, run_async, f"{name}/weights.onnx")
    found = run_async(session.run({session.inputs[0]: given}))[session.outputs[0]]
    run_async(session.close())
    if name in NORMALISED:
        found = 1 / (1 + np.exp(-found))
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= TOLERANCE.get(name, 1e-4)


def test_bare_networks_start_and_say_what_they_take(host, run_async):
    for path in ALL:
        session = started(host, run_async, path)
        assert session.inputs
        assert session.outputs
        run_async(session.close())


@pytest.mark.parametrize("path", DESCRIPTIONS)
def test_a_description_is_understood_or_refused_by_name(path):
    package, error = understood((DATA / path).read_bytes())
    if error is None:
        assert package.inputs
        assert package.outputs
    else:
        assert error.code in {"model.invalid", "model.unsupported"}
        assert "<" not in error.message
