"""Packages at work: loaded once through the host, kept warm, run on planes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.host import Host, ModelSession
from tabscope.models.package import Package, read_package
from tabscope.models.plane import predict_plane
from tabscope.models.processing import Tensor, process

KEPT = 2
"""Networks that stay loaded."""

Device = Literal["auto", "wasm", "webgpu"]
ReadFile = Callable[[str], Awaitable[bytes]]


class Model:
    """A package and its network, ready to run.

    Parameters
    ----------
    package : Package
        What goes in and out.
    session : ModelSession
        The network.

    Raises
    ------
    TabscopeError
        ``model.invalid`` where the network has other inputs or outputs than the package says.
    """

    def __init__(self, package: Package, session: ModelSession) -> None:
        self.package = package
        self.session = session
        described = (len(package.inputs), len(package.outputs))
        if described != (len(session.inputs), len(session.outputs)):
            reason = (
                f"its network has {len(session.inputs)} inputs and {len(session.outputs)} outputs, not {described}."
            )
            raise TabscopeError("model.invalid", reason=reason)

    async def run(self, values: NDArray[Any]) -> NDArray[Any]:
        """Run the bare network on its first input; return its first output."""
        outputs = await self.session.run({self.session.inputs[0]: np.ascontiguousarray(values)})
        return outputs[self.session.outputs[0]]

    async def apply(self, values: NDArray[Any]) -> NDArray[Any]:
        """Run on one whole input with pre- and post-processing, as a package's test tensors are made.

        Parameters
        ----------
        values : numpy.ndarray
            The first input in the network's own axes.

        Returns
        -------
        numpy.ndarray
            The first output in the network's own axes.
        """
        source, target = self.package.inputs[0], self.package.outputs[0]
        given = Tensor(values, source.names)
        output = await self.run(process(given, source.steps).values)
        return process(Tensor(output, target.names), target.steps, {source.id: given}).values

    async def predict(self, image: NDArray[Any], breathe: Callable[[], Awaitable[None]]) -> NDArray[np.float32]:
        """Run on a plane of any size in tiles: see `tabscope.models.plane.predict_plane`."""
        return await predict_plane(self.package, self.run, image, breathe)


class ModelPredictor:
    """Runs packages by name; the last ones stay loaded (`tabscope.operations.predictor.Predictor`).

    Parameters
    ----------
    host : Host
        Gives files and starts networks.
    device : "auto", "wasm" or "webgpu"
        Where networks run.
    """

    def __init__(self, host: Host, device: Device = "auto") -> None:
        self.host = host
        self.device: Device = device
        self._models: dict[str, Model] = {}

    async def predict(self, model: str, image: NDArray[Any]) -> NDArray[np.float32]:
        """Return the output of a shipped model for one plane: float32, (channel, y, x)."""
        return await self.predict_between(model, image, self.host.breathe)

    async def predict_between(
        self, model: str, image: NDArray[Any], between: Callable[[], Awaitable[None]]
    ) -> NDArray[np.float32]:
        """Like `predict`; ``between`` is awaited between tiles and may raise to stop."""
        loaded = await self.load(model)
        return await loaded.predict(image, between)

    async def load(self, name: str) -> Model:
        """Return a shipped model, loaded now or before.

        Raises
        ------
        TabscopeError
            ``model.unsupported`` where tabscope ships no model of this name; ``model.invalid``.
        """
        if name in self._models:
            self._models[name] = self._models.pop(name)  # the one not used for longest goes first
            return self._models[name]

        async def read(path: str) -> bytes:
            return await self.host.asset(f"models/{name}/{path}")

        loaded = await open_model(self.host, read, name, self.device)
        self._models[name] = loaded
        while len(self._models) > KEPT:
            await self._models.pop(next(iter(self._models))).session.close()
        return loaded

    async def describe(self, name: str) -> dict[str, Any]:
        """Return what provenance says about a shipped model: its package, whom to credit, and where it runs."""
        model = await self.load(name)
        return {"id": name, **model.package.describe(), "device": model.session.device}

    async def close(self) -> None:
        """Let go of every network."""
        while self._models:
            await self._models.popitem()[1].session.close()


async def open_model(host: Host, read: ReadFile, name: str, device: Device = "auto") -> Model:
    """Open a package: description, weights, network.

    Parameters
    ----------
    host : Host
        Makes YAML readable and starts the network.
    read : callable
        Returns a file of the package by its path in it; ``source.not-found`` where it is not there.
    name : str
        What to call the package where it is not there.
    device : "auto", "wasm" or "webgpu"
        Where the network runs.

    Raises
    ------
    TabscopeError
        ``model.unsupported``, ``model.invalid``.
    """
    await host.require(("yaml",))
    advice = "Choose one of the models that come with tabscope."
    absent = TabscopeError("model.unsupported", reason=f"tabscope has no model “{name}”.", advice=advice)
    package = read_package(await _read(read, "rdf.yaml", absent))
    missing = TabscopeError("model.invalid", reason=f"{package.weights} is missing.")
    weights = package.check_weights(await _read(read, package.weights, missing))
    return Model(package, await host.model_session(weights, device))


async def _read(read: ReadFile, path: str, absent: TabscopeError) -> bytes:
    """Return a file, or raise `absent` where it is not there."""
    try:
        return await read(path)
    except TabscopeError as error:
        if error.code != "source.not-found":
            raise
        raise absent from error
