"""Register: frames and channels brought onto one another."""

from tabscope.operations.register import align, landmarks

__all__ = ["align", "landmarks"]
