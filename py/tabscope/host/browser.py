"""The host of a browser tab: the engine's only bridge to JavaScript, beside the front end `tabscope.browser`.

`tabscope_layers` is a JavaScript module that the page's engine registers (``app/engine/pyodide.ts``): ``site()`` is the
address of the site's root, ``require(names)`` brings the layers that hold modules, ``onnx(build)`` loads a build of
onnxruntime-web.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

import numpy as np
import pyodide_js
import tabscope_layers
from numpy.typing import NDArray
from pyodide.ffi import JsException, to_js

import js
from tabscope.errors import TabscopeError
from tabscope.host import Memory, ModelSession, Response
from tabscope.host.address import asset_parts, checked, host_of, range_header
from tabscope.host.packages import versions

TIMEOUT = 30.0
"""Seconds without a byte after which a server counts as not answering."""
BODY_LIMIT = 1 << 30
"""Bytes of one answer that are held in memory at most: a quarter of what a tab can have."""
HEAP_LIMIT = (1 << 32) - (128 << 20)
"""Bytes that Python's heap can reach: 4 GB of WebAssembly, less what the last growth step needs."""


class BrowserHost:
    """HTTP, mounted files and ONNX of a browser tab.

    Parameters
    ----------
    private : bool
        Whether this is the private page, which asks no address but the site's own.
    on_request : callable, optional
        Called for each request that went to another origin than the site's, with what `tabscope.protocol.RequestEvent`
        holds: method, address, bytes of the bodies sent and received, status (0 where no answer could be read).
    timeout : float
        Seconds without a byte after which a server counts as not answering.
    """

    name: Literal["browser"] = "browser"

    def __init__(
        self,
        private: bool = False,
        on_request: Callable[[dict[str, Any]], None] | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self.private = private
        self.on_request = on_request
        self.timeout = timeout
        self._networks: dict[str, str] = {}
        self.base = str(tabscope_layers.site())

    async def fetch(self, address: str, first: int | None = None, last: int | None = None) -> Response:
        """Get an address, or a range of its bytes; what failed is asked a second time to learn why."""
        address = checked(address)
        if self._is_foreign(address):
            if self.private:
                raise TabscopeError("source.private-page", address=address)
            if first is None and last is not None:
                first, last = await self._counted_from_the_start(address, last)
        try:
            return await self._ask("GET", address, headers=range_header(first, last))
        except JsException as error:
            raise await self._reason(address) from error

    def _is_foreign(self, address: str) -> bool:
        return urlsplit(address)[:2] != urlsplit(self.base)[:2]

    async def _counted_from_the_start(self, address: str, count: int) -> tuple[int | None, int]:
        """Return the range of the final `count` bytes as first and last.

        A browser asks another origin for permission before ``bytes=-n`` (not before ``bytes=a-b``), and many servers
        do not know that question; asking for the length first costs no more than the permission would.
        """
        try:
            length = (await self._ask("HEAD", address)).headers.get("content-length", "")
        except JsException:
            return None, count  # the request itself will tell what is wrong
        return (max(0, int(length) - count), int(length) - 1) if length.isdigit() and int(length) else (None, count)

    async def _ask(self, method: str, address: str, headers: Mapping[str, str] | None = None) -> Response:
        """Send one request and read its body; a JsException means that nothing readable came."""
        abort = js.AbortController.new()
        options = {"method": method, "headers": dict(headers or {}), "signal": abort.signal} | _ANONYMOUS
        status, body = 0, b""
        try:
            answer = await self._in_time(js.fetch(address, _as_object(options)), address)
            status = int(answer.status)
            body = await self._body(answer, address)
            names = {str(name).lower(): str(value) for name, value in answer.headers.entries()}
        finally:
            abort.abort()  # a cancelled or refused answer stops here; after its end this does nothing
            self._tell(method, address, len(body), status)
        return Response(status, names, body)

    async def _body(self, answer: Any, address: str) -> bytes:
        if answer.body is None:
            return b""
        reader = answer.body.getReader()
        pieces: list[bytes] = []
        size = 0
        while not (step := await self._in_time(reader.read(), address)).done:
            pieces.append(step.value.to_bytes())
            size += len(pieces[-1])
            if size > BODY_LIMIT:
                length = max(size, int(answer.headers.get("content-length") or 0))
                raise TabscopeError(
                    "memory.too-large", needed=f"{length / 1e9:.1f} GB", available=f"{BODY_LIMIT / 1e9:.1f} GB"
                )
        return b"".join(pieces)

    async def _in_time(self, promise: Any, address: str) -> Any:
        try:
            return await asyncio.wait_for(promise, self.timeout)
        except TimeoutError as error:
            raise TabscopeError("source.unreachable", host=host_of(address)) from error

    async def _reason(self, address: str) -> TabscopeError:
        """Tell a server that refuses web pages from one that does not answer, which look alike to a script."""
        host = host_of(address)
        if not self._is_foreign(address):
            return TabscopeError("source.unreachable", host=host)
        if urlsplit(self.base).scheme == "https" and urlsplit(address).scheme == "http":
            return TabscopeError("source.insecure", host=host)
        options = {"method": "HEAD", "mode": "no-cors", "cache": "no-store"} | _ANONYMOUS
        try:
            await self._in_time(js.fetch(address, _as_object(options)), address)
        except (JsException, TabscopeError):
            return TabscopeError("source.unreachable", host=host)
        finally:
            self._tell("HEAD", address, 0, 0)
        return TabscopeError("source.cors", host=host)

    def _tell(self, method: str, address: str, received: int, status: int) -> None:
        if self.on_request is not None and self._is_foreign(address):
            about = {"method": method, "address": address, "sent": 0, "received": received, "status": status}
            self.on_request(about)

    def open_file(self, path: str) -> BinaryIO:
        """Open a mounted file unbuffered: only what is read enters memory."""
        try:
            return open(path, "rb", buffering=0)
        except OSError as error:
            raise TabscopeError("source.file-missing", name=Path(path).name) from error

    async def asset(self, path: str) -> bytes:
        """Return a file of the site."""
        address = self.base + "/".join(asset_parts(path))
        try:
            answer = await self._ask("GET", address)
        except JsException as error:
            raise TabscopeError("source.unreachable", host=host_of(address)) from error
        if answer.status != 200:
            raise TabscopeError("source.not-found", address=path)
        return answer.body

    async def require(self, modules: Iterable[str]) -> None:
        """Fetch the layers that hold these modules, then make sure that they are there."""
        wanted = [name for name in modules if name not in sys.modules]
        wanted = [name for name in wanted if name.partition(".")[0] not in sys.stdlib_module_names]
        if not wanted:
            return
        try:
            await tabscope_layers.require(to_js(wanted))
        except JsException as error:
            raise TabscopeError("engine.layer", file=", ".join(wanted), reason=str(error)) from error
        importlib.invalidate_caches()
        for module in wanted:
            if not _importable(module):
                raise TabscopeError("engine.module", module=module)

    async def breathe(self) -> None:
        """Let other tasks and the page's messages in: Pyodide's loop takes this through the browser's own queue."""
        await asyncio.sleep(0)

    async def model_session(self, weights: bytes, device: Literal["auto", "wasm", "webgpu"] = "auto") -> ModelSession:
        """Start an ONNX network: WebGPU where a real adapter is, else WebAssembly."""
        chosen = await _device() if device == "auto" else device
        if chosen == "webgpu" and await _adapter() is None:
            advice = "Use a browser with WebGPU, or the device “wasm”."
            raise TabscopeError("model.unsupported", reason="there is no WebGPU here.", advice=advice)
        try:
            session = await _start_network(weights, chosen)
        except TabscopeError:
            if device != "auto" or chosen == "wasm":
                raise
            # A driver may refuse what WebAssembly can do; a damaged file is refused there again, in the same words.
            session = await _start_network(weights, "wasm")
        self._networks = {"model_device": session.device, "onnxruntime-web": session.version}
        return session

    def memory(self) -> Memory:
        """Return the size of Python's heap, which never shrinks, and what it may reach on this device."""
        used = int(pyodide_js._module.HEAPU8.length)
        device = getattr(js.navigator, "deviceMemory", None)  # GB, at most 8; not every browser tells
        limit = HEAP_LIMIT if device is None else min(HEAP_LIMIT, int(float(device) * (1 << 29)))
        return Memory(used, max(limit, used))

    def platform(self) -> dict[str, str]:
        """Return Python, Pyodide, the browser, where networks ran, and the versions of what computes."""
        place = {"host": "browser", "python": platform.python_version(), "pyodide": str(pyodide_js.version)}
        return place | {"browser": _browser(str(js.navigator.userAgent))} | self._networks | versions()


class WebSession:
    """One network in onnxruntime-web.

    Parameters
    ----------
    runtime : JsProxy
        The module of onnxruntime-web.
    session : JsProxy
        Its InferenceSession.
    device : str
        "webgpu" or "wasm".
    """

    def __init__(self, runtime: Any, session: Any, device: str) -> None:
        self._runtime = runtime
        self._session = session
        self.device = device
        self.version = str(runtime.env.versions.web)
        self.inputs = tuple(str(name) for name in session.inputNames)
        self.outputs = tuple(str(name) for name in session.outputNames)

    async def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the network once; runs on one device wait for one another."""
        from tabscope.host.onnx import run_error

        inputs = _as_object({name: _to_tensor(self._runtime, value) for name, value in feeds.items()})
        try:
            outputs = await _in_turn(self.device, lambda: self._session.run(inputs))
        except JsException as error:
            raise run_error(str(error)) from error
        return {str(name): _from_tensor(tensor) for name, tensor in js.Object.entries(outputs)}

    async def close(self) -> None:
        """Let go of the network's memory."""
        await _in_turn(self.device, self._session.release)


def mount(number: int, name: str, files: Iterable[Any], paths: Iterable[str] | None = None) -> str:
    """Mount files that a person gave, without copying them.

    Parameters
    ----------
    number : int
        A number not used before; it keeps files of the same name apart.
    name : str
        Name of the file, or of the folder that holds all of `paths`.
    files : iterable of File
        JavaScript's File objects.
    paths : iterable of str, optional
        For a folder: where each file lies, the folder's name first.

    Returns
    -------
    str
        Path of the file or folder in Python's file system.
    """
    root = f"/in/{number}"
    names = [name] if paths is None else list(paths)
    blobs = [{"name": _inside(path), "data": file} for path, file in zip(names, files, strict=True)]
    pyodide_js.FS.mkdirTree(root)
    pyodide_js.FS.mount(pyodide_js.FS.filesystems.WORKERFS, _as_object({"blobs": blobs}), root)
    return f"{root}/{_inside(name)}"


def _inside(path: str) -> str:
    """Return a path that stays in its folder."""
    return "/".join(part for part in path.split("/") if part not in ("", ".", ".."))


_turns: dict[str, asyncio.Lock] = {}
"""One lock per device: two calls at once on WebGPU never return (onnxruntime-web 1.30)."""


async def _in_turn(device: str, call: Callable[[], Any]) -> Any:
    """Call when the device is free; a caller that is cancelled leaves the device taken until its call has ended."""

    async def alone() -> Any:
        async with _turns.setdefault(device, asyncio.Lock()):
            return await call()

    return await asyncio.shield(asyncio.ensure_future(alone()))


async def _start_network(weights: bytes, device: str) -> WebSession:
    from tabscope.host.onnx import load_error

    build = "wasm" if device == "wasm" else "jspi" if hasattr(js.WebAssembly, "Suspending") else "webgpu"
    try:
        runtime = await tabscope_layers.onnx(build)
    except JsException as error:
        raise TabscopeError("engine.layer", file="onnxruntime-web", reason=str(error)) from error
    runtime.env.wasm.numThreads = 1  # a second thread gained nothing, and needs an isolated page
    data = js.Uint8Array.new(len(weights))
    data.assign(weights)
    options = _as_object({"executionProviders": [device], "logSeverityLevel": 4})
    try:
        session = await _in_turn(device, lambda: runtime.InferenceSession.create(data, options))
    except JsException as error:
        raise load_error(str(error)) from error
    return WebSession(runtime, session, device)


async def _adapter() -> Any:
    """Return the WebGPU adapter, or None."""
    gpu = getattr(js.navigator, "gpu", None)
    adapter = None if gpu is None else await gpu.requestAdapter()
    return adapter or None  # JavaScript's null is false, but not None


async def _device() -> Literal["wasm", "webgpu"]:
    """Return "webgpu" where a real adapter is; one that only pretends on the processor is slower than WebAssembly."""
    adapter = await _adapter()
    if adapter is None:
        return "wasm"
    emulated = getattr(adapter.info, "isFallbackAdapter", False) or "swiftshader" in str(adapter.info.architecture)
    return "wasm" if emulated else "webgpu"


_ARRAYS = {
    "float16": "Float16Array",
    "float32": "Float32Array",
    "float64": "Float64Array",
    "int8": "Int8Array",
    "int16": "Int16Array",
    "int32": "Int32Array",
    "int64": "BigInt64Array",
    "uint8": "Uint8Array",
    "uint16": "Uint16Array",
    "uint32": "Uint32Array",
    "uint64": "BigUint64Array",
    "bool": "Uint8Array",
}
"""JavaScript's array for each type of a tensor; ONNX Runtime calls the types as numpy does."""


def _to_tensor(runtime: Any, value: NDArray[Any]) -> Any:
    flat = np.ascontiguousarray(value).reshape(-1).view(np.uint8)
    data = js.Uint8Array.new(flat.size)
    data.assign(flat)
    name = value.dtype.name
    # Browsers without Float16Array pass the bits as whole numbers, as onnxruntime-web expects of them.
    kind = getattr(js, _ARRAYS[name], None) or js.Uint16Array
    return runtime.Tensor.new(name, kind.new(data.buffer), to_js(list(value.shape)))


def _from_tensor(tensor: Any) -> NDArray[Any]:
    if tensor.type == "string":
        raise TabscopeError("model.unsupported", reason="it gives text, not pixels.", advice="Choose another model.")
    data = js.Uint8Array.new(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength)
    flat = np.empty(data.length, np.uint8)
    data.assign_to(flat)
    return flat.view(np.dtype(str(tensor.type))).reshape(tensor.dims.to_py())


_ANONYMOUS = {"credentials": "omit", "referrerPolicy": "no-referrer"}
"""No cookie, password or page address goes to anybody."""


def _as_object(value: Mapping[str, Any]) -> Any:
    return to_js(value, dict_converter=js.Object.fromEntries)


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _browser(agent: str) -> str:
    """Return the family and main version from the browser's own description of itself."""
    families = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chromium"), ("Version", "Safari"))
    for mark, family in families:
        found = re.search(rf"{mark}/(\d+)", agent)
        if found:
            return f"{family} {found.group(1)}"
    return "other"
