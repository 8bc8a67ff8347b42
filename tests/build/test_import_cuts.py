"""The replacements fit the pinned versions, and say so when they no longer do."""

import json
import zipfile

import numpy as np
import pytest
from skimage.color import colorconv

from tools.build import import_cuts, lazy_stubs, runtime, wheels
from tools.build.paths import PYODIDE
from tools.build.stages import BuildError


@pytest.fixture
def sources(tmp_path):
    """The files that are cut, as the wheels have them."""
    names = {cut.path for cut in import_cuts.CUTS}
    for wheel in wheels.all_wheels():
        with zipfile.ZipFile(wheel.path) as archive:
            archive.extractall(tmp_path, names & set(archive.namelist()))
    return tmp_path


def test_every_cut_is_made(sources):
    before = {cut.path: (sources / cut.path).read_text() for cut in import_cuts.CUTS}
    assert import_cuts.apply(sources) == sorted(before)
    for path, text in before.items():
        assert (sources / path).read_text() != text


def test_a_cut_that_no_longer_fits_stops_the_build(sources):
    path = sources / import_cuts.CUTS[0].path
    path.write_text(path.read_text().replace(import_cuts.CUTS[0].old, "from scipy import special as s\n"))
    with pytest.raises(BuildError, match="no longer fits"):
        import_cuts.apply(sources)


def test_frozen_matrices_are_inverses(sources):
    matrices = dict(import_cuts.INVERSE.findall((sources / import_cuts.COLOURS).read_text()))
    frozen = json.loads((import_cuts.TOOLS / "frozen_inverses.json").read_text())
    for inverse, matrix in matrices.items():
        np.testing.assert_allclose(np.array(frozen[inverse]) @ getattr(colorconv, matrix), np.eye(3), atol=1e-12)


def test_a_stub_becomes_names():
    submodules, names = lazy_stubs.names_of_stub("from . import a, b\nfrom .c import d\nfrom .c import e\n")
    assert (submodules, names) == (["a", "b"], {"c": ["d", "e"]})


def test_a_stub_with_another_import_stops_the_build():
    with pytest.raises(BuildError, match="lazy stub"):
        lazy_stubs.names_of_stub("from .a import b as c\n")


def test_the_edits_of_pyodides_loader_fit():
    text = (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8")
    edited = runtime.edited_loader(text)
    assert all(edit.old not in edited for edit in runtime.LOADER_EDITS)
    with pytest.raises(BuildError, match="no longer holds"):
        runtime.edited_loader(edited)
