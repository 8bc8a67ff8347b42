"""Every image of the test data reads as other decoders read it; with ``TABSCOPE_ALL`` those beside the checkout too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = [ROOT / "tests/data"] + ([ROOT.parent / "shared/data"] if os.environ.get("TABSCOPE_ALL") else [])

pytestmark = pytest.mark.native


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_nothing_is_read_wrong_crashes_or_hangs(folder):
    done = subprocess.run(
        [sys.executable, ROOT / "tools/read_all.py", folder], capture_output=True, text=True, check=False
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "0  wrong" in done.stdout
