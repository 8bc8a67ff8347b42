"""Operations: one file per family, one plain function per operation; importing this package registers them all."""

from tabscope.operations import filter, intensity, labels, measure, model, morphology, segment, threshold  # noqa: A004
from tabscope.operations.registry import REGISTRY, find

FAMILIES = (intensity, filter, threshold, morphology, segment, labels, measure, model)
"""Every family, in the order of the reference."""

__all__ = ["FAMILIES", "REGISTRY", "find"]
