"""Two builds of the same sources are the same, byte for byte."""

import filecmp
import os
import shutil
import subprocess
import sys

from tools.build.paths import DOWNLOADS, ROOT, SITE, files_under


def test_a_second_build_from_nothing_gives_the_same_site(tmp_path):
    shutil.copytree(DOWNLOADS, tmp_path / "work" / "wheels")
    variables = {**os.environ, "TABSCOPE_WORK": str(tmp_path / "work"), "TABSCOPE_SITE": str(tmp_path / "site")}
    result = subprocess.run([sys.executable, "build.py"], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    first = {p.relative_to(SITE).as_posix() for p in files_under(SITE)}
    second = {p.relative_to(tmp_path / "site").as_posix() for p in files_under(tmp_path / "site")}
    assert first == second
    _, different, unreadable = filecmp.cmpfiles(SITE, tmp_path / "site", sorted(first), shallow=False)
    assert (different, unreadable) == ([], [])
