"""What pyproject.toml cannot say: the models at the top level go into the package, where `host.asset` finds them."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithModels(build_py):
    """Build the package with `models/` as `tabscope/assets/models`; an editable install reads the checkout's own."""

    def run(self) -> None:
        """Build."""
        super().run()
        if not self.editable_mode:
            shutil.copytree(ROOT / "models", Path(self.build_lib, "tabscope", "assets", "models"), dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithModels})
