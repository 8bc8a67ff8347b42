"""Register: frames and channels brought onto one another."""

from tabscope.operations.register import align

__all__ = ["align"]
