"""The wheel that the site offers and the one that pip builds hold all of tabscope, and work away from the checkout."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from tools.build import package
from tools.build.paths import ROOT

NUCLEI = ROOT / "static" / "samples" / "source" / "dsb2018_nuclei.tif"


def _by_pip(folder):
    """Build the wheel as `pip install .` does, in a copy: the build leaves folders behind."""
    copy = folder / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("py", "models"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(copy)]
    subprocess.run(command, check=True)
    return folder / package.wheel_name()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    package.make()
    return {"site": package.PACKAGE / package.wheel_name(), "pip": _by_pip(tmp_path_factory.mktemp("pip"))}


def test_both_wheels_hold_the_same_files(wheels):
    held = {
        who: {name for name in zipfile.ZipFile(path).namelist() if "dist-info" not in name}
        for who, path in wheels.items()
    }
    assert held["site"] == held["pip"]
    assert "tabscope/assets/models/unet2d_nuclei_broad/weights.onnx" in held["site"]
    assert "tabscope/assets/models/unet2d_nuclei_broad/CREDITS.md" in held["site"]
    assert "tabscope/gallery/count-nuclei.json" in held["site"]


@pytest.mark.parametrize("who", ["site", "pip"])
@pytest.mark.parametrize("recipe", ["count-nuclei", "nuclei-unet"])
def test_a_wheel_counts_nuclei_without_the_checkout(wheels, who, recipe, tmp_path):
    zipfile.ZipFile(wheels[who]).extractall(tmp_path / "installed")
    command = [sys.executable, "-m", "tabscope.cli", "run", recipe, str(NUCLEI), "--out", "out"]
    variables = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "nuclei" in done.stderr
    assert (tmp_path / "out" / NUCLEI.name / "cells.csv").is_file()
