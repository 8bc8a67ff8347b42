"""Operations: a module or folder per family, a plain function per operation; a family loads when it is asked for."""

from __future__ import annotations

from importlib import import_module

from tabscope.operations import registry
from tabscope.operations.registry import REGISTRY, Operation

FAMILIES = (
    "intensity", "filter", "restore", "register", "threshold", "morphology", "segment", "labels", "measure", "track",
    "geometry", "synth", "model",
)  # fmt: skip
"""Every family, in the order of the reference."""


def find(name: str) -> Operation:
    """Return the operation of a recipe's ``id@version``; without a version, the newest.

    Only its family is imported: the tab's first run must not pay for the others.

    Raises
    ------
    TabscopeError
        ``recipe.unknown-operation``, with the nearest names.
    """
    family = name.partition(".")[0]
    if family in FAMILIES:
        import_module(f"tabscope.operations.{family}")
    if not registry.known(name):
        every()
    return registry.find(name)


def every() -> tuple[Operation, ...]:
    """Return all operations, in the order of the families."""
    for family in FAMILIES:
        import_module(f"tabscope.operations.{family}")
    order = {family: place for place, family in enumerate(FAMILIES)}
    return tuple(sorted(REGISTRY.values(), key=lambda one: order.get(one.family, len(order))))


__all__ = ["FAMILIES", "every", "find"]
