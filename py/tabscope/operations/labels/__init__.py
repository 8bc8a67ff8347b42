"""Labels: choose objects, renumber them, let them grow, shrink or join, cut them with masks and with one another."""

from tabscope.operations.labels import choose, combine, parts, rules, shapes

__all__ = ["choose", "combine", "parts", "rules", "shapes"]
