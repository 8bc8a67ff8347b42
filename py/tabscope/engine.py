"""The session: open a source, plan, run, cancel. One class, used by the page, the command line and the tests."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tabscope.axes import PixelSize
from tabscope.host import Host
from tabscope.image import Image
from tabscope.operations.predictor import Predictor
from tabscope.recipe import Recipe, parse
from tabscope.results.result import Run, StepResult
from tabscope.runner.execute import Cancel, Listener, execute
from tabscope.runner.extent import Extent
from tabscope.runner.headline import headline
from tabscope.runner.plan import Plan, make_plan
from tabscope.runner.read_digest import DigestedReader
from tabscope.runner.watched import WatchedPredictor
from tabscope.sources.source import Source

if TYPE_CHECKING:
    from tabscope.models.session import ModelPredictor


@dataclass(frozen=True)
class Preview:
    """What a preview shows, whether it is what a whole run would give there, and how long it took (seconds)."""

    results: list[StepResult]
    exact: bool
    seconds: float


class Engine:
    """Opens images and runs recipes on a host.

    Parameters
    ----------
    host : Host
        Where it runs: `tabscope.host.native.NativeHost` or `tabscope.host.browser.BrowserHost`.
    """

    def __init__(self, host: Host) -> None:
        self.host = host
        self._models: ModelPredictor | None = None

    async def open(self, source: Source, series: int = 0, pixel_size: PixelSize | None = None) -> Image:
        """Open a source.

        Parameters
        ----------
        source : Source
            A file, a folder or an address.
        series : int
            Which of several images in it.
        pixel_size : PixelSize, optional
            One that a person set; it wins over the file's.

        Raises
        ------
        TabscopeError
            ``source.*``, ``format.*``, ``image.no-such-series``, ``memory.too-large``.
        """
        from tabscope.sources.detect import open_image

        image = await open_image(source, self.host, series)
        return image.with_pixel_size(pixel_size) if pixel_size is not None else image

    async def plan(self, recipe: Recipe | str | Mapping[str, Any], image: Image, extent: Extent | None = None) -> Plan:
        """Put a recipe on an image without running it.

        Raises
        ------
        TabscopeError
            ``recipe.*`` with every problem at once, ``image.*``.
        """
        checked = recipe if isinstance(recipe, Recipe) else parse(recipe)
        return await make_plan(checked, image, extent or Extent(), self.host)

    async def run(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        image: Image,
        extent: Extent | None = None,
        listener: Listener | None = None,
        cancel: Cancel | None = None,
    ) -> Run:
        """Run a recipe on an image.

        Parameters
        ----------
        recipe : Recipe, str or dict
            A checked recipe, its JSON text or its document.
        image : Image
            An opened image.
        extent : Extent, optional
            Region, level, slices and times; everything where it is not given.
        listener : Listener, optional
            Hears progress and results.
        cancel : Cancel, optional
            Set its ``wanted`` to stop.

        Raises
        ------
        TabscopeError
            ``recipe.*``, ``image.*``, ``memory.too-large`` (before anything is read), ``run.cancelled``.
        """
        from tabscope.results import provenance

        started = time.time()
        plan = await self.plan(recipe, image, extent)
        plan.check_memory()
        wish = cancel or Cancel()

        async def between() -> None:
            await self.host.breathe()
            wish.look()

        watched: list[WatchedPredictor] = []

        def predictor() -> Predictor:
            watched.append(WatchedPredictor(self.models(), between))
            return watched[-1]

        read = DigestedReader(image.reader)
        plan = replace(plan, image=replace(image, reader=read))
        results = await execute(plan, self.host, predictor, listener or Listener(), between)
        used = dict.fromkeys(name for one in watched for name in one.used)
        models = [await self.models().describe(name) for name in used]
        said = headline(plan, results)
        seconds = time.time() - started
        place = provenance.Place(self.host.platform(), models, read.as_json())
        record = provenance.build(plan, results, place, said, started, seconds)
        warnings = tuple(record["warnings"])
        return Run(image.name, results, record, said.count, said.edge_count, said.text, warnings, seconds)

    async def preview(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        image: Image,
        extent: Extent,
        cancel: Cancel | None = None,
    ) -> Preview:
        """Run a recipe on what is visible, without provenance.

        Parameters
        ----------
        recipe : Recipe, str or dict
            As for `run`; only what it shows is returned.
        image : Image
            An opened image.
        extent : Extent
            The visible region, and the level whose pixels are about those of the screen.
        cancel : Cancel, optional
            Set its ``wanted`` to stop.

        Raises
        ------
        TabscopeError
            As `run`.
        """
        started = time.perf_counter()
        plan = await self.plan(recipe, image, extent)
        plan.check_memory()
        wish = cancel or Cancel()

        async def between() -> None:
            await self.host.breathe()
            wish.look()

        def predictor() -> Predictor:
            return WatchedPredictor(self.models(), between)

        results = await execute(plan, self.host, predictor, Listener(), between)
        shown = [one for one in results.values() if one.shown]
        return Preview(shown, plan.covers_image, time.perf_counter() - started)

    def models(self) -> ModelPredictor:
        """Return the runner of models; its sessions stay warm between runs."""
        from tabscope.models.session import ModelPredictor

        self._models = self._models or ModelPredictor(self.host)
        return self._models
