"""Writing results: the kinds of files a person can save, and the one function that makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tabscope.errors import TabscopeError
from tabscope.export.csv_text import EXCEL, PLAIN, Dialect
from tabscope.export.files import (
    File,
    corrections_of_run,
    files_of_run,
    images_of_run,
    layers_of_run,
    methods_files,
    provenance_file,
    recipe_file,
    script_file,
    tables_of_batch,
    tables_of_run,
)
from tabscope.export.images import images_table
from tabscope.export.names import UniqueNames, safe_name, stem
from tabscope.results.result import Run


@dataclass(frozen=True)
class ExportKind:
    """One kind of export, as the page's dialog and the command line show it; ``write`` makes its files."""

    title: str
    suffixes: tuple[str, ...]
    help: str
    write: Callable[[Sequence[Run]], list[File]]

    def describe(self) -> dict[str, Any]:
        """Return plain data for the dialog."""
        return {"title": self.title, "suffixes": list(self.suffixes), "help": self.help}


def export_runs(runs: Sequence[Run], kinds: Sequence[str], options: Mapping[str, Any] | None = None) -> list[File]:
    """Make the files of finished runs.

    Parameters
    ----------
    runs : sequence of Run
        One for each image.
    kinds : sequence of str
        Names of `KINDS`.
    options : dict, optional
        ``{"zip": true}`` packs the files into one archive.

    Returns
    -------
    list of File
        With names that are safe and different.

    Raises
    ------
    TabscopeError
        ``export.nothing`` where there is no run, or none of them has what is asked for; ``export.unsupported`` for a
        kind that is not known.
    """
    for kind in kinds:
        if kind not in KINDS:
            advice = f"Choose one of {', '.join(KINDS)}."
            raise TabscopeError("export.unsupported", kind=kind, reason="it is not known.", advice=advice)
    files = _distinct([file for kind in kinds for file in KINDS[kind].write(runs)] if runs else [])
    if not files:
        raise TabscopeError("export.nothing")
    return [_zipped(runs, files)] if (options or {}).get("zip") is True else files


def _tables(runs: Sequence[Run], dialect: Dialect) -> list[File]:
    """Return the tables of one image under its name, or the two tables of several."""
    if not any(run.tables for run in runs):
        return []
    if len(runs) == 1:
        return _named_after(runs[0], tables_of_run(runs[0], dialect))
    return tables_of_batch(runs, images_table(runs), dialect)


def _labels(runs: Sequence[Run]) -> list[File]:
    return [file for run in runs for file in _named_after(run, layers_of_run(run))]


def _images(runs: Sequence[Run]) -> list[File]:
    return [file for run in runs for file in _named_after(run, images_of_run(run))]


def _corrections(runs: Sequence[Run]) -> list[File]:
    """Return the corrections, and beside them the labels as they are now."""
    return [
        file
        for run in runs
        for file in _named_after(run, [*corrections_of_run(run), *layers_of_run(run, only_corrected=True)])
    ]


def _provenance(runs: Sequence[Run]) -> list[File]:
    return [file for run in runs for file in _named_after(run, [provenance_file(run)])]


def _recipes(runs: Sequence[Run]) -> list[File]:
    """Return each recipe once, however many images it ran on."""
    different: list[File] = []
    for run in runs:
        file = recipe_file(run.provenance.get("recipe", {}))
        if file not in different:
            different.append(file)
    return different


def _methods(runs: Sequence[Run]) -> list[File]:
    """Return the methods of each recipe once, however many images it ran on."""
    different = {json.dumps(run.provenance["recipe"], sort_keys=True): run for run in reversed(runs)}
    return [file for run in reversed(different.values()) for file in methods_files(run)]


def _scripts(runs: Sequence[Run]) -> list[File]:
    return [script_file(run) for run in runs]


def _everything(runs: Sequence[Run]) -> list[File]:
    """Return one archive laid out as the command line's folder, with recipe and script beside it."""
    folders = UniqueNames()
    files: list[File] = []
    for run in runs:
        folder = folders.give(run.image_name)
        files += [file.within(folder) for file in files_of_run(run)]
    if len(runs) > 1:
        files += tables_of_batch(runs, images_table(runs))
    return [_zipped(runs, [*files, *_distinct([*_recipes(runs), *_scripts(runs)])])]


def _zipped(runs: Sequence[Run], files: Sequence[File]) -> File:
    from tabscope.export.archive import zip_bytes

    name = _base(runs[0]) if len(runs) == 1 else "tabscope"
    return File(f"{name}-results.zip", "application/zip", zip_bytes(files))


def _base(run: Run) -> str:
    return stem(safe_name(run.image_name))


def _named_after(run: Run, files: Sequence[File]) -> list[File]:
    return [replace(file, name=f"{_base(run)}-{file.name}") for file in files]


def _distinct(files: Sequence[File]) -> list[File]:
    """Return the files with ``-2``, ``-3`` before the ending where a name repeats."""
    names = UniqueNames()
    split = [file.name.partition(".") for file in files]
    given = [names.give(base, dot + ending) for base, dot, ending in split]
    return [replace(file, name=name) for file, name in zip(files, given, strict=True)]


KINDS: dict[str, ExportKind] = {
    "table": ExportKind(
        "Table (CSV)", (".csv", ".columns.json"), "One row per object, for R, Python and spreadsheets; "
        "columns.json explains every column.", partial(_tables, dialect=PLAIN),
    ),
    "table-excel": ExportKind(
        "CSV for Excel (semicolon, decimal comma)", (".csv", ".columns.json"),
        "The same table for an Excel that writes 0,5 and not 0.5.", partial(_tables, dialect=EXCEL),
    ),
    "labels": ExportKind(
        "Labels (TIFF)", (".tif",), "Every pixel holds the number of its object; opens in Fiji, QuPath and napari.",
        _labels,
    ),
    "images": ExportKind(
        "Processed images (TIFF)", (".tif",), "The images that steps show, on their own pixels, with their spacing.",
        _images,
    ),
    "corrections": ExportKind(
        "Corrections by hand", (".json", ".tif"),
        "What you changed in the objects of this image, to measure them again, and the labels as they are now.",
        _corrections,
    ),
    "recipe": ExportKind(
        "Recipe (JSON)", (".json",), "The steps and their settings, to run on other images.", _recipes,
    ),
    "script": ExportKind("Python script", (".py",), "Repeats this analysis without a browser.", _scripts),
    "methods": ExportKind(
        "Methods text and references", (".txt", ".bib", ".json"),
        "A paragraph for a paper, and what to cite as BibTeX and CSL-JSON.", _methods,
    ),
    "provenance": ExportKind(
        "What was done (JSON)", (".json",),
        "Image, settings, versions and numbers of this run, for the methods section.", _provenance,
    ),
    "everything": ExportKind(
        "Everything (ZIP)", (".zip",), "Tables, labels, corrections, recipe, script and what was done.", _everything,
    ),
}  # fmt: skip
"""Every kind of export by name, in the order of the dialog; columns.json goes with every table."""
