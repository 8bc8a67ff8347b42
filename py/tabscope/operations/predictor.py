"""How a model operation reaches its network: the runner hands it one of these; operations never import the host."""

from __future__ import annotations

from typing import Any, Protocol

from numpy.typing import NDArray


class Predictor(Protocol):
    """Runs bioimage.io packages by name, with their own pre- and post-processing, in tiles."""

    async def predict(self, model: str, image: NDArray[Any]) -> NDArray[Any]:
        """Return the network's output for one plane.

        Parameters
        ----------
        model : str
            Name of a package that tabscope ships (``unet2d_nuclei_broad``).
        image : numpy.ndarray
            Shape (y, x), any numeric dtype.

        Returns
        -------
        numpy.ndarray
            float32, shape (channel, y, x), same y and x as the input.

        Raises
        ------
        TabscopeError
            ``model.unsupported``, ``model.invalid``, ``model.failed``.
        """
        ...
