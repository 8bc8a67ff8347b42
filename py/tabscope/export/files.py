"""The files of a run, by name and bytes: what the page saves, the archive packs and the command line writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tabscope.export.csv_text import PLAIN, Dialect, csv_bytes
from tabscope.export.names import UniqueNames, safe_name
from tabscope.export.tables import columns_bytes, json_bytes, object_step, saved_tables, stacked, table_of
from tabscope.results.result import Layer, Run, StepResult
from tabscope.table import Table


@dataclass(frozen=True)
class File:
    """One file to save; ``name`` may have folders in front, with ``/``."""

    name: str
    media_type: str
    data: bytes

    def within(self, folder: str) -> File:
        """Return the same file in a folder."""
        return replace(self, name=f"{folder}/{self.name}")


def table_files(table: Table, name: str, dialect: Dialect = PLAIN) -> list[File]:
    """Return ``<name>.csv`` and the description of its columns, ``<name>.columns.json``."""
    return [
        File(f"{name}.csv", "text/csv", csv_bytes(table, dialect)),
        File(f"{name}.columns.json", "application/json", columns_bytes(table, f"{name}.csv")),
    ]


def tables_of_run(run: Run, dialect: Dialect = PLAIN) -> list[File]:
    """Return the files of the tables of a run that are shown, named after their steps."""
    names = UniqueNames()
    return [file for step in saved_tables(run) for file in table_files(table_of(run, step), names.give(step), dialect)]


def tables_of_batch(runs: Sequence[Run], images: Table, dialect: Dialect = PLAIN) -> list[File]:
    """Return the tables of several images: ``objects.csv``, ``images.csv``, every other one under its step's name.

    Parameters
    ----------
    runs : sequence of Run
        Those that ended well; their layers are not looked at.
    images : Table
        `images_table` of all outcomes.
    """
    names = UniqueNames()
    main = object_step(runs)
    files = table_files(stacked(runs, main), names.give("objects"), dialect) if main else []
    files += table_files(images, names.give("images"), dialect)
    for step in dict.fromkeys(step for run in runs for step in saved_tables(run)):
        if step != main:
            files += table_files(stacked(runs, step), names.give(step), dialect)
    return files


def layers_of_run(run: Run, only_corrected: bool = False) -> list[File]:
    """Return the label and mask images of a run as TIFF; a step that is not shown keeps no pixels."""
    from tabscope.export import tiff

    return _tiffs(run, {"labels": tiff.labels_tiff, "mask": tiff.mask_tiff}, only_corrected)


def images_of_run(run: Run) -> list[File]:
    """Return the images that steps of a run show as TIFF, on the pixels and with the spacing of each step."""
    from tabscope.export import tiff

    return _tiffs(run, {"intensity": tiff.intensity_tiff})


def _tiffs(run: Run, writers: dict[str, Callable[..., bytes]], only_corrected: bool = False) -> list[File]:
    names = UniqueNames()
    files: list[File] = []
    for step, one in run.results.items():
        if one.kind in writers and _has_pixels(one) and (one.changes or not only_corrected):
            data = writers[one.kind](one.value, f"{run.image_name} {step}", run.provenance)
            files.append(File(names.give(step, ".tif"), "image/tiff", data))
    return files


def corrections_of_run(run: Run) -> list[File]:
    """Return ``corrections.json`` where a person corrected objects."""
    from tabscope.export.corrections import corrections_json

    data = corrections_json(run)
    return [] if data is None else [File("corrections.json", "application/json", data)]


def provenance_file(run: Run) -> File:
    """Return ``run.json``: what ran where on what."""
    return File("run.json", "application/json", json_bytes(run.provenance))


def recipe_file(document: Any) -> File:
    """Return a recipe as JSON, named after its title."""
    return File(f"{recipe_name(document)}.json", "application/json", json_bytes(document))


def script_file(run: Run) -> File:
    """Return the Python script that repeats a run."""
    from tabscope.script import script_of_run

    name = recipe_name(run.provenance.get("recipe", {}))
    return File(f"{name}.py", "text/x-python", script_of_run(run.provenance).encode())


def methods_files(run: Run) -> list[File]:
    """Return the paragraph for a paper's methods section, and its references as BibTeX and CSL-JSON."""
    from tabscope.methods import methods_of_run

    written = methods_of_run(run.provenance)
    return [
        File("methods.txt", "text/plain", written.full_text().encode()),
        File("references.bib", "application/x-bibtex", written.bibtex().encode()),
        File("references.json", "application/json", written.csl_json().encode()),
    ]


def recipe_name(document: Any) -> str:
    """Return a file name for a recipe: its title in small letters with minus signs."""
    title = str(document.get("title") or "recipe")
    return safe_name("-".join(title.lower().replace("/", " ").replace("\\", " ").split()))


def files_of_run(run: Run) -> list[File]:
    """Return what the command line writes into the folder of one image: tables, layers, corrections, ``run.json``."""
    layers = [*layers_of_run(run), *images_of_run(run)]
    return [*tables_of_run(run), *layers, *corrections_of_run(run), provenance_file(run)]


def _has_pixels(one: StepResult) -> bool:
    return isinstance(one.value, Layer) and bool(one.value.planes) and one.value.array.size > 0
