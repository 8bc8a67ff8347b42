"""A forest as a short text, the value of a recipe's parameter; read back as what it is: somebody else's data.

``forest1:<digest>:<data>``, where 1 is the format's version, the digest is the first 16 hexadecimal digits of the
sha256 of the unpacked bytes, and the data are those bytes, deflated (zlib), in base64 for addresses. The bytes,
little-endian:

====================================  ==================================================================
4 x uint8                             images, trees, questions of a tree, classes
uint8, trees x questions              the feature of each question
float32, trees x questions            the threshold of each question; infinity where none is asked
uint8, trees x 2 ** questions x classes  how likely each class is in each leaf, 0 to 255
====================================  ==================================================================

No length in it is believed: the text is bounded, it unpacks to a bounded number of bytes, and these must be exactly as
many as the first four say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.forest import DEPTH, Forest
from tabscope.operations.pixel_features import PER_IMAGE

VERSION = "forest1"
MOST_TEXT = 200_000
"""Characters of a text that is read at all; a forest for two classes has about 20,000."""

MOST_IMAGES, MOST_TREES, MOST_CLASSES = 8, 64, 8
HEADER = 4
MOST_BYTES = HEADER + MOST_TREES * (5 * DEPTH + 2**DEPTH * MOST_CLASSES)


def write_forest(forest: Forest) -> str:
    """Return a forest as text."""
    trees, depth = forest.features.shape
    packed = bytes((forest.images, trees, depth, forest.classes)) + b"".join(
        (forest.features.tobytes(), forest.thresholds.astype("<f4").tobytes(), forest.leaves.tobytes())
    )
    data = base64.urlsafe_b64encode(zlib.compress(packed, 9)).decode().rstrip("=")
    return f"{VERSION}:{_digest(packed)}:{data}"


def read_forest(text: str) -> Forest:
    """Return the forest that a text holds.

    Raises
    ------
    TabscopeError
        ``forest.invalid`` with the reason: another version, damaged, cut off, larger than may be, impossible numbers.
    """
    if len(text) > MOST_TEXT:
        raise _invalid(f"it has {len(text):,} characters; {MOST_TEXT:,} are allowed.")
    version, _, rest = text.strip().partition(":")
    if version != VERSION:
        raise _invalid("it is in a form that is not known here.")
    digest, _, data = rest.partition(":")
    packed = _unpacked(data)
    if _digest(packed) != digest:
        raise _invalid("it was changed or cut off.")
    images, trees, depth, classes = packed[:HEADER]
    if not (1 <= images <= MOST_IMAGES and 1 <= trees <= MOST_TREES and 1 <= depth <= DEPTH):
        raise _invalid("its size is not possible.")
    if not 2 <= classes <= MOST_CLASSES:
        raise _invalid(f"it has {classes} classes; 2 to {MOST_CLASSES} are possible.")
    questions = trees * depth
    if len(packed) != HEADER + 5 * questions + trees * 2**depth * classes:
        raise _invalid("it is not as long as it says.")
    return _checked(packed, images, trees, depth, classes)


def _unpacked(data: str) -> bytes:
    """Return the bytes, no more of them than a forest may have."""
    try:
        packed = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        found = reader.decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise _invalid("it is damaged.") from error
    if len(found) > MOST_BYTES or len(found) < HEADER or not reader.eof:
        raise _invalid("it is not as long as it says.")
    return found


def _checked(packed: bytes, images: int, trees: int, depth: int, classes: int) -> Forest:
    questions = trees * depth
    features = np.frombuffer(packed, np.uint8, questions, HEADER).reshape(trees, depth)
    thresholds: NDArray[np.float32] = np.frombuffer(packed, "<f4", questions, HEADER + questions).astype(np.float32)
    leaves = np.frombuffer(packed, np.uint8, -1, HEADER + 5 * questions).reshape(trees, 2**depth, classes)
    if int(features.max()) >= images * PER_IMAGE:
        raise _invalid("it asks about features that there are not.")
    if np.isnan(thresholds).any():
        raise _invalid("one of its thresholds is no number.")
    return Forest(features, thresholds.reshape(trees, depth), leaves, images)


def _digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()[:16]


def _invalid(reason: str) -> TabscopeError:
    return TabscopeError("forest.invalid", reason=reason)
