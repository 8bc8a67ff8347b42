"""What every Python test may ask for; the same tests run natively and inside Pyodide."""

import asyncio
import os
import sys

import hypothesis
import pytest

IN_TAB = sys.platform == "emscripten"

# How long one example takes on a busy machine is no property of the result: no deadline.
hypothesis.settings.register_profile("search", deadline=None, database=None)
hypothesis.settings.register_profile("repeat", deadline=None, database=None, derandomize=True, max_examples=25)
hypothesis.settings.load_profile("repeat" if IN_TAB or os.environ.get("CI") else "search")


def pytest_configure(config):
    config.addinivalue_line("markers", "native: needs processes, threads or sockets, which a tab does not have")
    config.addinivalue_line("markers", "tab: compares the tab with what was computed natively before")


def pytest_ignore_collect(collection_path, config):
    """Keep native test files out of the tab, where some of what they import is not there, and the tab's out of here."""
    if collection_path.suffix != ".py":
        return None
    elsewhere = "native" if IN_TAB else "tab"
    return f"pytestmark = pytest.mark.{elsewhere}" in collection_path.read_text(encoding="utf-8") or None


@pytest.fixture
def host():
    """The host of the place where the test runs."""
    if IN_TAB:
        from tabscope.host.browser import BrowserHost

        return BrowserHost()
    from tabscope.host.native import NativeHost

    return NativeHost()


@pytest.fixture
def run_async():
    """A function that runs a coroutine to its end and returns its result."""
    if IN_TAB:
        from pyodide.ffi import run_sync

        return run_sync
    return asyncio.run
