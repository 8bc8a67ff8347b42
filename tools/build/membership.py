"""Which file goes into which layer: closures first, then the rest of each package."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tools.build import tree
from tools.build.closure import closure
from tools.build.layer_roots import LEFT_OVER, LEFT_OVER_NEEDS, ROOTS, STDLIB_KEPT
from tools.build.paths import files_under
from tools.build.stages import BuildError

OPENBLAS = b"libopenblas.so"
SMALL_CODE = frozenset({"core", "analysis", "zarr", "spatial", "numpy"})
"""Layers compiled without docstrings and asserts; scipy.stats builds its documentation when imported."""
FIRST = ("boot", "core", "analysis")
"""What every visit needs: the standard library that comes with Python is cut to this."""


@dataclass
class Membership:
    """Files by layer, as paths below the tree's folders."""

    site: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    stdlib: list[str] = field(default_factory=list[str])
    stdlib_rest: list[str] = field(default_factory=list[str])
    stdlib_of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Modules of the standard library that come with the one layer that wants them."""
    tests: list[str] = field(default_factory=list[str])


def needs(layer: str) -> tuple[str, ...]:
    """Return the layers that must be put before this one."""
    by_root = {root.layer: root.needs for root in ROOTS}
    return by_root[layer] if layer in by_root else LEFT_OVER_NEEDS[layer]


def decide() -> Membership:
    """Give every file of the tree to exactly one layer.

    Raises
    ------
    BuildError
        A package is in no list of `layer_roots.py`, or a layer would need OpenBLAS without having it.
    """
    found = closure()
    available = [path.relative_to(tree.SITE_PACKAGES).as_posix() for path in files_under(tree.SITE_PACKAGES)]
    result = Membership(tests=[p.relative_to(tree.TESTS).as_posix() for p in files_under(tree.TESTS)])
    owner: dict[str, str] = {}
    for path in available:
        if ".dist-info/" in path:
            owner[path] = "core"
    for root in ROOTS:
        wanted = {p.removeprefix("site-packages/") for p in found[root.layer] if p.startswith("site-packages/")}
        folders = tuple(f"{name.replace('.', '/')}/" for name in root.whole if name != "scipy.libs")
        folders += ("scipy.libs/",) if "scipy.libs" in root.whole else ()
        for path in available:
            if path in wanted or path.startswith(folders) or _is_data_beside(path, wanted):
                owner.setdefault(path, root.layer)
    for path in available:
        if path not in owner:
            owner[path] = _left_over(path)
        result.site.setdefault(owner[path], []).append(path)
    _check_openblas(result)
    _split_stdlib(result, found)
    return result


def _is_data_beside(path: str, wanted: set[str]) -> bool:
    """Tell whether a file is data of a package whose `__init__` is wanted."""
    folder, _, name = path.rpartition("/")
    return not name.endswith((".py", ".so")) and f"{folder}/__init__.py" in wanted


def _left_over(path: str) -> str:
    """Return the layer of a file that no closure took."""
    package = path.split("/", 1)[0].removesuffix(".py").removesuffix(".libs")
    if package not in LEFT_OVER:
        raise BuildError(f"layer_roots.LEFT_OVER does not say where {package} goes")
    return LEFT_OVER[package]


def _check_openblas(result: Membership) -> None:
    """Make sure that a library linked to OpenBLAS is in a layer that comes with it."""
    home = next(layer for layer, files in result.site.items() if any(OPENBLAS.decode() in f for f in files))
    for layer, files in result.site.items():
        if layer == home or home in needs(layer):
            continue
        linked = [f for f in files if f.endswith(".so") and OPENBLAS in (tree.SITE_PACKAGES / f).read_bytes()]
        if linked:
            raise BuildError(f"layer {layer} holds {linked[0]}, which needs OpenBLAS of layer {home}")


def _split_stdlib(result: Membership, found: dict[str, list[str]]) -> None:
    """Split the standard library at whole packages: a package found in the zip is looked up there alone."""
    wanted = {
        layer: {_package(path.removeprefix("stdlib/")) for path in paths if path.startswith("stdlib/")}
        for layer, paths in found.items()
    }
    kept = set[str](STDLIB_KEPT).union(*(wanted[layer] for layer in FIRST))
    later = {package: layer for layer in wanted if layer not in FIRST for package in wanted[layer] - kept}
    for path in files_under(tree.STDLIB):
        name = path.relative_to(tree.STDLIB).as_posix()
        package = _package(name)
        if package in kept:
            result.stdlib.append(name)
        elif package in later:
            result.stdlib_of.setdefault(later[package], []).append(name)
        else:
            result.stdlib_rest.append(name)


def _package(path: str) -> str:
    """Return the top-level name of a file of the standard library."""
    return Path(path).parts[0].removesuffix(".py")
