"""The libraries' own tests, in Pyodide, on the libraries as built and as the import cuts leave them.

`python -m tools.cuts.run_upstream_tests [suite ...]` needs what `python build.py` made (Pyodide in `node_modules`,
wheels, pytest in `.build/tree/tests`), fetches the sdists whose tests match the wheels, and unpacks the wheels twice
below `.build/upstream`: `uncut` as they are, `cut` with the lazy stubs and the cuts of `tools/build`. Both get the same
tests and the same sample pictures; every suite runs once on each in Pyodide under node. What is compared is the
outcome of every single test, so that a difference can only come from a cut. Prints one line per suite, and each test
that ends otherwise; status 1 where a test passes uncut and does not pass cut. The results are in docs/import-cuts.md.
Run it again when a cut or a wheel changes. It takes half an hour on two cores and is no part of `build.py test`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tools.build import import_cuts, lazy_stubs, tree, wheels
from tools.build.closure import GUEST_SITE
from tools.build.paths import ROOT, TOOLS, WORK
from tools.build.stages import BuildError, call

HERE = Path(__file__).resolve().parent
PLACE = WORK / "upstream"
TREES = ("uncut", "cut")
LIMIT = 1200
"""A suite that takes longer has failed. Seconds."""

SDISTS = {
    "scikit_image-0.26.0": "f5f970ab04efad85c24714321fcc91613fcb64ef2a892a13167df2f3e59199fa",
    "scipy-1.18.0": "67b2ad2ad54c72ca6d04975a9b2df8c3638c34ddd5b28738e94fc2b57929d378",
    "tifffile-2026.11.8": "2dd916274365f50d1730cca9b37ab91c112bf53fa22305c68dc940bcf4caac4d",
}
"""The archives that the wheels were made from, with their SHA-256."""

INTO_TREE = (
    ("scikit_image-0.26.0/src/skimage/data", "skimage/data"),
    ("scipy-1.18.0/scipy/conftest.py", "scipy/conftest.py"),
    ("scipy-1.18.0/scipy/ndimage/tests", "scipy/ndimage/tests"),
    ("scipy-1.18.0/scipy/_lib/tests", "scipy/_lib/tests"),
)
"""What of an sdist goes where in both trees: tests that belong to a package, and pictures that tests open."""


@dataclass(frozen=True)
class Suite:
    """Tests that are run in one process: what pytest is given (words), and variables that are set before."""

    name: str
    target: str
    environment: dict[str, str] = field(default_factory=dict[str, str])


_SCIPY, _SKIMAGE = f"{GUEST_SITE}/scipy", "/sdists/scikit_image-0.26.0/tests/skimage"

SUITES = (
    Suite("scipy.ndimage", f"{_SCIPY}/ndimage/tests"),
    Suite("scipy._lib", f"{_SCIPY}/_lib/tests"),
    Suite("scipy._lib, array API", f"{_SCIPY}/_lib/tests/test_array_api.py", {"SCIPY_ARRAY_API": "1"}),
    Suite("skimage.transform", f"{_SKIMAGE}/transform/test_geometric.py {_SKIMAGE}/transform/test_warps.py"),
    *(
        Suite(f"skimage.{name}", f"{_SKIMAGE}/{name}")
        for name in ("filters", "measure", "morphology", "segmentation", "color", "exposure", "feature", "_shared")
    ),
    # imagecodecs' wheel for the tab ends Python when PackBits is encoded (a symbol is missing), cut or not.
    Suite("tifffile, own codecs", "/sdists/tifffile-2026.11.8/tests/test_tifffile.py", {"SKIP_CODECS": "1"}),
)
"""The families that a cut touches; of transform, the module that is cut and the one that uses it most."""


def fetch() -> None:
    """Get and unpack the sdists (unearth only fetches, pip would build).

    Raises
    ------
    BuildError
        An archive is not the one that its wheel was made from.
    """
    programs = PLACE / "programs"
    if not programs.exists():
        call([sys.executable, "-m", "pip", "install", "--quiet", "--target", programs, "unearth"])
    for name, sha256 in SDISTS.items():
        archive = PLACE / f"{name}.tar.gz"
        if not archive.exists():
            pin = name.replace("-", "==")
            # The tests are for the tab's Python, whatever runs this file.
            words = ["-m", "unearth", "--py", "3.14", "--no-binary", "--download", str(PLACE), pin]
            variables = os.environ | {"PYTHONPATH": str(programs)}
            subprocess.run([sys.executable, *words], env=variables, check=True, stdout=subprocess.DEVNULL)
        if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
            raise BuildError(f"{archive.name} is not the archive that the wheel was made from")
        if not (PLACE / "sdists" / name).exists():
            with tarfile.open(archive) as tar:
                tar.extractall(PLACE / "sdists", filter="data")
    # It replaces pytest's report by that of a plugin which the tab does not have.
    (PLACE / "sdists/scikit_image-0.26.0/tests/conftest.py").unlink(missing_ok=True)


def lay_out() -> None:
    """Unpack the wheels twice, with the tests, and make the cuts in one of the two."""
    for name in TREES:
        root = PLACE / name
        shutil.rmtree(root, ignore_errors=True)
        for wheel in wheels.all_wheels():
            if not wheel.test_only:
                shutil.unpack_archive(wheel.path, root, "zip")
        for source, target in INTO_TREE:
            path = PLACE / "sdists" / source
            if path.is_dir():
                shutil.copytree(path, root / target, dirs_exist_ok=True)
            else:
                shutil.copyfile(path, root / target)
    lazy_stubs.replace(PLACE / "cut")
    import_cuts.apply(PLACE / "cut")


def run(suite: Suite, name: str) -> dict[str, str]:
    """Run a suite on a tree; return the outcome of each test."""
    result = PLACE / f"{suite.name.replace(' ', '')}-{name}.json"
    result.unlink(missing_ok=True)
    mounts = {
        GUEST_SITE: PLACE / name,
        "/pytest": tree.TESTS,
        "/sdists": PLACE / "sdists",
        "/results": PLACE,
    }
    guests = json.dumps({guest: str(host) for guest, host in mounts.items()})
    job = json.dumps({"target": suite.target, "environment": suite.environment, "result": result.name})
    with result.with_suffix(".txt").open("w") as log:
        subprocess.run(
            ["node", TOOLS / "in_pyodide.mjs", HERE / "pytest_in_tab.py", guests, job],
            cwd=ROOT,
            check=False,
            timeout=LIMIT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if not result.exists():
        raise BuildError(f"{suite.name} on {name} did not end; see {result.with_suffix('.txt')}")
    return json.loads(result.read_text())


def told(outcomes: dict[str, str]) -> str:
    """Return how many tests ended in which way, as `4088 passed, 1 skipped`."""
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(Counter(outcomes.values()).items()))


def main(names: list[str]) -> int:
    """Run the suites named, or all; return 1 where a cut breaks a test."""
    PLACE.mkdir(parents=True, exist_ok=True)
    fetch()
    lay_out()
    chosen = [suite for suite in SUITES if not names or suite.name in names]
    broken = 0
    with ThreadPoolExecutor(len(TREES)) as pool:
        for suite in chosen:
            uncut, cut = pool.map(partial(run, suite), TREES)
            print(f"| {suite.name} | {told(uncut)} | {told(cut)} |", flush=True)
            for test in sorted({*uncut, *cut}):
                before, after = uncut.get(test, "absent"), cut.get(test, "absent")
                if before != after:
                    broken += before == "passed"
                    print(f"    {test}: {before} uncut, {after} cut", flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
