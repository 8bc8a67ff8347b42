"""Networks give what their authors say they give, whole and in tiles."""

import io
import pathlib

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.models.session import ModelPredictor, open_model

DATA = pathlib.Path(__file__).parents[2] / "data"
NUCLEI = "unet2d_nuclei_broad"


@pytest.fixture
def predictor(host, run_async):
    ready = ModelPredictor(host, "wasm")
    yield ready
    run_async(ready.close())


@pytest.fixture
def shipped(host, run_async):
    """A function that reads an array of the shipped package."""

    def read(name):
        return np.load(io.BytesIO(run_async(host.asset(f"models/{NUCLEI}/{name}"))))

    return read


def folder(path, **replaced):
    """A reader of a package in a folder, some of its files replaced."""

    async def read(name):
        if name in replaced:
            return replaced[name]
        if not (path / name).is_file():
            raise TabscopeError("source.not-found", address=name)
        return (path / name).read_bytes()

    return read


def refused(run_async, coroutine):
    with pytest.raises(TabscopeError) as caught:
        run_async(coroutine)
    return caught.value


def test_the_shipped_network_reproduces_its_own_test_tensors(predictor, shipped, run_async):
    model = run_async(predictor.load(NUCLEI))
    result = run_async(model.apply(shipped("test_input.npy")))
    assert np.abs(result - shipped("test_output.npy")).max() <= 1e-4


def test_a_plane_of_the_network_s_own_size_is_its_test_output(predictor, shipped, run_async):
    result = run_async(predictor.predict(NUCLEI, shipped("test_input.npy")[0, 0]))
    assert result.shape == (1, 512, 512)
    assert result.dtype == np.float32
    assert np.abs(result - shipped("test_output.npy")[0]).max() <= 1e-4


def test_the_test_network_makes_four_times_as_many_pixels(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    model = run_async(open_model(host, folder(path), "upsample", "wasm"))
    result = run_async(model.apply(np.load(path / "test_input.npy")))
    assert np.array_equal(result, np.load(path / "test_output.npy"))


def test_in_the_middle_of_a_tile_it_does_not_matter_where_the_tile_lies(predictor, shipped, run_async):
    """Planes that repeat have the same statistics however they are cut, so tiles must agree where they overlap."""
    plane = shipped("test_input.npy")[0, 0, :448, :448]
    wide = np.tile(plane, (1, 2))
    result = run_async(predictor.predict(NUCLEI, wide))[0]
    # Both halves show the same pixels; away from the borders of plane and tiles the answers agree.
    left, right = result[40:400, 100:348], result[40:400, 548:796]
    assert np.abs(left - right).mean() < 0.01
    assert ((left > 0.5) == (right > 0.5)).mean() > 0.98


def test_a_small_plane_keeps_its_size(predictor, shipped, run_async):
    plane = shipped("test_input.npy")[0, 0, 100:190, 200:333]
    result = run_async(predictor.predict(NUCLEI, plane))
    assert result.shape == (1, 90, 133)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float64])
def test_the_type_of_the_pixels_does_not_matter(predictor, run_async, dtype):
    plane = (np.add.outer(np.arange(40), np.arange(30)) % 50 * 4).astype(dtype)
    expected = run_async(predictor.predict(NUCLEI, plane.astype(np.float32)))
    assert np.array_equal(run_async(predictor.predict(NUCLEI, plane)), expected)


def test_pixels_that_are_no_number_do_not_spoil_the_rest(predictor, run_async):
    plane = np.add.outer(np.arange(64.0), np.arange(64.0))
    plane[3, 4], plane[5, 6] = np.nan, np.inf
    assert np.isfinite(run_async(predictor.predict(NUCLEI, plane))).all()


def test_a_volume_is_not_a_plane(predictor, run_async):
    error = refused(run_async, predictor.predict(NUCLEI, np.zeros((3, 64, 64))))
    assert error.code == "model.unsupported"


def test_a_model_that_is_not_shipped_is_named(predictor, run_async):
    error = refused(run_async, predictor.predict("no_such_model", np.zeros((64, 64))))
    assert error.code == "model.unsupported"
    assert "no_such_model" in error.message


def test_a_name_that_leads_elsewhere_is_no_model(predictor, run_async):
    assert refused(run_async, predictor.predict("../tests/data/models/upsample_test_model", np.zeros((8, 8)))).code == (
        "model.unsupported"
    )


def test_a_network_that_changes_the_size_is_not_for_planes(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    model = run_async(open_model(host, folder(path), "upsample", "wasm"))
    error = refused(run_async, model.predict(np.zeros((10, 10)), host.breathe))
    assert error.code == "model.unsupported"
    assert "not as large" in error.message


def test_a_network_for_three_channels_says_so(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    text = (path / "rdf.yaml").read_bytes().replace(b"min: [1, 1, 5, 5]", b"min: [1, 3, 5, 5]")
    model = run_async(open_model(host, folder(path, **{"rdf.yaml": text}), "upsample", "wasm"))
    error = refused(run_async, model.predict(np.zeros((10, 10)), host.breathe))
    assert "it needs 3 channels; the image has 1" in error.message


def test_an_input_that_does_not_fit_stops_the_network_by_name_and_it_goes_on(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    model = run_async(open_model(host, folder(path), "upsample", "wasm"))
    assert refused(run_async, model.apply(np.zeros((1, 3, 10, 10), np.float32))).code == "model.failed"
    assert run_async(model.apply(np.ones((1, 1, 10, 10), np.float32))).shape == (1, 1, 40, 40)


def test_missing_weights_are_named(host, run_async):
    path = DATA / "models" / "unet2d_nuclei_broad"
    read = folder(path, **{"rdf.yaml": (path / "v0_4_9.bioimageio.yaml").read_bytes()})
    error = refused(run_async, open_model(host, read, "nuclei", "wasm"))
    assert error.code == "model.invalid"
    assert "weights.onnx is missing" in error.message


def test_exchanged_weights_are_refused_before_they_are_started(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    read = folder(path, **{"weights.onnx": (path / "weights.onnx").read_bytes() + b"\n"})
    assert refused(run_async, open_model(host, read, "upsample", "wasm")).code == "model.invalid"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("onnx_random", "model.invalid"),
        ("onnx_external_traversal", "model.invalid"),
        ("onnx_custom_op", "model.unsupported"),
        ("onnx_opset_999", "model.unsupported"),
    ],
)
def test_a_damaged_or_hostile_network_is_refused_by_name(host, run_async, name, code):
    weights = (DATA / "malformed" / "selfmade" / f"{name}.onnx").read_bytes()
    assert refused(run_async, host.model_session(weights, "wasm")).code == code


def test_a_network_cut_short_is_refused(host, run_async):
    weights = run_async(host.asset(f"models/{NUCLEI}/weights.onnx"))[:200_000]
    assert refused(run_async, host.model_session(weights, "wasm")).code == "model.invalid"


def test_a_model_stays_loaded(predictor, run_async):
    assert run_async(predictor.load(NUCLEI)) is run_async(predictor.load(NUCLEI))


def test_provenance_learns_where_the_network_ran(host, run_async):
    path = DATA / "models" / "upsample_test_model"
    assert "model_device" not in host.platform()
    model = run_async(open_model(host, folder(path), "upsample", "wasm"))
    assert host.platform()["model_device"] == model.session.device
