"""Things that belong together in chains: each points to another of its group, up to the one that stands for all."""

from __future__ import annotations


def root(parent: list[int], one: int) -> int:
    """Return which one stands for the group of ``one``; the way to it is shortened in ``parent``."""
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one
