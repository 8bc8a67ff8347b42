"""Answers the page's messages (`tabscope.protocol`); thin: everything is done by the engine.

The worker's JavaScript imports this module and calls `start`; from then on messages arrive here.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from pyodide.ffi import create_proxy, jsnull, to_js

import js
import tabscope
from tabscope import protocol, wire
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.host.browser import BrowserHost, mount
from tabscope.image import Image
from tabscope.recipe import parse
from tabscope.regions import Region
from tabscope.results.result import StepResult
from tabscope.runner.execute import Cancel, Listener
from tabscope.runner.extent import parse_extent
from tabscope.runner.kept_steps import LIMIT, KeptSteps
from tabscope.runner.projection import maximum
from tabscope.sources.source import Source

PRIVATE = "private"
"""Name of the worker that the private page starts."""

PROGRESS_INTERVAL = 0.05
"""Seconds between progress events; more would only fill the page's queue."""
SHARE = 16
"""Kept steps take at most this part of what the device lets Python have: 64 MB of 1 GB, 256 MB of 4."""
FORESEEN = 0.1
"""Part of a run after which the time it has taken says how long it will still take."""
EXACT = 1 << 53
"""JavaScript's numbers are exact up to here."""


class Worker:
    """The engine behind the page's messages: open images by number, runs that can be cancelled."""

    def __init__(self) -> None:
        self.host = BrowserHost(js.self.name == PRIVATE, lambda request: post({"event": "request", "params": request}))
        self.kept = KeptSteps(min(LIMIT, self.host.memory().limit // SHARE))
        self.engine = Engine(self.host, self.kept)
        self.images: dict[int, Image] = {}
        self.mounts: dict[int, str] = {}
        self.runs: dict[int, Cancel] = {}
        self.previewing = Cancel()
        self.training = Cancel()
        self.next_image = 1

    async def describe(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``describe``."""
        memory = self.host.memory()
        return {
            "version": tabscope.__version__,
            "platform": self.host.platform(),
            "memory": {"used": memory.used, "limit": memory.limit},
        }

    async def operations(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``operations``; imports every family, which the page avoids with the site's ``operations.json``."""
        return wire.offered()

    async def open(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``open``: mount what was dropped, or take the address."""
        number = self.next_image
        self.next_image += 1
        given = params["source"]
        source = Source(given["name"], address=given.get("address"))
        if given["kind"] == "files":
            source = Source(given["name"], path=mount(number, given["name"], given["files"], given.get("paths")))
        size = params.get("pixel_size")
        pixel_size = PixelSize(size.get("z"), size["y"], size["x"], None, "set by hand") if size else None
        image = await self.engine.open(source, params.get("series", 0), pixel_size)
        self.images[number] = image
        return {"image": number, **image.describe()}

    async def close(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``close``."""
        image = self.images.pop(params["image"], None)
        if image is not None:
            await self.engine.close(image)
        return {}

    async def tile(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``tile``."""
        image = self._image(params)
        region, step = Region(*params["region"]), params.get("step", 1)
        if params.get("projection") == "max":

            async def read(z: int) -> Any:
                return await image.read(params["t"], params["c"], z, params["level"], region)

            pixels = await maximum(read, image.sizes["z"], self.host.breathe)
        else:
            pixels = await image.read(params["t"], params["c"], params["z"], params["level"], region)
        return {"tile": wire.array(pixels[::step, ::step])}

    async def profile(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``profile``."""
        from tabscope.profile import along

        points = [(float(y), float(x)) for y, x in params["points"]]
        found = await along(self._image(params), points, params["t"], params["z"])
        values = [wire.array(one) for one in found.values]
        return {"distance": wire.array(found.distance), "values": values, "level": found.level}

    async def sample(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``sample``."""
        from tabscope.display import describe_display

        return await describe_display(self._image(params))

    async def plan(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``plan``: problems are part of the answer, not an error."""
        try:
            plan = await self.engine.plan(params["recipe"], self._image(params), parse_extent(params.get("extent")))
        except TabscopeError as error:
            problems = [one.as_dict() for one in (error.problems or [error])]
            return {
                "problems": problems,
                "recipe": params["recipe"],
                "bytes": 0,
                "available": 0,
                "seconds": None,
                "planes": 0,
                "inputs": {},
            }
        return plan.describe()

    async def run(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``run``: progress and results are posted on the way."""
        number = params["run"]
        cancel = self.runs[number] = Cancel()
        last, started = 0.0, time.monotonic()

        def progress(fraction: float, step: str, words: str) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= PROGRESS_INTERVAL or fraction in (0.0, 1.0):
                last = now
                said = {"run": number, "fraction": fraction, "step": step, "words": words}
                left = {"left": (now - started) * (1 - fraction) / fraction} if fraction >= FORESEEN else {}
                post({"event": "progress", "params": said | left})

        def result(one: StepResult) -> None:
            post({"event": "result", "params": {"run": number, "result": wire.result(one)}})

        try:
            finished = await self.engine.run(
                params["recipe"],
                self._image(params),
                parse_extent(params.get("extent")),
                Listener(progress, result),
                cancel,
                [wire.correction(one) for one in params.get("corrections", [])],
            )
        finally:
            del self.runs[number]
        return {"summary": wire.summary(number, params["image"], finished)}

    async def preview(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``preview``: the latest wins, the one before it stops."""
        self.previewing.wanted = True
        cancel = self.previewing = Cancel()
        extent = parse_extent(params["extent"])
        values, several = params["values"], params.get("one_of_several", False)
        found = await self.engine.preview(params["recipe"], self._image(params), extent, values, cancel, several)
        cancel.look()
        results = [wire.result(one) for one in found.results]
        return {"results": results, "exact": found.exact, "seconds": found.seconds}

    async def train(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``train``: the latest wins, the one before it stops."""
        from tabscope.runner.training import Painted
        from tabscope.strokes import parse_strokes

        self.training.wanted = True
        cancel = self.training = Cancel()
        painted = [Painted(self._image(one), parse_strokes(one["strokes"])) for one in params["painted"]]
        extent = parse_extent(params.get("extent"))
        found = await self.engine.train(params["recipe"], params["step"], painted, extent, cancel)
        return found.as_json()

    async def cancel(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``cancel``: the run stops at its next look."""
        if params["run"] in self.runs:
            self.runs[params["run"]].wanted = True
        return {}

    async def check(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``check``: all problems of a recipe, or the recipe with its defaults."""
        try:
            return {"problems": [], "recipe": parse(params["recipe"]).filled()}
        except TabscopeError as error:
            return {"problems": [one.as_dict() for one in (error.problems or [error])], "recipe": {}}

    async def suggest(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``suggest``; ``cancel`` stops it between the planes it looks at."""
        await self.host.require(["scipy.ndimage"])
        from tabscope.suggest import suggest

        number = params["run"]
        cancel = self.runs[number] = Cancel()

        async def between() -> None:
            await self.host.breathe()
            cancel.look()

        try:
            found = await suggest(self._image(params), between)
        finally:
            del self.runs[number]
        return found.as_json()

    async def methods(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``methods``: of a finished run, else of the recipe."""
        from tabscope.methods import methods, methods_of_run

        record = params.get("provenance")
        written = methods_of_run(record) if record else methods(parse(params["recipe"]), tabscope.__version__)
        return written.as_json()

    async def script(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``script``."""
        return {"text": parse(params["recipe"]).to_python()}

    async def read_script(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``read_script``: problems are part of the answer, not an error."""
        from tabscope.edited_script import read_script

        try:
            found = read_script(params["text"])
        except TabscopeError as error:
            return {"recipe": {}, "setting": {}, "problems": [one.as_dict() for one in (error.problems or [error])]}
        return {"recipe": found.recipe.filled(), "setting": found.setting, "problems": []}

    async def memory(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``memory``."""
        memory = self.host.memory()
        return {"used": memory.used, "limit": memory.limit, "kept": self.kept.bytes}

    async def export(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer ``export``: files from the runs that the page kept."""
        from tabscope.export import export_runs

        await self.host.require(["tifffile", "zipfile"])
        runs = [wire.run_from(one) for one in params["runs"]]
        files = export_runs(runs, params["kinds"], params.get("options", {}))
        return {"files": [{"name": one.name, "type": one.media_type, "buffer": memoryview(one.data)} for one in files]}

    def _image(self, params: dict[str, Any]) -> Image:
        return self.images[params["image"]]


def post(message: dict[str, Any]) -> None:
    """Send a message to the page; buffers are transferred, not copied twice."""
    transfer: list[Any] = []
    js.postMessage(to_js(_outgoing(message, transfer), dict_converter=js.Object.fromEntries), to_js(transfer))


def _incoming(value: Any) -> Any:
    """Return what JavaScript sent as Python means it: null is None."""
    if value is jsnull:
        return None
    if isinstance(value, dict):
        return {key: _incoming(one) for key, one in value.items()}
    return [_incoming(one) for one in value] if isinstance(value, list) else value


def _outgoing(value: Any, transfer: list[Any]) -> Any:
    """Return the value as JavaScript sees it: None is null, bytes become an ArrayBuffer of their own."""
    if value is None:
        return jsnull
    if isinstance(value, dict):
        return {key: _outgoing(one, transfer) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_outgoing(one, transfer) for one in value]
    if isinstance(value, (memoryview, np.ndarray)):
        view = (value if isinstance(value, memoryview) else np.ascontiguousarray(value).data).cast("B")
        target = js.Uint8Array.new(view.nbytes)
        target.assign(view)
        transfer.append(target.buffer)
        return target.buffer
    plain = value.item() if isinstance(value, np.generic) else value
    # JavaScript would get a BigInt, which it cannot compare with a number: the bytes of a plane that no tab can hold.
    return float(plain) if isinstance(plain, int) and abs(plain) > EXACT else plain


async def _answer(worker: Worker, number: int, method: str, params: dict[str, Any]) -> None:
    handler: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]] = getattr(worker, method)
    try:
        result = await handler(params)
    except TabscopeError as error:
        post({"id": number, "error": error.as_dict()})
    except Exception as error:
        report = "".join(traceback.format_exception(error))
        problem = TabscopeError(
            "defect.internal", reason=f"{type(error).__name__}: {error}", report=report, method=method
        )
        post({"id": number, "error": problem.as_dict()})
    else:
        post({"id": number, "result": result})


def start() -> None:
    """Begin to answer; called once by the worker's JavaScript."""
    worker = Worker()
    tasks: set[asyncio.Task[None]] = set()

    def on_message(event: Any) -> None:
        method = getattr(event.data, "method", None)
        if method not in protocol.METHODS:
            return  # PyScript's own messages pass through the same channel
        task = asyncio.ensure_future(_answer(worker, event.data.id, method, _incoming(event.data.params.to_py())))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    js.addEventListener("message", create_proxy(on_message))
    post({"event": "ready", "params": {"version": tabscope.__version__}})
