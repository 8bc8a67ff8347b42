"""A plain static server: what a dumb host does, and on request what awkward hosts do.

``python -m tools.build.server --root site --port 0`` prints the address and serves until it is stopped.
"""

from __future__ import annotations

import argparse
import http.server
import re
import sys
import urllib.parse
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, cast

KNOWN = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
"""The only types that the site needs from a host."""
USUAL = {
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".mjs": "text/javascript",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
BLOCK = 1 << 18


@dataclass(frozen=True)
class Options:
    """How to serve.

    Parameters
    ----------
    root
        The folder behind ``/`` (or behind `prefix`).
    mounts
        Further folders by the path they appear under, such as ``/test-layers``.
    prefix
        Sub-path of the site, as on a host that serves many.
    cors
        Allow other origins to read, ranges included.
    plain_types
        Send everything but .html, .js and .css as application/octet-stream.
    isolated
        Send COOP and COEP.
    cache
        Seconds a file may be kept; 0 asks the browser to come back.
    """

    root: Path
    mounts: dict[str, Path] = field(default_factory=dict[str, Path])
    prefix: str = "/"
    cors: bool = False
    plain_types: bool = False
    isolated: bool = False
    cache: int = 0


class Server(http.server.ThreadingHTTPServer):
    """A server that knows its options."""

    daemon_threads = True

    def __init__(self, options: Options, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.options = options

    @property
    def address(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.server_address[1]}{self.options.prefix}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave out the browser that went away in the middle; report everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typeshed wants a socket


class Handler(http.server.BaseHTTPRequestHandler):
    """GET, HEAD and OPTIONS with byte ranges."""

    protocol_version = "HTTP/1.1"

    @property
    def options(self) -> Options:
        """How this server serves."""
        return cast("Server", self.server).options

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing: the page has its own list of requests."""

    def do_OPTIONS(self) -> None:
        """Answer the question of a browser before a request to another origin."""
        self.send_response(HTTPStatus.NO_CONTENT)
        self._common_headers()
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._answer(body=False)

    def do_GET(self) -> None:
        """Answer with a file or a part of it."""
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = self._find()
        if path is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        size = path.stat().st_size
        tag = f'"{path.stat().st_mtime_ns:x}-{size:x}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._common_headers(tag)
            self.end_headers()
            return
        span = _span(self.headers.get("Range"), size)
        if span is None:
            self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"bytes */{size}")
            return
        first, last = span
        whole = (first, last) == (0, size - 1) and "Range" not in self.headers
        self.send_response(HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT)
        self._common_headers(tag)
        self.send_header("Content-Type", self._type(path))
        self.send_header("Content-Length", str(last - first + 1))
        if not whole:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        if body:
            with path.open("rb") as file:
                self._send(file, first, last - first + 1)

    def _send(self, file: BinaryIO, first: int, length: int) -> None:
        file.seek(first)
        while length > 0:
            block = file.read(min(BLOCK, length))
            if not block:
                return
            self.wfile.write(block)
            length -= len(block)

    def _refuse(self, status: HTTPStatus, content_range: str = "") -> None:
        text = f"{status.value} {status.phrase}\n".encode()
        self.send_response(status)
        self._common_headers()
        if content_range:
            self.send_header("Content-Range", content_range)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def _common_headers(self, tag: str = "") -> None:
        options = self.options
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", f"max-age={options.cache}" if options.cache else "no-cache")
        if tag:
            self.send_header("ETag", tag)
        if options.cors:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "*")
            self.send_header("Access-Control-Expose-Headers", "*")
        if options.isolated:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")

    def _type(self, path: Path) -> str:
        if path.suffix in KNOWN:
            return KNOWN[path.suffix]
        usual = "" if self.options.plain_types else USUAL.get(path.suffix, "")
        return usual or "application/octet-stream"

    def _find(self) -> Path | None:
        """Return the file that the request names, if it lies in a served folder."""
        asked = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        places = [*self.options.mounts.items(), (self.options.prefix, self.options.root)]
        for prefix, folder in sorted(places, key=lambda place: -len(place[0])):
            start = prefix if prefix.endswith("/") else f"{prefix}/"
            if not asked.startswith(start):
                continue
            path = (folder / asked.removeprefix(start)).resolve()
            if path.is_dir():
                path /= "index.html"
            return path if path.is_file() and path.is_relative_to(folder.resolve()) else None
        return None


def _span(header: str | None, size: int) -> tuple[int, int] | None:
    """Return first and last byte asked for; None where they are not in the file."""
    match = RANGE.match(header) if header else None
    if match is None or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


def _mount(text: str) -> tuple[str, Path]:
    """Read ``/path=folder``."""
    path, _, folder = text.partition("=")
    return path, Path(folder)


def main(arguments: list[str] | None = None) -> None:
    """Serve until stopped; the first line printed is the address."""
    parser = argparse.ArgumentParser(prog="python -m tools.build.server", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("site"))
    parser.add_argument("--mount", type=_mount, action="append", default=[], metavar="/PATH=FOLDER")
    parser.add_argument("--prefix", default="/", help="serve the site below this path")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--cors", action="store_true")
    parser.add_argument("--plain-types", action="store_true")
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--cache", type=int, default=0, metavar="SECONDS")
    asked = parser.parse_args(arguments)
    options = Options(
        asked.root, dict(asked.mount), asked.prefix, asked.cors, asked.plain_types, asked.isolated, asked.cache
    )
    with Server(options, asked.port) as server:
        print(server.address, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
