"""``open`` and ``run`` for scripts and notebooks: one private event loop in a thread, so that they work in Jupyter too.

In the tab there is no synchronous API: a tab's worker has one thread, and it belongs to the page's messages.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tabscope.areas import parse_areas
from tabscope.axes import set_by_hand
from tabscope.engine import Engine
from tabscope.image import Image
from tabscope.recipe import Recipe
from tabscope.regions import Region
from tabscope.results.result import Run
from tabscope.runner.corrections import Correction
from tabscope.runner.extent import Extent
from tabscope.sources.source import Source

if TYPE_CHECKING:
    from tabscope.runner.training import Training
    from tabscope.suggest import Suggestion

T = TypeVar("T")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="tabscope", daemon=True).start()
    return loop


@cache
def _engine() -> Engine:
    from tabscope.host.native import NativeHost

    return Engine(NativeHost())


def _wait(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(work, _loop()).result()


def source_of(given: str | Path) -> Source:
    """Return the source that a path or an address stands for."""
    text = str(given)
    if text.startswith(("http://", "https://")):
        return Source(text.split("?")[0].rstrip("/").rsplit("/", 1)[-1] or text, address=text)
    return Source(Path(text).name or text, path=text)


def open(  # noqa: A001 - the word people expect: ts.open(path)
    source: str | Path, series: int = 0, pixel_size: float | Sequence[float] | None = None
) -> Image:
    """Open an image from a path or an address.

    Parameters
    ----------
    source : str or Path
        A file, an OME-Zarr folder, or an address that starts with http.
    series : int
        Which of several images in it.
    pixel_size : float or sequence of float, optional
        µm per pixel: one number, (y, x) or (z, y, x); it wins over the file's.

    Raises
    ------
    TabscopeError
        With a code, a sentence and a hint.
    """
    typed = [pixel_size] if isinstance(pixel_size, (int, float)) else pixel_size
    size = set_by_hand(typed) if typed is not None else None
    return _wait(_engine().open(source_of(source), series, size))


def run(
    recipe: Recipe | Mapping[str, Any] | str | Path,
    image: Image,
    region: Sequence[int] | None = None,
    level: int = 0,
    z: Literal["each", "max", "volume"] | int | None = None,
    t: Literal["each"] | int | None = None,
    channel: str | int | None = None,
    areas: Sequence[Mapping[str, Any]] | None = None,
    corrections: str | Path | None = None,
) -> Run:
    """Run a recipe on an image.

    Parameters
    ----------
    recipe : Recipe, dict, str or Path
        A document, its JSON text, a file, or the name of one in the gallery (``"count-nuclei"``).
    image : Image
        From `open`.
    region : sequence of int, optional
        y0, x0, y1, x1 in pixels of full resolution.
    level : int
        Resolution level; 0 is full resolution.
    z, t : optional
        "each", "max" or "volume" (z only), or an index; the recipe's own choice where not given.
    channel : str or int, optional
        For inputs that say "auto": a channel's name or index; of a colour picture red, green, blue or luminance.
    areas : sequence of dict, optional
        Drawn areas that limit the analysis: ``{"kind": "polygon", "points": [[y, x], ...]}``, in pixels of full
        resolution; also ``rectangle`` and ``ellipse``, by two corners.
    corrections : str or Path, optional
        A file of corrections by hand that was saved with this image.

    Raises
    ------
    TabscopeError
        With a code, a sentence and a hint.
    """
    box = Region(*region) if region is not None else None
    chosen = with_channel(load_recipe(recipe), channel)
    extent = Extent(box, level, z, t, parse_areas(areas or []))
    return _wait(_engine().run(chosen, image, extent, corrections=read_corrections(corrections)))


def suggest(image: Image) -> Suggestion:
    """Say which recipe of the gallery suits an image, with which settings, and why."""
    from tabscope import suggest as looking

    return _wait(looking.suggest(image, _engine().host.breathe))


def train(
    image: Image, examples: str | Path, recipe: Recipe | Mapping[str, Any] | str | Path | None = None, step: str = ""
) -> tuple[Recipe, Training]:
    """Train the classifier of a recipe's step on painted examples.

    Parameters
    ----------
    image : Image
        What was painted on.
    examples : str or Path
        A label image of the same size (0 is not painted, each other value a class), or GeoJSON.
    recipe : Recipe, dict, str or Path, optional
        Holds the step; the one that counts and measures the second class where it is not given.
    step : str
        Which step learns; the first that can where it is not given.

    Raises
    ------
    TabscopeError
        With a code, a sentence and a hint.
    """
    return _wait(_train(image, Path(examples), load_recipe(recipe) if recipe is not None else None, step))


async def _train(image: Image, path: Path, recipe: Recipe | None, step: str) -> tuple[Recipe, Training]:
    from tabscope import painted_files
    from tabscope.recipe import parse
    from tabscope.runner.training import Painted

    chosen = recipe or parse(painted_files.painting_recipe())
    learning = step or next((one.id for one in chosen.active_steps if one.operation.parameter("forest")), "")
    names: list[str] = []
    if path.suffix.lower() in (".json", ".geojson"):
        strokes, names = painted_files.from_json(path)
    else:
        labels = await _engine().open(source_of(path))
        try:
            strokes = await painted_files.from_labels(labels, image)
        finally:
            await _engine().close(labels)
    found = await _engine().train(chosen, learning, [Painted(image, strokes)])
    written = {"forest": found.forest} | ({"classes": ", ".join(names)} if len(names) > 1 else {})
    steps = [
        one | {"params": {**one.get("params", {}), **written}} if one.get("id") == learning else one
        for one in chosen.document["steps"]
    ]
    return parse({**chosen.document, "steps": steps}), found


def read_corrections(file: str | Path | None) -> tuple[Correction, ...]:
    """Read a file of corrections by hand; none where there is no file.

    Raises
    ------
    TabscopeError
        ``source.file-missing``, ``corrections.invalid``.
    """
    from tabscope.errors import TabscopeError
    from tabscope.json_text import read_json
    from tabscope.runner.corrections import from_file

    if file is None:
        return ()
    try:
        document = read_json(Path(file).read_bytes())
    except OSError as error:
        raise TabscopeError("source.file-missing", name=str(file)) from error
    except ValueError as error:
        raise TabscopeError("corrections.invalid", reason=f"{error}.") from error
    return from_file(document)


def with_channel(recipe: Recipe, channel: str | int | None) -> Recipe:
    """Return the recipe with a channel in place of every "auto"; the recipe itself where none is given.

    Raises
    ------
    TabscopeError
        ``usage`` where no input of the recipe leaves the choice open.
    """
    from tabscope.errors import TabscopeError
    from tabscope.recipe import parse

    if channel is None:
        return recipe
    inputs = recipe.document.get("inputs", {})
    if not any(one.channel == "auto" for one in recipe.inputs.values()):
        raise TabscopeError(
            "usage", reason="The recipe names its channels itself.", advice="Change them in the recipe."
        )
    chosen = {
        name: {**inputs[name], "channel": channel} if one.channel == "auto" else inputs[name]
        for name, one in recipe.inputs.items()
    }
    return parse({**recipe.document, "inputs": chosen})


def load_recipe(given: Recipe | Mapping[str, Any] | str | Path) -> Recipe:
    """Return the recipe that a document, a JSON text, a file, an address or a gallery name stands for."""
    from tabscope import gallery, recipe

    if isinstance(given, Recipe):
        return given
    if isinstance(given, Mapping):
        return recipe.parse(given)
    text = str(given)
    if text.lstrip().startswith("{"):
        return recipe.parse(text)
    if text in gallery.names():
        return recipe.parse(gallery.load(text))
    if text.startswith(("http://", "https://")):
        return recipe.parse(_wait(_fetch(text)))
    if not Path(text).is_file():
        return recipe.parse(gallery.load(text))
    return recipe.parse(Path(text).read_bytes())


def close(image: Image) -> None:
    """Let go of an image's files."""
    _wait(image.reader.close())


def digest(image: Image) -> str:
    """Return the sha256 of the full-resolution pixels as C-order little-endian bytes in the file's own axis order."""
    return _wait(_digest(image))


async def _digest(image: Image) -> str:
    import hashlib

    found = hashlib.sha256()
    async for piece in image.reader.raw():
        found.update(piece.astype(piece.dtype.newbyteorder("<"), copy=False).tobytes("C"))
    return found.hexdigest()


async def _fetch(address: str) -> bytes:
    from tabscope.sources.http import fetch, refusal

    response = await fetch(_engine().host, address)
    refused = refusal(address, response)
    if refused is not None:
        raise refused
    return response.body


def save(result: Run, folder: str | Path) -> list[Path]:
    """Write a run's tables, labels and provenance into a folder; return the paths.

    Raises
    ------
    TabscopeError
        ``export.cannot-write``.
    """
    from tabscope.export.folder import write_runs

    return write_runs([result], Path(folder))
