"""The gallery: recipes that come with tabscope, one JSON file each."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from tabscope.errors import TabscopeError


def names() -> list[str]:
    """Return the names of the gallery's recipes, in alphabetical order."""
    return sorted(
        entry.name.removesuffix(".json")
        for entry in resources.files(__name__).iterdir()
        if entry.name.endswith(".json")
    )


def load(name: str) -> dict[str, Any]:
    """Return a recipe's document by its name (``count-nuclei``).

    Raises
    ------
    TabscopeError
        ``recipe.invalid`` where there is none of this name.
    """
    if name not in names():
        raise TabscopeError(
            "recipe.invalid", reason=f"the gallery has no “{name}”.", advice=f"It has {', '.join(names())}."
        )
    return json.loads((resources.files(__name__) / f"{name}.json").read_text(encoding="utf-8"))


def listing() -> list[dict[str, Any]]:
    """Return every recipe with its name, title, description and document."""
    documents = {name: load(name) for name in names()}
    return [
        {"name": name, "title": document["title"], "description": document.get("description", ""), "recipe": document}
        for name, document in documents.items()
    ]
