"""Which recipe and which settings suit an image: looked at once, with the reason of each in a sentence."""

from tabscope.suggest.choose import Reason, Suggestion, suggest

__all__ = ["Reason", "Suggestion", "suggest"]
