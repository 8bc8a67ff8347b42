"""tabscope: open microscope images, run recipes, take numbers home.

::

    import tabscope as ts

    image = ts.open("nuclei.tif")
    result = ts.run("count-nuclei", image)
    print(result.headline)
    result.tables["cells"].to_pandas()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tabscope.errors import TabscopeError

if TYPE_CHECKING:
    from tabscope.image import Image as Image
    from tabscope.operations.registry import operation as operation
    from tabscope.recipe import Recipe as Recipe
    from tabscope.session import open as open  # noqa: A004 - the word people expect: ts.open
    from tabscope.session import run as run
    from tabscope.session import save as save
    from tabscope.table import Table as Table

__version__ = "0.1.0"

_HOMES = {
    "Image": "tabscope.image",
    "Recipe": "tabscope.recipe",
    "Table": "tabscope.table",
    "open": "tabscope.session",
    "operation": "tabscope.operations.registry",
    "run": "tabscope.session",
    "save": "tabscope.session",
}

__all__ = ["Image", "Recipe", "Table", "TabscopeError", "open", "operation", "run", "save"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the tab's first open must not pay for what it does not need."""
    if name not in _HOMES:
        raise AttributeError(f"module tabscope has no attribute {name}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
