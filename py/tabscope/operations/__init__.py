"""Operations: one file per family, one plain function per operation; importing this package registers them all."""

from tabscope.operations import filter, intensity, labels, measure, morphology, segment, threshold  # noqa: A004, F401
