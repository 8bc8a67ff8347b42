"""The wheels of the tab: the project's own native ones and the pinned ones from the package index."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.build.paths import DOWNLOADS, NATIVE_WHEELS, PYPI_WHEELS, WORK
from tools.build.stages import BuildError, call

TEST_ONLY = frozenset({"attrs", "hypothesis", "iniconfig", "pluggy", "pygments", "pytest", "sortedcontainers"})
"""Distributions that go into the layer of the tests and never into the site."""


@dataclass(frozen=True)
class Wheel:
    """One wheel as the lists in ``static`` have it."""

    name: str
    version: str
    path: Path
    sha256: str
    size: int
    licence: str
    contains: tuple[str, ...]
    native: bool

    @property
    def test_only(self) -> bool:
        """Whether the wheel serves the tests alone."""
        return self.name in TEST_ONLY


def _listed(list_file: Path, folder: Path, *, native: bool) -> list[Wheel]:
    """Read one of the two lists."""
    return [
        Wheel(
            entry["name"],
            entry["version"],
            folder / entry["file"],
            entry["sha256"],
            entry["bytes"],
            entry["licence"],
            tuple(entry.get("contains", ())),
            native,
        )
        for entry in json.loads(list_file.read_text())
    ]


def all_wheels() -> list[Wheel]:
    """List every wheel of the tab, tests included, sorted by name."""
    native = _listed(NATIVE_WHEELS / "wheels.json", NATIVE_WHEELS, native=True)
    fetched = _listed(PYPI_WHEELS, DOWNLOADS, native=False)
    return sorted(native + fetched, key=lambda wheel: wheel.name)


def fetch() -> None:
    """Get the wheels that are not checked in, and compare every wheel with its digest.

    Raises
    ------
    BuildError
        A wheel has another digest than the list says.
    """
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    missing = [wheel for wheel in all_wheels() if not wheel.native and not _is_right(wheel)]
    if missing:
        _download(missing)
    wanted = {wheel.path.name for wheel in all_wheels()}
    for path in DOWNLOADS.iterdir():
        if path.name not in wanted:
            path.unlink()
    wrong = [wheel.path.name for wheel in all_wheels() if not _is_right(wheel)]
    if wrong:
        raise BuildError(f"not the files that were pinned: {', '.join(wrong)}")


def _is_right(wheel: Wheel) -> bool:
    """Tell whether a wheel is there with the digest of the list."""
    return wheel.path.is_file() and hashlib.sha256(wheel.path.read_bytes()).hexdigest() == wheel.sha256


def _download(wheels: list[Wheel]) -> None:
    """Let pip get wheels at exact versions and digests, for Python and platform of the tab."""
    pins = WORK / "pypi-wheels.txt"
    lines = [f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n" for wheel in wheels]
    pins.write_text("".join(lines))
    target = DOWNLOADS.with_name("wheels-new")
    shutil.rmtree(target, ignore_errors=True)
    # One call for pure and compiled wheels alike: pip takes py3-none-any for every platform.
    call(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--python-version",
            "3.14",
            "--implementation",
            "cp",
            "--abi",
            "abi3",
            "--abi",
            "none",
            "--platform",
            "pyemscripten_2026_0_wasm32",
            "--platform",
            "any",
            "--require-hashes",
            "--requirement",
            pins,
            "--dest",
            target,
        ]
    )
    for path in sorted(target.iterdir()):
        path.replace(DOWNLOADS / path.name)
    target.rmdir()
