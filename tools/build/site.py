"""The site as a whole: the stages in order, and their results merged into one folder."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
from pathlib import Path

from tools.build import (
    bundles,
    bytecode,
    catalogue,
    closure,
    environment,
    layers,
    offline,
    package,
    runtime,
    tree,
    wheels,
)
from tools.build.compress import gzipped
from tools.build.paths import (
    DOWNLOADS,
    NATIVE_WHEELS,
    NODE_MODULES,
    OUT,
    PYPI_WHEELS,
    ROOT,
    SITE,
    TEST_LAYERS,
    TREE,
    VENV,
    files_under,
    venv_program,
)
from tools.build.stages import Stage

ASSETS = OUT / "assets"
SAMPLE_MAKER = ROOT / "tools" / "make_samples.py"
RECIPE_SAMPLES = ROOT / "tools" / "recipe_samples.py"
OFFERED = OUT / "offered"
OFFERED_MAKER = ROOT / "tools" / "make_operations.py"
TOOL_FILES = ("in_pyodide.mjs", "closure_in_tab.py", "compile_in_tab.py")


def make_assets() -> None:
    """Copy the models, and make the samples from the pictures they come from."""
    shutil.rmtree(ASSETS, ignore_errors=True)
    ASSETS.mkdir(parents=True)
    shutil.copytree(ROOT / "models", ASSETS / "models")
    subprocess.run([venv_program("python"), SAMPLE_MAKER, ASSETS / "samples"], check=True)
    shutil.copyfile(ROOT / "static" / "samples" / "README.md", ASSETS / "samples" / "README.md")


def asset_inputs() -> list[Path]:
    """List the models, the samples' pictures, and the script that makes samples of them."""
    return [
        SAMPLE_MAKER, RECIPE_SAMPLES, *files_under(ROOT / "py" / "tabscope" / "operations" / "synth"),
        *files_under(ROOT / "static" / "samples"), *files_under(ROOT / "models"),
    ]  # fmt: skip


def make_offered() -> None:
    """Write down which operations and recipes there are, so that the page need not ask Python."""
    OFFERED.mkdir(parents=True, exist_ok=True)
    plain = OFFERED / "operations.json"
    subprocess.run([venv_program("python"), OFFERED_MAKER, plain], check=True)
    (OFFERED / "operations.json.gz").write_bytes(gzipped(plain.read_bytes()))
    plain.unlink()


def parts() -> dict[str, Path]:
    """Return every file of the site by its path in it, but the catalogue, from the stages' folders."""
    folders = (
        runtime.RUNTIME,
        layers.RUNTIME,
        layers.LIBRARIES,
        layers.CORE,
        bundles.ENGINE,
        bundles.PAGES,
        package.PACKAGE,
        ASSETS,
        OFFERED,
    )
    return {p.relative_to(f).as_posix(): p for f in folders if f.is_dir() for p in files_under(f)}


def assemble() -> None:
    """Bring `site/` in step with the stages' results: copy what changed, remove what is no longer made."""
    catalogue.make(parts())
    listed = {p.relative_to(catalogue.CATALOGUE).as_posix(): p for p in files_under(catalogue.CATALOGUE)}
    made = {**parts(), **listed}
    wanted = {**made, **offline.make(made)}
    for path in files_under(SITE) if SITE.is_dir() else []:
        if path.relative_to(SITE).as_posix() not in wanted:
            path.unlink()
    for name, source in sorted(wanted.items()):
        target = SITE / name
        if not target.is_file() or not filecmp.cmp(source, target, shallow=False):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for folder in sorted((p for p in SITE.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _own_sources() -> list[Path]:
    return [*bytecode.own_files(), ROOT / "pyproject.toml"]


PYTHON = Stage(
    "python",
    environment.make_python,
    environment.python_inputs,
    (VENV / "pyvenv.cfg",),
    stamp=VENV / "tabscope-build.json",
)
JAVASCRIPT = Stage(
    "javascript",
    environment.make_javascript,
    environment.javascript_inputs,
    (NODE_MODULES / ".package-lock.json",),
    stamp=NODE_MODULES / ".tabscope-build.json",
)
COMMAND = Stage(
    "command",
    environment.install_tabscope,
    list,
    (venv_program("tabscope"),),
    (PYTHON,),
    facts=environment.package_facts,
    stamp=VENV / "tabscope-command.json",
)
SETUP = (PYTHON, COMMAND, JAVASCRIPT)
WHEELS = Stage(
    "wheels", wheels.fetch, lambda: [PYPI_WHEELS, *files_under(NATIVE_WHEELS)], (DOWNLOADS,), code=("wheels.py",)
)
UNPACK = Stage(
    "tree",
    tree.unpack,
    list,
    (TREE,),
    (WHEELS, JAVASCRIPT),
    ("tree.py", "import_cuts.py", "frozen_inverses.json", "lazy_stubs.py"),
)
CLOSURE = Stage(
    "closure", closure.find, list, (closure.RESULT,), (UNPACK,), ("closure.py", "layer_roots.py", *TOOL_FILES)
)
COMPILE = Stage(
    "compile",
    bytecode.compile_libraries,
    list,
    (bytecode.SITE, bytecode.STDLIB),
    (CLOSURE,),
    ("bytecode.py", "membership.py", "layer_roots.py", *TOOL_FILES),
)
LAYER_CODE = ("layers.py", "compress.py")
LAYERS = Stage("layers", layers.make_libraries, list, (layers.LIBRARIES, TEST_LAYERS), (COMPILE,), LAYER_CODE)
STDLIB = Stage("stdlib", layers.make_stdlib, list, (layers.RUNTIME,), (COMPILE,), LAYER_CODE)
OWN = Stage(
    "tabscope", bytecode.compile_tabscope, _own_sources, (bytecode.OWN,), (JAVASCRIPT,), ("bytecode.py", *TOOL_FILES)
)
CORE = Stage("core", layers.make_core, list, (layers.CORE,), (COMPILE, OWN), LAYER_CODE)
RUNTIME = Stage("runtime", runtime.make, list, (runtime.RUNTIME,), (JAVASCRIPT,), ("runtime.py", "compress.py"))
ENGINE = Stage("engine", bundles.make_engine, bundles.sources, (bundles.ENGINE,), (JAVASCRIPT,), ("bundles.py",))
PAGES = Stage(
    "pages", bundles.make_pages, bundles.sources, (bundles.PAGES, bundles.WORKER), (JAVASCRIPT,), ("bundles.py",)
)
PACKAGE = Stage(
    "package",
    package.make,
    lambda: [*package.package_files().values(), ROOT / "pyproject.toml"],
    (package.PACKAGE,),
    code=("package.py",),
)
SAMPLES = Stage("assets", make_assets, asset_inputs, (ASSETS,))
OPERATIONS = Stage(
    "operations",
    make_offered,
    lambda: [OFFERED_MAKER, *_own_sources()],
    (OFFERED / "operations.json.gz",),
    (COMMAND,),
    ("compress.py",),
)
ASSEMBLE = Stage(
    "site",
    assemble,
    list,
    (SITE / "layers" / "layers.json",),
    (LAYERS, STDLIB, CORE, RUNTIME, ENGINE, PAGES, PACKAGE, SAMPLES, OPERATIONS),
    ("site.py", "catalogue.py", "offline.py"),
)
BUILD = (*SETUP, ASSEMBLE)
