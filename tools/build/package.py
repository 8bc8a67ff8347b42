"""The wheel of tabscope that the site offers for native Python."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from tools.build.paths import FIXED_TIME, OUT, ROOT, files_under

PACKAGE = OUT / "package"


def project() -> dict[str, Any]:
    """Return the `project` table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def wheel_name() -> str:
    """Return the file name of the wheel."""
    return f"tabscope-{project()['version']}-py3-none-any.whl"


def metadata() -> str:
    """Return the wheel's METADATA, from pyproject.toml."""
    table = project()
    lines = ["Metadata-Version: 2.4", "Name: tabscope", f"Version: {table['version']}"]
    lines += [f"Summary: {table['description']}", f"Requires-Python: {table['requires-python']}"]
    lines += [f"License-Expression: {table['license']}"]
    lines += [f"Requires-Dist: {requirement}" for requirement in table["dependencies"]]
    return "\n".join(lines) + "\n"


def package_files() -> dict[str, Path]:
    """List the files of the package by their name in the wheel; the models go where `host.asset` looks for them."""
    own = [path for path in files_under(ROOT / "py" / "tabscope") if path.suffix != ".pyc"]
    files = {path.relative_to(ROOT / "py").as_posix(): path for path in own}
    models = {path.relative_to(ROOT).as_posix(): path for path in files_under(ROOT / "models")}
    return files | {f"tabscope/assets/{name}": path for name, path in models.items()}


def make() -> None:
    """Write the wheel by hand: setuptools writes times into it, and two builds must be the same."""
    shutil.rmtree(PACKAGE, ignore_errors=True)
    PACKAGE.mkdir(parents=True)
    info = f"tabscope-{project()['version']}.dist-info"
    scripts = "".join(f"{name} = {target}\n" for name, target in sorted(project()["scripts"].items()))
    contents = {name: path.read_bytes() for name, path in package_files().items()}
    contents[f"{info}/METADATA"] = metadata().encode()
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: tabscope build\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    contents[f"{info}/entry_points.txt"] = f"[console_scripts]\n{scripts}".encode()
    for licence in sorted(ROOT.glob("LICENSE*")):
        contents[f"{info}/licenses/{licence.name}"] = licence.read_bytes()
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in sorted(contents.items()))
    contents[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    with zipfile.ZipFile(PACKAGE / wheel_name(), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def _digest(data: bytes) -> str:
    """Return a digest as RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
