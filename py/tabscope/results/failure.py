"""An image of a batch that could not be analysed: it keeps its row in ``images.csv``, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tabscope.errors import TabscopeError


@dataclass(frozen=True)
class Failure:
    """What is left of a run that ended with an error; ``source`` is what provenance would say about the image."""

    image_name: str
    error: TabscopeError
    source: Mapping[str, Any] = field(default_factory=dict[str, Any])
