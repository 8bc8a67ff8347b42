"""The host of a native process: the standard library's HTTP, files of this machine, onnxruntime on the CPU."""

from __future__ import annotations

import asyncio
import http.client
import importlib.util
import os
import platform
import sys
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal

from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.host import Memory, ModelSession, Response
from tabscope.host.address import asset_parts, checked, host_of, range_header, too_large
from tabscope.host.packages import versions

TIMEOUT = 30.0
"""Seconds without a byte after which a server counts as not answering."""
BODY_LIMIT = 2 << 30
"""Bytes of one answer that are held in memory at most."""


class NativeHost:
    """Files, HTTP and ONNX of a native process.

    Parameters
    ----------
    timeout : float
        Seconds without a byte after which a server counts as not answering.
    body_limit : int
        Bytes of one answer that are held in memory at most.
    threads : int
        Threads of one ONNX session; 0 lets onnxruntime choose.
    """

    name: Literal["native"] = "native"

    def __init__(self, timeout: float = TIMEOUT, body_limit: int = BODY_LIMIT, threads: int = 0) -> None:
        self.timeout = timeout
        self.body_limit = body_limit
        self.threads = threads
        self._device = ""

    async def fetch(self, address: str, first: int | None = None, last: int | None = None) -> Response:
        """Get an address, or a range of its bytes, in a thread of its own; redirects are followed."""
        headers = {"User-Agent": "tabscope"} | range_header(first, last)
        request = urllib.request.Request(checked(address), headers=headers)  # noqa: S310 - checked: http(s) alone
        return await asyncio.to_thread(self._fetch, request)

    def _fetch(self, request: urllib.request.Request) -> Response:
        host = host_of(request.full_url)
        try:
            with _opener().open(request, timeout=self.timeout) as answer:
                return self._read(answer, host)
        except urllib.error.HTTPError as answer:
            with answer:
                if "location" in answer.headers:  # a redirect in a circle, or out of HTTP
                    raise TabscopeError("source.unreachable", host=host) from answer
                return self._read(answer, host)
        except (http.client.InvalidURL, UnicodeError) as error:
            raise TabscopeError("source.address-invalid", address=request.full_url) from error
        except (OSError, http.client.HTTPException) as error:
            raise TabscopeError("source.unreachable", host=host) from error

    def _read(self, answer: Any, host: str) -> Response:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.body_limit:
            raise too_large(int(length), self.body_limit)
        body = answer.read(self.body_limit + 1)
        if len(body) > self.body_limit:
            raise too_large(len(body), self.body_limit)
        if length.isdigit() and len(body) < int(length):  # the connection ended early
            raise TabscopeError("source.unreachable", host=host)
        # An object store may hold a file compressed and send it so even if we did not ask: a browser unpacks it too.
        if headers.get("content-encoding") == "gzip" and answer.status == http.HTTPStatus.OK:
            body = self._unpack(body, host)
        return Response(answer.status, headers, body)

    def _unpack(self, body: bytes, host: str) -> bytes:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain = unpacker.decompress(body, self.body_limit)
        except zlib.error as error:
            raise TabscopeError("source.unreachable", host=host) from error
        if unpacker.unconsumed_tail:
            raise too_large(self.body_limit, self.body_limit)
        return plain

    def open_file(self, path: str) -> BinaryIO:
        """Open a file unbuffered, without a memory map."""
        try:
            return open(path, "rb", buffering=0)
        except OSError as error:
            raise TabscopeError("source.file-missing", name=Path(path).name) from error

    async def asset(self, path: str) -> bytes:
        """Return a file that tabscope ships: from the installed package, or from the checkout it is installed from."""
        parts = asset_parts(path)
        package = Path(__file__).resolve().parents[1]
        for root in (package / "assets", package.parents[1]):
            file = root.joinpath(*parts)
            if file.is_file():
                return await asyncio.to_thread(file.read_bytes)
        raise TabscopeError("source.not-found", address=path)

    async def require(self, modules: Iterable[str]) -> None:
        """Say which module is not installed; natively nothing is ever fetched."""
        for module in modules:
            if module in sys.modules:
                continue
            try:
                found = importlib.util.find_spec(module) is not None
            except ModuleNotFoundError:  # the package around it is missing
                found = False
            if not found:
                raise TabscopeError("engine.module", module=module)

    async def breathe(self) -> None:
        """Let other tasks in."""
        await asyncio.sleep(0)

    async def model_session(self, weights: bytes, device: Literal["auto", "wasm", "webgpu"] = "auto") -> ModelSession:
        """Start an ONNX network on the CPU ("wasm" means the CPU as well: not the GPU)."""
        if device == "webgpu":
            raise TabscopeError("model.unsupported", reason="WebGPU exists in a browser only.", advice="Use auto.")
        await self.require(("onnxruntime",))
        session = await asyncio.to_thread(OnnxSession, weights, self.threads)
        self._device = session.device
        return session

    def memory(self) -> Memory:
        """Return the resident set, and that plus what the system (or its control group) still has free."""
        if sys.platform == "linux":
            return _linux_memory()
        if sys.platform == "win32":
            return Memory(0, _ASSUMED_MEMORY)
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes
        return Memory(used, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))

    def platform(self) -> dict[str, str]:
        """Return Python, the operating system, where networks ran, and the versions of what computes."""
        place = {"host": "native", "python": platform.python_version()}
        place["system"] = f"{platform.system()} {platform.machine()}"
        return place | ({"model_device": self._device} if self._device else {}) | versions()


class OnnxSession:
    """One network in onnxruntime on the CPU.

    Raises
    ------
    TabscopeError
        ``model.invalid``, ``model.unsupported``.
    """

    device = "cpu"

    def __init__(self, weights: bytes, threads: int = 0) -> None:
        import onnxruntime

        from tabscope.host.onnx import load_error

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # what goes wrong is raised, not printed
        options.intra_op_num_threads = threads
        try:
            self._session: Any = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise load_error(str(error)) from error
        self.inputs = tuple(one.name for one in self._session.get_inputs())
        self.outputs = tuple(one.name for one in self._session.get_outputs())

    async def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the network once, in a thread: the loop stays free for a cancel."""
        from tabscope.host.onnx import run_error

        try:
            values = await asyncio.to_thread(self._session.run, self.outputs, dict(feeds))
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise run_error(str(error)) from error
        return dict(zip(self.outputs, values, strict=True))

    async def close(self) -> None:
        """Let go of the network's memory."""
        self._session = None


_ASSUMED_MEMORY = 4 << 30
"""Bytes: Windows tells its memory through no part of the standard library; the smallest machine that would do."""


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener for HTTP and HTTPS alone: a redirect to a file or to FTP is refused."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _linux_memory() -> Memory:
    page = os.sysconf("SC_PAGE_SIZE")
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * page
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    group = Path("/sys/fs/cgroup/memory.max")
    text = group.read_text(encoding="ascii").strip() if group.exists() else "max"
    limit = used + free
    return Memory(used, min(limit, int(text)) if text.isdigit() else limit)
