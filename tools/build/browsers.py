"""Find a browser for the tests, or get one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools.build.paths import node_program
from tools.build.stages import BuildError, call

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOX_NAMES = ("firefox-esr", "firefox")
PLAYWRIGHT_CACHES = (
    Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "") or Path.home() / ".cache" / "ms-playwright"),
    Path.home() / "Library" / "Caches" / "ms-playwright",
    Path(os.environ.get("LOCALAPPDATA", "") or Path.home()) / "ms-playwright",
)
PLAYWRIGHT_CHROMIUM = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)


def chromium() -> Path:
    """Return a Chromium, installing one where there is none.

    Raises
    ------
    BuildError
        None is there and none could be got.
    """
    found = _on_path(CHROMIUM_NAMES) or _of_playwright()
    if found is None and _apt_install("chromium"):
        found = _on_path(CHROMIUM_NAMES)
    if found is None:
        found = _download_chromium()
    if found is None:
        raise BuildError("no browser for the tests: install chromium, for instance with `apt-get install chromium`")
    return found


def firefox() -> Path:
    """Return a Firefox, installing the ESR where there is none.

    Raises
    ------
    BuildError
        None is there and none could be got.
    """
    found = _on_path(FIREFOX_NAMES)
    if found is None and _apt_install("firefox-esr"):
        found = _on_path(FIREFOX_NAMES)
    if found is None:
        raise BuildError("no Firefox for the tests: install it, for instance with `apt-get install firefox-esr`")
    return found


def _on_path(names: tuple[str, ...]) -> Path | None:
    """Return the first of some programs that PATH has."""
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def _of_playwright() -> Path | None:
    """Return the Chromium that Playwright has downloaded before."""
    found = [
        path
        for cache in PLAYWRIGHT_CACHES
        if cache.is_dir()
        for glob in PLAYWRIGHT_CHROMIUM
        for path in cache.glob(glob)
        if os.access(path, os.X_OK)
    ]
    return max(found, default=None)


def _apt_install(package: str) -> bool:
    """Install a Debian package where this process may; say so, and say why not."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    print(f"installing {package} with apt-get", flush=True)
    try:
        call(["apt-get", "update", "-qq"])
        call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return False
    return True


def _download_chromium() -> Path | None:
    """Let Playwright download its Chromium; say why where it can't."""
    print("downloading Chromium with Playwright", flush=True)
    try:
        call([node_program("playwright-core"), "install", "chromium"])
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return None
    return _of_playwright()
