"""A predictor that looks at cancel between the tiles of a model: a network over a large plane takes minutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from numpy.typing import NDArray


class TiledPredictor(Protocol):
    """What `tabscope.models.session.ModelPredictor` offers to the runner."""

    async def predict_between(
        self, model: str, image: NDArray[Any], between: Callable[[], Awaitable[None]]
    ) -> NDArray[Any]:
        """Run a model on a plane; ``between`` is awaited between tiles and may raise to stop."""
        ...


class WatchedPredictor:
    """A `Predictor` for one run.

    Parameters
    ----------
    predictor : TiledPredictor
        Runs the models; its sessions outlive the run.
    between : callable
        Awaited between tiles: lets messages in, raises ``run.cancelled``.

    Attributes
    ----------
    used : list of str
        The models that ran, in order, for the provenance.
    """

    def __init__(self, predictor: TiledPredictor, between: Callable[[], Awaitable[None]]) -> None:
        self.predictor = predictor
        self.between = between
        self.used: list[str] = []

    async def predict(self, model: str, image: NDArray[Any]) -> NDArray[Any]:
        """Run a model on a plane; see `tabscope.operations.predictor.Predictor`."""
        if model not in self.used:
            self.used.append(model)
        return await self.predictor.predict_between(model, image, self.between)
