"""Descriptions of models: what is understood, and what is refused by name."""

import pathlib

import pytest

from tabscope.errors import TabscopeError
from tabscope.models.package import local_file, read_package

DATA = pathlib.Path(__file__).parents[2] / "data" / "models"
NUCLEI = DATA / "unet2d_nuclei_broad"


def refused(data):
    with pytest.raises(TabscopeError) as caught:
        read_package(data)
    return caught.value


def edited(old, new):
    text = (NUCLEI / "v0_4_9.bioimageio.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new).encode()


@pytest.fixture
def shipped(host, run_async):
    return read_package(run_async(host.asset("models/unet2d_nuclei_broad/rdf.yaml")))


def test_the_shipped_model_says_what_it_takes_and_gives(shipped):
    source, target = shipped.inputs[0], shipped.outputs[0]
    assert source.names == ("batch", "channel", "y", "x")
    assert [axis.minimum for axis in source.axes] == [1, 1, 512, 512]
    assert [axis.halo for axis in target.axes] == [0, 0, 32, 32]
    assert target.axes[2].reference == ("raw", "y")
    assert (source.test, target.test) == ("test_input.npy", "test_output.npy")


def test_the_shipped_model_says_whom_to_credit(shipped):
    told = shipped.describe()
    assert told["license"] == "MIT"
    assert told["authors"] == ["Constantin Pape;@bioimage-io", "Fynn Beuttenmueller"]
    assert "doi:10.1007/978-3-319-24574-4_28" in told["cite"][0]


@pytest.mark.parametrize("name", ["v0_4_0", "v0_4_9"])
def test_format_0_4_describes_the_same_tensors_as_0_5(name, shipped):
    old = read_package((NUCLEI / f"{name}.bioimageio.yaml").read_bytes())
    assert old.inputs[0].axes == shipped.inputs[0].axes
    assert [(axis.id, axis.halo) for axis in old.outputs[0].axes] == [
        ("batch", 0),
        ("channel", 0),
        ("y", 32),
        ("x", 32),
    ]
    assert old.outputs[0].axes[2].reference == ("raw", "y")
    assert old.weights_sha256 == shipped.weights_sha256


def test_an_output_four_times_as_large_is_understood():
    package = read_package((DATA / "upsample_test_model" / "rdf.yaml").read_bytes())
    assert [(axis.minimum, axis.step) for axis in package.inputs[0].axes] == [(1, 0), (1, 0), (5, 5), (5, 5)]
    assert [axis.scale for axis in package.outputs[0].axes[2:]] == [4, 4]


@pytest.mark.parametrize(
    ("wanted", "limit", "size"), [(3, 512, 5), (5, 512, 5), (6, 512, 10), (10, 512, 10), (900, 512, 510)]
)
def test_sizes_grow_in_steps_up_to_a_limit(wanted, limit, size):
    package = read_package((DATA / "upsample_test_model" / "rdf.yaml").read_bytes())
    assert package.inputs[0].axes[2].size_for(wanted, limit) == size


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("dataset_covid_if_bioimageio", "model.unsupported", "dataset"),
        ("stardist_rdf_wrong_shape_v0_4", "model.invalid", "batch"),
        ("stardist_rdf_wrong_shape2_v0_4", "model.unsupported", "ONNX"),
        ("stardist_v0_4.bioimageio", "model.unsupported", "tensorflow_saved_model_bundle"),
        ("unet2d_keras_tf2_v0_4.bioimageio", "model.unsupported", "keras_hdf5"),
        ("unet2d_keras_tf_v0_4.bioimageio", "model.unsupported", "keras_hdf5"),
        ("unet2d_multi_tensor_bioimageio", "model.unsupported", "torchscript"),
        ("unet2d_diff_output_shape.bioimageio", "model.unsupported", "pytorch_state_dict"),
    ],
)
def test_a_description_that_cannot_be_used_says_why(name, code, word):
    error = refused((DATA / "rdf_examples" / f"{name}.yaml").read_bytes())
    assert error.code == code
    assert word in error.message


def test_every_example_is_looked_at():
    assert len(list((DATA / "rdf_examples").glob("*.yaml"))) == 8


def test_two_tensors_of_one_name_are_refused():
    error = refused((NUCLEI / "invalid_v0_4_0_duplicate_tensor_names.bioimageio.yaml").read_bytes())
    assert error.code == "model.invalid"
    assert "data" in error.message


@pytest.mark.parametrize("name", ["expand_output_shape", "expand_output_shape_v0_4"])
def test_an_output_with_one_more_axis_is_read_up_to_its_missing_weights(name):
    error = refused((NUCLEI / f"{name}.bioimageio.yaml").read_bytes())
    assert error.code == "model.unsupported"
    assert "pytorch_state_dict" in error.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("format_version: 0.4.9", "format_version: 0.3.0", "model.unsupported"),
        ("format_version: 0.4.9", "format_version: 1.0.0", "model.unsupported"),
        ("format_version: 0.4.9", "", "model.invalid"),
        ("reference_tensor: raw", "reference_tensor: other", "model.invalid"),
        ("axes: bcyx # letters", "axes: bcyq # letters", "model.invalid"),
        ("axes: bcyx # letters", "axes: bcyy # letters", "model.invalid"),
        ("shape: [1, 1, 512, 512]", "shape: [1, 1, 512]", "model.invalid"),
        ("shape: [1, 1, 512, 512]", "shape: [1, 1, -512, 512]", "model.invalid"),
        ("shape: [1, 1, 512, 512]", "shape: many", "model.invalid"),
        ("name: zero_mean_unit_variance", "name: unheard_of", "model.unsupported"),
        ("name: UNet 2D Nuclei Broad", "", "model.invalid"),
        ("source: weights.onnx", "source: ../../weights.onnx", "model.invalid"),
        ("source: weights.onnx", "source: /etc/passwd", "model.invalid"),
        ("source: weights.onnx", "source: https://example.com/weights.onnx", "model.unsupported"),
        ("sha256: 85f5ac80", "sha256: short", "model.invalid"),
        ("test_inputs: [test_input.npy]", "test_inputs: [../test_input.npy]", "model.invalid"),
        ("inputs:", "inputs: []\nothers:", "model.invalid"),
    ],
)
def test_a_description_with_a_fault_is_refused(old, new, code):
    assert refused(edited(old, new)).code == code


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02", b"- a\n- b\n", b"a: [1, 2", b"!!python/object/apply:os.system ['true']", b"[" * 20000,
     b"x" * 300_000, "name: \u00e9".encode("latin-1")],
)  # fmt: skip
def test_what_is_no_description_is_refused(data):
    assert refused(data).code == "model.invalid"


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", "a//x", "", "a\\x", "."])
def test_a_file_outside_the_package_is_refused(path):
    with pytest.raises(TabscopeError) as caught:
        local_file(path)
    assert caught.value.code == "model.invalid"


def test_other_weights_than_described_are_refused(shipped):
    with pytest.raises(TabscopeError) as caught:
        shipped.check_weights(b"other weights")
    assert caught.value.code == "model.invalid"
