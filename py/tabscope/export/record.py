"""Reading a run's provenance, which is plain data and may come back from the page or from an older version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


def at(document: Any, *path: str) -> Any:
    """Return what stands at a path of keys, or None where the document does not have it."""
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = cast("Mapping[str, Any]", document).get(key)
    return document
