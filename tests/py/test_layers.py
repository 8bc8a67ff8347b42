"""Data flows one way: no module imports from a row below its own (house style, section 6)."""

import ast
from pathlib import Path

import pytest

import tabscope

PACKAGE = Path(tabscope.__file__).parent
pytestmark = pytest.mark.native  # reads the sources, which the tab does not carry

ROWS = [
    {"errors", "units", "axes", "json_text"},
    {"regions", "areas", "grid", "image", "strokes", "table"},
    {"host"},
    {"operations", "sources", "models", "gallery", "display", "profile"},
    {"recipe", "recipe_parts", "script", "edited_script", "methods"},
    {"results"},
    {"runner"},
    {"export"},
    {"engine"},
    {"painted_files", "suggest", "session", "batch", "wire", "protocol", "message_data"},
    {"cli", "browser"},
]
"""Each row may import itself and the rows above; results stand above the runner, which fills them."""

THIRD_PARTY = {
    "operations": {"numpy", "scipy", "skimage"},
    "models": {"numpy", "yaml", "scipy", "skimage"},
    "recipe": set(),
    "errors": set(),
    "units": set(),
    "axes": {"numpy"},
}
"""Libraries beyond the standard library that a part may use; parts not named here are free."""

NEIGHBOURS_MAY_IMPORT = {("operations", "models"): {"operations/model.py"}}


def part_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Yield (module, where it is only for type checkers) of every import in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only
            if node.module == "tabscope":
                for name in node.names:
                    yield f"tabscope.{name.name}", id(node) in typing_only


FILES = sorted(path for path in PACKAGE.rglob("*.py") if part_of(path) != "__init__")


def row_of(part):
    return next(index for index, row in enumerate(ROWS) if part in row)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_import_points_down(path):
    own = part_of(path)
    for module, typing_only in imports(path):
        words = module.split(".")
        if words[0] != "tabscope" or len(words) < 2 or typing_only or words[1] in (own, "__version__"):
            continue
        if words[1] in ("open", "run", "save", "Image", "Recipe", "Table", "TabscopeError"):
            continue
        assert row_of(words[1]) <= row_of(own), f"{path.name} imports {module}, which stands below it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_part_uses_only_the_libraries_it_may(path):
    allowed = THIRD_PARTY.get(part_of(path))
    used = {module.split(".")[0] for module, typing_only in imports(path) if not typing_only}
    assert not used & {"js", "pyodide", "pyodide_js"} or path.name == "browser.py"
    if allowed is not None:
        known = {"numpy", "scipy", "skimage", "zarr", "tifffile", "imageio", "PIL", "onnxruntime", "yaml", "pandas"}
        assert used & known <= allowed


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
