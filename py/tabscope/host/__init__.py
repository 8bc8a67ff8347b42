"""What differs between a browser tab and a native process, behind one small Protocol.

`native.NativeHost` and `browser.BrowserHost` implement it; one contract test runs against both.
Only `host/browser.py` and `browser.py` may import ``js`` or ``pyodide``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, Protocol

from numpy.typing import NDArray


@dataclass(frozen=True)
class Response:
    """Answer of an HTTP server: status, headers with lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Memory:
    """Bytes in use and bytes that may be used, as far as the host knows."""

    used: int
    limit: int


class ModelSession(Protocol):
    """One ONNX network, ready to run."""

    @property
    def device(self) -> str:
        """Where it runs: "webgpu", "wasm" or "cpu"."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of its inputs, in the network's order."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of its outputs, in the network's order."""
        ...

    async def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the network once; names and shapes are the network's own."""
        ...

    async def close(self) -> None:
        """Let go of the network's memory."""
        ...


class Host(Protocol):
    """The world outside the core."""

    @property
    def name(self) -> Literal["browser", "native"]:
        """Where this is."""
        ...

    async def fetch(self, address: str, first: int | None = None, last: int | None = None) -> Response:
        """Get an address, or a range of its bytes.

        Bytes ``first`` to ``last`` are meant, inclusive; ``last`` None is to the end, ``first`` None with ``last`` n is
        the final n bytes.

        Raises
        ------
        TabscopeError
            ``source.unreachable``, ``source.cors``, ``source.address-invalid``, ``source.private-page``.
            A status such as 404 is no error here: the caller knows what it means.
        """
        ...

    def open_file(self, path: str) -> BinaryIO:
        """Open a file unbuffered, without a memory map.

        Raises
        ------
        TabscopeError
            ``source.file-missing``.
        """
        ...

    async def asset(self, path: str) -> bytes:
        """Return a file that tabscope itself ships (``models/<name>/rdf.yaml``), by its path in the site.

        Raises
        ------
        TabscopeError
            ``source.not-found``.
        """
        ...

    async def require(self, modules: Iterable[str]) -> None:
        """Make Python modules importable (in the tab: fetch the layers that hold them; natively: nothing)."""
        ...

    async def breathe(self) -> None:
        """Let other tasks and messages in; called between steps and tiles, so that a cancel is seen."""
        ...

    async def model_session(self, weights: bytes, device: Literal["auto", "wasm", "webgpu"] = "auto") -> ModelSession:
        """Start an ONNX network.

        Raises
        ------
        TabscopeError
            ``model.invalid`` where the bytes are no network, ``model.unsupported`` where it cannot run here.
        """
        ...

    def memory(self) -> Memory:
        """Return what is in use and what may be used."""
        ...

    def platform(self) -> dict[str, str]:
        """Return what provenance says about this place: Python, platform, package versions."""
        ...
