"""Where foreign exceptions and lying sizes end: every reader works inside `reading`, every large step after `afford`.

Decoders of images fail in dozens of ways on damaged bytes. Nobody outside this package should have to know them,
and none may be mistaken for our own defect, so they become one named error here and nowhere else.
"""

from __future__ import annotations

import lzma
import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tabscope.errors import TabscopeError
from tabscope.units import size_text

if TYPE_CHECKING:
    from collections.abc import Generator

    from tabscope.host import Host

DECODER_FAILURES: tuple[type[Exception], ...] = (
    ValueError,  # tifffile, numpy, zarr, json and XML about contents they refuse (UnicodeError is one)
    LookupError,  # tifffile and zarr about tags, codecs and keys that are not there
    TypeError,  # tifffile, numpy where a tag or attribute has another type than the format allows
    AttributeError,  # tifffile where a damaged tag leaves a value None
    ArithmeticError,  # division by a zero size, sizes beyond 64 bits
    AssertionError,  # tifffile's and zarr's own checks
    RuntimeError,  # imagecodecs' errors of each codec, too deep nesting, NotImplementedError
    SyntaxError,  # Pillow about broken PNG chunks; XML's ParseError
    EOFError,  # files that stop early
    OSError,  # Pillow's "image file is truncated", a disk that fails
    struct.error,  # headers cut in the middle
    zlib.error,  # damaged deflate data
    lzma.LZMAError,  # damaged LZMA data
)
"""What tifffile, imagecodecs, Pillow, numpy and zarr were seen to raise for damaged files, and why."""

LONGEST_REASON = 160
"""Characters of a decoder's own words that a person is shown."""


SMALL = 1 << 20
"""Bytes about which the host is not asked: a question costs more than they do."""


@contextmanager
def reading(name: str, host: Host) -> Generator[None]:
    """Turn whatever a decoder raises about the file ``name`` into a named error.

    Raises
    ------
    TabscopeError
        ``format.corrupt``, or ``memory.too-large`` where the decoder ran out of memory.
    """
    try:
        yield
    except MemoryError as error:
        memory = host.memory()
        available = size_text(max(0, memory.limit - memory.used))
        raise TabscopeError("memory.too-large", needed=f"{available} or more", available=available) from error
    except DECODER_FAILURES as error:
        raise TabscopeError("format.corrupt", name=name, reason=_reason(error)) from error


OWN_WORDS = (TypeError, AttributeError, LookupError, ArithmeticError, AssertionError)
"""Failures whose text is about Python values and not about the file."""

UNCLEAR = ("<_io.", "invalid literal", "unsupported operand", "object is not")
"""Parts of such texts in other failures; the first one holds a path, which no message may show."""


def _reason(error: Exception) -> str:
    """Return the first line of what the decoder says, in a form that fits into a sentence."""
    words = " ".join(str(error).split())
    if isinstance(error, EOFError) or "truncated" in words.lower():
        return "it stops before its end."
    if not words or isinstance(error, OWN_WORDS) or any(part in words for part in UNCLEAR):
        return "its headers make no sense."
    shortened = words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…"
    return shortened if shortened.endswith((".", "…")) else shortened + "."


def afford(host: Host, needed: int) -> None:
    """Refuse a step that needs more bytes than there are, before it is tried.

    Raises
    ------
    TabscopeError
        ``memory.too-large`` with both sizes.
    """
    if needed < SMALL:
        return
    memory = host.memory()
    available = max(0, memory.limit - memory.used)
    if needed > available:
        raise TabscopeError("memory.too-large", needed=size_text(needed), available=size_text(available))
