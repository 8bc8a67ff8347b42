"""Thresholds: which pixels are brighter than a value that is typed, found, or follows the neighbourhood."""

from tabscope.operations.threshold import automatic, by_hand, local, noise

__all__ = ["automatic", "by_hand", "local", "noise"]
