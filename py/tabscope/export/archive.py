"""Several files as one zip, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from tabscope.export.files import File

OLDEST = (1980, 1, 1, 0, 0, 0)
"""The date every entry carries: a zip knows no earlier one, and the time of a run is in its ``run.json``."""

READABLE = 0o644 << 16
"""Permission of an unpacked file: everybody reads, the owner writes."""


def zip_bytes(files: Iterable[File]) -> bytes:
    """Return the bytes of a zip; names are taken as they are, in the order given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made: the bytes must not depend on the machine
            entry.external_attr = READABLE
            archive.writestr(entry, file.data)
    return target.getvalue()
