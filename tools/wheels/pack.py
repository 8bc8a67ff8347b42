"""Turn an installed tree into a wheel whose bytes depend on the files' contents alone."""

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from shlex import split

from workplace import Workplace

PLATFORM_TAG = "cp314-cp314-pyemscripten_2026_0_wasm32"
DATE = (2026, 1, 1, 0, 0, 0)
# Tests, headers, static libraries, sources and stubs are of no use in a tab.
LEFT_OUT_FOLDERS = {"tests", "__pycache__"}
LEFT_OUT_SUFFIXES = set(split(".pyi .h .hpp .a .pxd .pyx .c .cpp .in .build .pyf .f .f90 .lib .pc"))


def pack(
    place: Workplace,
    name: str,
    site: str,
    source: str,
    licences: Iterable[str],
    *,
    tag: str = PLATFORM_TAG,
    keep: Iterable[str] = (),
    leave_out: str = "(?!)",
) -> Path:
    """Write a wheel and return its path.

    Parameters
    ----------
    place
        Where.
    name
        Project and version, as the wheel's name begins.
    site
        The installed tree.
    source
        The unpacked sdist; its `PKG-INFO` becomes the wheel's `METADATA`.
    licences
        Licence files, relative to `source` or absolute in the system.
    tag
        Python, ABI and platform.
    keep
        Suffixes to keep that are left out elsewhere.
    leave_out
        Regular expression for more files to leave out, searched in the path within the tree.
    """
    root = place.path(site)
    unwanted_suffixes = LEFT_OUT_SUFFIXES.difference(keep)
    contents: dict[str, bytes] = {}
    for path in sorted((path.relative_to(root) for path in root.rglob("*")), key=files_first):
        unwanted = LEFT_OUT_FOLDERS.intersection(path.parts) or path.suffix in unwanted_suffixes
        if (root / path).is_file() and not unwanted and not re.search(leave_out, path.as_posix()):
            contents[path.as_posix()] = (root / path).read_bytes()

    information = f"{name}.dist-info"
    contents[f"{information}/METADATA"] = place.path(f"{source}/PKG-INFO").read_bytes()
    pure = str(tag.endswith("-any")).lower()
    contents[f"{information}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: pack.py\nRoot-Is-Purelib: {pure}\nTag: {tag}\n".encode()
    )
    for licence in licences:
        path = place.path(licence if licence.startswith("/") else f"{source}/{licence}")
        entry = f"{information}/licenses/{path.name}"
        while entry in contents:
            entry += ".1"
        contents[entry] = path.read_bytes()
    record = [f"{entry},sha256={digest(data)},{len(data)}" for entry, data in contents.items()]
    contents[f"{information}/RECORD"] = "\n".join([*record, f"{information}/RECORD,,", ""]).encode()

    place.wheels.mkdir(exist_ok=True)
    wheel = place.wheels / f"{name}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, data in contents.items():
            described = zipfile.ZipInfo(entry, DATE)
            described.compress_type = zipfile.ZIP_DEFLATED
            described.external_attr = 0o644 << 16
            archive.writestr(described, data)
    return wheel


def files_first(path: Path) -> list[tuple[bool, str]]:
    """Return a key that sorts a folder's files before what lies in its folders."""
    return [*((True, folder) for folder in path.parts[:-1]), (False, path.name)]


def digest(data: bytes) -> str:
    """Return a digest as `RECORD` writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
