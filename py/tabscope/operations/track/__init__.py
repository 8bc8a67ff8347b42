"""Track: objects and points followed through time, and how they move."""

from tabscope.operations.track import link, motion

__all__ = ["link", "motion"]
