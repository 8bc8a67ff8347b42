"""One recipe on several sources: what fails is listed with its reason, the others go on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from tabscope.axes import set_by_hand
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.host.native import NativeHost
from tabscope.recipe import Recipe
from tabscope.results.failure import Failure
from tabscope.results.result import Run
from tabscope.runner.execute import Listener
from tabscope.runner.extent import Extent
from tabscope.session import source_of

BAR = 24


def run_sources(
    recipe: Recipe, sources: Sequence[str], extent: Extent, series: int = 0, pixel_size: Sequence[float] | None = None
) -> list[Run | Failure]:
    """Run a recipe on every source, one after the other, with a progress bar where stderr is a terminal.

    Parameters
    ----------
    recipe : Recipe
        A checked recipe.
    sources : sequence of str
        Paths and addresses.
    extent : Extent
        Region, level, slices and times, the same for all.
    series : int
        Which image of each source.
    pixel_size : sequence of float, optional
        µm per pixel, (y, x) or (z, y, x).

    Returns
    -------
    list of Run or Failure
        In the order of the sources.
    """
    return asyncio.run(_run_all(recipe, sources, extent, series, pixel_size))


async def _run_all(
    recipe: Recipe, sources: Sequence[str], extent: Extent, series: int, pixel_size: Sequence[float] | None
) -> list[Run | Failure]:
    engine = Engine(NativeHost())
    size = set_by_hand(pixel_size) if pixel_size is not None else None
    outcomes: list[Run | Failure] = []
    for text in sources:
        source = source_of(text)
        try:
            image = await engine.open(source, series, size)
            try:
                outcomes.append(await engine.run(recipe, image, extent, _bar(source.name)))
            finally:
                await image.reader.close()
        except TabscopeError as error:
            outcomes.append(Failure(source.name, error))
    return outcomes


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
