"""Operations: one file per family, one plain function per operation; importing this package registers them all."""

from tabscope.operations import filter, intensity, labels, measure, model, morphology, segment, threshold  # noqa: A004, F401
from tabscope.operations.registry import REGISTRY, find

__all__ = ["REGISTRY", "find"]
