"""Where pixels come from, as a person gave it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A file or folder on this machine (in the tab: mounted), or an address; ``name`` is its last part."""

    name: str
    path: str | None = None
    address: str | None = None
