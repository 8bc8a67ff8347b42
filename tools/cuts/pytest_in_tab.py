"""Runs in Pyodide: one suite under pytest, and the outcome of each of its tests as JSON.

``ARGS`` is a JSON object: ``target`` for pytest, ``environment``, and ``result``, the file's name in /results.
"""

import json
import os
import sys
from typing import Any

job: dict[str, Any] = json.loads(globals()["ARGS"][0])  # set by in_pyodide.mjs
os.environ.update(job["environment"])
sys.path.append("/pytest")

import pytest  # noqa: E402  # it comes from the path above


class Outcomes:
    """Notes how each test ended; one that never ran has the outcome of its preparation."""

    def __init__(self) -> None:
        self.by_test: dict[str, str] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot even be read."""
        if report.failed:
            self.by_test[report.nodeid] = "not collected"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a call, or what went wrong before or after it."""
        if report.when == "call" or report.outcome != "passed":
            outcome = "xfailed" if hasattr(report, "wasxfail") and report.skipped else report.outcome
            self.by_test[report.nodeid] = outcome if report.when == "call" or report.skipped else "error"


outcomes = Outcomes()
# A suite's fixtures may lie in a folder above it; and the wheels lack a few extensions that serve nothing but tests:
# the files that need them can't be read, the others can.
wide = ["--confcutdir=/", "--continue-on-collection-errors"]
quiet = ["-q", "-p", "no:cacheprovider", "--no-header", "--tb=short", "-W", "ignore", "--color=no"]
pytest.main([*job["target"].split(), *wide, *quiet], plugins=[outcomes])
with open(f"/results/{job['result']}", "w", encoding="utf-8") as file:
    json.dump(outcomes.by_test, file)
