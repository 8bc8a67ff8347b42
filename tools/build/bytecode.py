"""Sources to byte code, by the tab's own Python."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tools.build import tree
from tools.build.closure import GUEST_SITE, GUEST_ZIP, run_in_pyodide
from tools.build.membership import SMALL_CODE, Membership, decide
from tools.build.paths import COMPILED, ROOT, WORK, files_under

OWN = COMPILED / "tabscope"
SITE = COMPILED / "site-packages"
STDLIB = COMPILED / "stdlib"
TESTS = COMPILED / "tests"
GUEST_REST = "/lib/python3.14"

Job = list[str | int]


def compiled_name(path: str) -> str:
    """Return the name that a file has in a layer: `x.pyc` where `x.py` was."""
    return f"{path}c" if path.endswith(".py") else path


def compile_libraries() -> None:
    """Compile the standard library, the wheels and the test wheels."""
    members = decide()
    jobs: list[Job] = []
    for layer, files in members.site.items():
        jobs += _jobs("site-packages", GUEST_SITE, files, 2 if layer in SMALL_CODE else 0)
    jobs += _jobs("stdlib", GUEST_ZIP, members.stdlib, 2)
    later = [name for files in members.stdlib_of.values() for name in files]
    jobs += _jobs("stdlib", GUEST_REST, members.stdlib_rest + later, 0)
    jobs += _jobs("tests", GUEST_SITE, members.tests, 0)
    for folder in (SITE, STDLIB, TESTS):
        shutil.rmtree(folder, ignore_errors=True)
    _compile(jobs, {"/tree": tree.TREE}, "libraries")
    _copy_other_files(members)


def _jobs(folder: str, guest: str, files: list[str], optimize: int) -> list[Job]:
    """List what is to be compiled of one folder of the tree."""
    return [
        [f"/tree/{folder}/{name}", f"/compiled/{folder}/{compiled_name(name)}", f"{guest}/{name}", optimize]
        for name in files
        if name.endswith(".py")
    ]


def _copy_other_files(members: Membership) -> None:
    """Put what is no Python source beside the byte code."""
    site = [name for files in members.site.values() for name in files]
    lists = (
        (tree.SITE_PACKAGES, SITE, site),
        (tree.STDLIB, STDLIB, [path.relative_to(tree.STDLIB).as_posix() for path in files_under(tree.STDLIB)]),
        (tree.TESTS, TESTS, members.tests),
    )
    for source, target, names in lists:
        for name in names:
            if not name.endswith(".py"):
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / name, target / name)


def compile_tabscope() -> None:
    """Compile the package itself; the operations keep the first paragraph of their docstrings, which is their help."""
    shutil.rmtree(OWN, ignore_errors=True)
    OWN.mkdir(parents=True)
    package = ROOT / "py"
    jobs: list[Job] = []
    for path in own_files():
        name = path.relative_to(package).as_posix()
        if path.suffix == ".py":
            jobs.append(
                [
                    f"/py/{name}",
                    f"/compiled/tabscope/{compiled_name(name)}",
                    f"{GUEST_SITE}/{name}",
                    "help" if "/operations/" in name else 2,
                ]
            )
        else:
            (OWN / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, OWN / name)
    _compile(jobs, {"/py": package}, "tabscope")


NATIVE_ONLY = {"cli.py", "host/native.py"}
"""What a tab has no use for."""


def own_files() -> list[Path]:
    """List the files of the tabscope package that go into the tab."""
    package = ROOT / "py" / "tabscope"
    return [
        path
        for path in files_under(package)
        if path.suffix in {".py", ".json"} and path.relative_to(package).as_posix() not in NATIVE_ONLY
    ]


def _compile(jobs: list[Job], mounts: dict[str, Path], name: str) -> None:
    """Compile in one process: what marshal writes depends on what the interpreter has seen before."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    job = WORK / f"compile-{name}.json"
    job.write_text(json.dumps(sorted(jobs)))
    run_in_pyodide("compile_in_tab.py", {**mounts, "/compiled": COMPILED, "/work": WORK}, f"/work/{job.name}")
