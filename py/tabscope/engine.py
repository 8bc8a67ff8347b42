"""The session: open a source, plan, run, cancel. One class, used by the page, the command line and the tests."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tabscope.axes import PixelSize
from tabscope.host import Host
from tabscope.image import Image
from tabscope.operations.overview import Overview
from tabscope.recipe import Recipe, parse
from tabscope.results.result import Run, StepResult
from tabscope.runner.corrections import Correction, check_image
from tabscope.runner.elsewhere import Known, of_elsewhere, surveyed
from tabscope.runner.execute import Cancel, Execution, Listener
from tabscope.runner.extent import Extent
from tabscope.runner.headline import headline
from tabscope.runner.kept_steps import KeptSteps
from tabscope.runner.pace import Pace
from tabscope.runner.plan import Plan, make_plan
from tabscope.runner.watched import WatchedPredictor
from tabscope.sources.source import Source

if TYPE_CHECKING:
    from tabscope.models.session import ModelPredictor
    from tabscope.runner.training import Painted, Training


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
    kept : KeptSteps, optional
        Where steps are kept, so that a changed parameter computes only what follows from it; for a person at work.
    """

    def __init__(self, host: Host, kept: KeptSteps | None = None) -> None:
        self.host = host
        self.kept = kept
        self.pace = Pace()
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

    async def close(self, image: Image) -> None:
        """Let go of an image's files, and of what was kept of it."""
        if self.kept is not None:
            self.kept.drop(image.reader)
        await image.reader.close()

    async def plan(self, recipe: Recipe | str | Mapping[str, Any], image: Image, extent: Extent | None = None) -> Plan:
        """Put a recipe on an image without running it.

        Raises
        ------
        TabscopeError
            ``recipe.*`` with every problem at once, ``image.*``.
        """
        checked = recipe if isinstance(recipe, Recipe) else parse(recipe)
        plan = await make_plan(checked, image, extent or Extent(), self.host)
        kept = self.kept.bytes if self.kept is not None else 0
        return replace(plan, available=plan.available + kept, seconds=self.pace.seconds(plan))

    async def run(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        image: Image,
        extent: Extent | None = None,
        listener: Listener | None = None,
        cancel: Cancel | None = None,
        corrections: Iterable[Correction] = (),
        overviews: Mapping[str, Overview] | None = None,
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
        corrections : iterable of Correction
            What a person changed in the labels of steps.
        overviews : dict of Overview, optional
            By step, what is known of all images of a set (see `look`).

        Raises
        ------
        TabscopeError
            ``recipe.*``, ``image.*``, ``memory.too-large`` (before anything is read), ``run.cancelled``,
            ``corrections.*``.
        """
        from tabscope.results import provenance

        started = time.time()
        execution = await self._execution(recipe, image, extent, cancel, listener, corrections=tuple(corrections))
        execution.overviews = overviews or {}
        results = await execution.run()
        plan, read = execution.plan, execution.read()
        check_image(execution.corrections, read["sha256"])
        self.pace.learn(plan, results)
        models = [await self.models().describe(name) for name in execution.models]
        said = headline(plan, results)
        seconds = time.time() - started
        place = provenance.Place(self.host.platform(), models, read)
        corrected = [one.as_json() for one in execution.correcting.values()]
        record = provenance.build(plan, results, place, said, started, seconds, corrected)
        warnings = tuple(record["warnings"])
        return Run(
            image.name, results, record, said.count, said.edge_count, said.text, warnings, seconds, said.corrected
        )

    async def look(
        self,
        recipe: Recipe,
        image: Image,
        extent: Extent,
        listener: Listener,
        known: Mapping[str, Overview],
    ) -> dict[str, Overview]:
        """Look at one image of a set, for the next steps that want an overview of all images of it.

        ``known`` is what was found on the whole set so far; where nothing is left to look for, the answer is empty.
        The other arguments are those of `run`, and so are the errors.
        """
        execution = await self._execution(recipe, image, extent, None, listener)
        execution.overviews = known
        return await execution.look()

    async def preview(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        image: Image,
        extent: Extent,
        values: Mapping[str, Mapping[str, float]] | None = None,
        cancel: Cancel | None = None,
        one_of_several: bool = False,
    ) -> Preview:
        """Run a recipe on what is visible, without provenance.

        Parameters
        ----------
        recipe : Recipe, str or dict
            As for `run`; only what it shows is computed and returned.
        image : Image
            An opened image.
        extent : Extent
            The visible region, and the level whose pixels are about those of the screen.
        values : dict, optional
            By step, the numbers that the last whole run found; what is visible has others. Not looked at where all of
            the image is visible.
        cancel : Cancel, optional
            Set its ``wanted`` to stop.
        one_of_several : bool
            Whether a run would take more slices or times than are visible; what it finds on all of them is taken from
            ``values``.

        Raises
        ------
        TabscopeError
            As `run`.
        """
        started = time.perf_counter()
        execution = await self._execution(recipe, image, extent, cancel, None, values or {}, one_of_several)
        results = await execution.run()
        shown = [one for one in results.values() if one.shown]
        guessed = execution.estimated & surveyed(execution.plan) if one_of_several else set[str]()
        exact = (execution.plan.covers_image and not guessed) or (extent.level == 0 and not execution.estimated)
        return Preview(shown, exact, time.perf_counter() - started)

    async def train(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        step: str,
        painted: Sequence[Painted],
        extent: Extent | None = None,
        cancel: Cancel | None = None,
    ) -> Training:
        """Train the classifier of a step on painted examples.

        Parameters
        ----------
        recipe : Recipe, str or dict
            Holds the step; what comes before it is computed.
        step : str
            The id of the step.
        painted : sequence of Painted
            Images with the strokes on them.
        extent : Extent, optional
            Gives the level, and how z and t are treated.
        cancel : Cancel, optional
            Set its ``wanted`` to stop.

        Raises
        ------
        TabscopeError
            ``usage``, ``training.examples``, or as `run`.
        """
        from tabscope.runner.training import train

        checked = recipe if isinstance(recipe, Recipe) else parse(recipe)

        async def prepare(part: Recipe, image: Image, where: Extent) -> Execution:
            return await self._execution(part, image, where, cancel, known={})

        return await train(checked, step, painted, extent or Extent(), prepare)

    async def _execution(
        self,
        recipe: Recipe | str | Mapping[str, Any],
        image: Image,
        extent: Extent | None,
        cancel: Cancel | None,
        listener: Listener | None = None,
        known: Known | None = None,
        one_of_several: bool = False,
        corrections: tuple[Correction, ...] = (),
    ) -> Execution:
        """Return a run or, where numbers of the whole image are ``known`` or not, a preview that is ready to start."""
        plan = await self.plan(recipe, image, extent)
        plan.check_memory()
        if self.kept is not None and plan.bytes > plan.available - self.kept.bytes:
            self.kept.clear()
        wish = cancel or Cancel()

        async def between() -> None:
            await self.host.breathe()
            wish.look()

        def predictor() -> WatchedPredictor:
            return WatchedPredictor(self.models(), between)

        return Execution(
            plan, self.host, predictor, between, listener or Listener(), self.kept,
            of_elsewhere(plan, known or {}, one_of_several), corrections, known is not None, self.pace.shares(plan),
        )  # fmt: skip

    def models(self) -> ModelPredictor:
        """Return the runner of models; its sessions stay warm between runs."""
        from tabscope.models.session import ModelPredictor

        self._models = self._models or ModelPredictor(self.host)
        return self._models
