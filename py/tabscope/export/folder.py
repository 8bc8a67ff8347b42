"""The folder that ``tabscope run --out`` fills: one folder for each image, and the tables of the whole batch."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.export.files import File, files_of_run, tables_of_batch
from tabscope.export.images import Outcome, images_table
from tabscope.export.names import UniqueNames
from tabscope.results.failure import Failure
from tabscope.results.result import Run
from tabscope.table import Column, Table, stack


class OutputFolder:
    """Takes the images of a batch one by one; only their tables are kept until the end.

    Parameters
    ----------
    out : Path
        The folder to fill; it is made where it is missing.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._names = UniqueNames()
        self._runs: list[Run] = []
        self._images: list[Table] = []

    def add(self, outcome: Outcome) -> list[Path]:
        """Write the files of one image into ``OUT/<source name>`` and return their paths; a failure has none.

        Raises
        ------
        TabscopeError
            ``export.cannot-write``.
        """
        folder = "" if isinstance(outcome, Failure) else self._names.give(outcome.image_name)
        where = Column("folder", np.array([folder], dtype=object), "", "Folder with the files of this image.")
        self._images.append(Table((*images_table([outcome]).columns, where)))
        if isinstance(outcome, Failure):
            return []
        self._runs.append(_without_pixels(outcome))
        return [self._write(file.within(folder)) for file in files_of_run(outcome)]

    def finish(self) -> list[Path]:
        """Write ``objects.csv`` and ``images.csv`` where there were several images; return their paths.

        Raises
        ------
        TabscopeError
            ``export.cannot-write``.
        """
        if len(self._images) < 2:
            return []
        return [self._write(file) for file in tables_of_batch(self._runs, stack(self._images))]

    def _write(self, file: File) -> Path:
        """Write a file beside its name and move it there: nobody ever reads half of one."""
        target = self.out / file.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(self.out.resolve()):
                raise _cannot(file.name, "it leads out of the folder.")
            _replace(target, file.data)
        except OSError as error:
            raise _cannot(file.name, f"{error.strerror or error}.") from error
        return target


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target and move it there; a link of that name is replaced, not followed."""
    beside = target.with_name(f".{os.getpid()}-{target.name[-60:]}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _cannot(name: str, reason: str) -> TabscopeError:
    return TabscopeError("export.cannot-write", name=name, reason=reason)


def _without_pixels(run: Run) -> Run:
    """Return the run with its tables only, so that a batch of any length fits into memory."""
    return replace(run, results={step: one for step, one in run.results.items() if isinstance(one.value, Table)})


def write_runs(outcomes: Iterable[Outcome], out: Path) -> list[Path]:
    """Write finished runs into a folder and return the paths, in order.

    Raises
    ------
    TabscopeError
        ``export.cannot-write``.
    """
    folder = OutputFolder(out)
    paths = [path for outcome in outcomes for path in folder.add(outcome)]
    return paths + folder.finish()
