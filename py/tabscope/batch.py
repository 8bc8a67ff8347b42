"""One recipe on several sources: what fails is listed with its reason, the others go on."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.host.native import NativeHost
from tabscope.operations.overview import Overview
from tabscope.recipe import Recipe
from tabscope.results.failure import Failure
from tabscope.results.result import Run
from tabscope.runner.corrections import Correction
from tabscope.runner.execute import Listener
from tabscope.runner.extent import Extent
from tabscope.session import source_of

BAR = 24


@dataclass(frozen=True)
class Job:
    """What is done with every source.

    Attributes
    ----------
    recipe : Recipe
        A checked recipe.
    extent : Extent
        Region, level, slices and times.
    series : int
        Which image of each source.
    pixel_size : PixelSize or None
        One that a person set.
    debug : bool
        Whether the traceback of an error is printed.
    corrections : tuple of Correction
        What a person changed by hand; they fit one image only.
    """

    recipe: Recipe
    extent: Extent
    series: int = 0
    pixel_size: PixelSize | None = None
    debug: bool = False
    corrections: tuple[Correction, ...] = ()


def run_sources(job: Job, sources: Sequence[str], take: Callable[[Run | Failure], None]) -> None:
    """Run a recipe on every source, one after the other, with a progress bar where stderr is a terminal.

    Parameters
    ----------
    job : Job
        What to run, on which part.
    sources : sequence of str
        Paths and addresses.
    take : callable
        Receives each outcome as it ends, in the order of the sources; nothing is kept here, so that a batch of any
        length fits into memory and an interrupted one has written what was done.
    """
    asyncio.run(_run_all(job, sources, take))


async def _run_all(job: Job, sources: Sequence[str], take: Callable[[Run | Failure], None]) -> None:
    engine = Engine(NativeHost())
    named = _worded(sources)
    overviews = await _look_at_all(engine, job, named)
    for text, name, words in named:
        take(await _outcome(engine, job, text, name, _bar(words), overviews))


async def _look_at_all(engine: Engine, job: Job, named: Sequence[tuple[str, str, str]]) -> dict[str, Overview]:
    """Look at every source for the steps that want one value for all of them, until all of these have one."""
    surveys = {
        step.id: step.operation.survey
        for step in job.recipe.active_steps
        if step.operation.survey is not None and step.operation.scope(step.params) == "set"
    }
    known: dict[str, Overview] = {}
    while set(known) != set(surveys):
        found: dict[str, Overview] = {}
        for text, _, words in named:
            for step, one in (await _looked(engine, job, text, _bar(words), known)).items():
                found[step] = found[step].merged(one, surveys[step]) if step in found else one
        if not found:
            break
        known |= found
    return known


async def _looked(
    engine: Engine, job: Job, text: str, listener: Listener, known: Mapping[str, Overview]
) -> dict[str, Overview]:
    """Look at one source. What goes wrong with it goes wrong again when it is run, and is listed then."""
    try:
        image = await engine.open(source_of(text), job.series, job.pixel_size)
        try:
            return await engine.look(job.recipe, image, job.extent, listener, known)
        finally:
            await image.reader.close()
    except Exception:
        return {}
    finally:
        listener.progress(1.0, "", "")


def _worded(sources: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return each source with its name, and the name with which of how many it is."""
    several, names = len(sources) > 1, relative_names(sources)
    return [
        (text, name, f"{name} ({number} of {len(sources)})" if several else name)
        for number, (text, name) in enumerate(zip(sources, names, strict=True), 1)
    ]


async def _outcome(
    engine: Engine, job: Job, text: str, name: str, listener: Listener, overviews: Mapping[str, Overview]
) -> Run | Failure:
    """Run on one source; whatever goes wrong with it is its own failure and not the batch's."""
    try:
        image = await engine.open(source_of(text), job.series, job.pixel_size)
        try:
            run = await engine.run(job.recipe, image, job.extent, listener, None, job.corrections, overviews)
            return replace(run, image_name=name)
        finally:
            await image.reader.close()
    except TabscopeError as error:
        if job.debug:
            traceback.print_exc()
        return Failure(name, error)
    except Exception as error:  # a defect of ours with one image must not cost a night's batch
        if job.debug:
            traceback.print_exc()
        return Failure(name, TabscopeError("defect.internal", reason=f"{type(error).__name__}: {error}"))
    finally:
        listener.progress(1.0, "", "")


def relative_names(sources: Sequence[str]) -> list[str]:
    """Return each source's path from the folder that all of them share, with ``/``; of one alone its last part.

    Where a name repeats all the same, ``-2``, ``-3`` and so on are added.

    >>> relative_names(["plate/A1/cells.tif", "plate/B2/cells.tif"])
    ['A1/cells.tif', 'B2/cells.tif']
    """
    parts = [_parts(one) for one in sources]
    shared = 0
    while all(len(one) > shared + 1 for one in parts) and len({one[shared] for one in parts}) == 1:
        shared += 1
    # Files and addresses together, or two hosts: they share no folder.
    names = ["/".join(one[shared:]) if shared else one[-1] for one in parts]
    earlier = [names[:number].count(name) for number, name in enumerate(names)]
    return [f"{name}-{count + 1}" if count else name for name, count in zip(names, earlier, strict=True)]


def _parts(text: str) -> list[str]:
    """Return the parts of a path or of an address; a path is made absolute, so that ../a and a fit together."""
    if text.startswith(("http://", "https://")):
        return [part for part in text.partition("?")[0].split("/") if part] or [text]
    return list(Path(os.path.abspath(text)).parts)


def _bar(name: str) -> Listener:
    """Return a listener that draws a progress bar; nothing is drawn where stderr is no terminal."""
    if not sys.stderr.isatty():
        return Listener()

    def progress(fraction: float, step: str, words: str) -> None:
        full = round(BAR * fraction)
        sys.stderr.write(f"\r\x1b[2K{name} [{'#' * full}{'.' * (BAR - full)}] {words}")
        if fraction >= 1.0:
            sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()

    return Listener(progress)
