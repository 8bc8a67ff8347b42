"""lazy_loader's stubs, read when the site is built instead of in the tab.

``attach_stub(__name__, __file__)`` parses a ``.pyi`` at every start. The same names are in
``attach(__name__, submodules, {module: names})``, so that no stub is shipped.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.build.stages import BuildError

CALL = re.compile(r"(\w+)\.attach_stub\(__name__, __file__\)")


def names_of_stub(text: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the submodules and, by module, the names that a stub offers.

    Raises
    ------
    BuildError
        The stub holds an import that lazy_loader does not take either.
    """
    submodules: list[str] = []
    names: dict[str, list[str]] = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level != 1 or any(alias.asname for alias in node.names):
            raise BuildError(f"lazy stub with an import other than `from .x import y`: {ast.unparse(node)}")
        listed = [alias.name for alias in node.names]
        if node.module is None:
            submodules += listed
        else:
            names.setdefault(node.module, []).extend(listed)
    return submodules, names


def replace(root: Path) -> list[str]:
    """Replace every use of a stub below a folder; return the files that changed."""
    changed: list[str] = []
    for path in sorted(root.rglob("__init__.py")):
        text = path.read_text(encoding="utf-8")
        match = CALL.search(text)
        if match is None or path.parent.name == "lazy_loader":
            continue
        submodules, names = names_of_stub(path.with_suffix(".pyi").read_text(encoding="utf-8"))
        call = f"{match[1]}.attach(__name__, {submodules!r}, {names!r})"
        path.write_text(text[: match.start()] + call + text[match.end() :], encoding="utf-8")
        changed.append(path.relative_to(root).as_posix())
    return changed
