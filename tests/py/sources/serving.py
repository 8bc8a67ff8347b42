"""A host whose addresses are a folder of the test data, with the manners of different servers."""

import pathlib
from urllib.parse import unquote, urlsplit

from tabscope.errors import TabscopeError
from tabscope.host import Response
from tabscope.sources.http import PAUSES

BASE = "https://images.example/data"


class ServingHost:
    """Serves ``folder`` under `BASE`; everything else is the real host's.

    Parameters
    ----------
    real : Host
        For memory, modules and files.
    folder : path
        What lies at `BASE`.
    missing : int
        Status for what is not there (object stores without the right to list answer 403).
    ranges : bool
        Whether ranges are understood.
    failures : int
        How many requests fail with 503 before the first good answer.
    page : bytes, optional
        Body of every answer for what is not there, with status 200: servers of single-page applications.
    """

    def __init__(self, real, folder, missing=404, ranges=True, failures=0, page=None):
        self.real = real
        self.folder = pathlib.Path(folder)
        self.missing = missing
        self.ranges = ranges
        self.failures = failures
        self.page = page
        self.asked = []

    def __getattr__(self, name):
        return getattr(self.real, name)

    async def fetch(self, address, first=None, last=None):
        self.asked.append((address, first, last))
        if self.failures:
            self.failures -= 1
            return Response(503, {}, b"busy")
        if not address.startswith(BASE):
            raise TabscopeError("source.unreachable", host=urlsplit(address).netloc)
        path = self.folder / unquote(urlsplit(address).path.removeprefix("/data").strip("/"))
        if not path.is_file():
            if self.page is not None:
                return Response(200, {"content-type": "text/html"}, self.page)
            return Response(self.missing, {}, b"<html>nothing here</html>")
        body = path.read_bytes()
        if not self.ranges or (first is None and last is None):
            return Response(200, {}, body)
        start = max(0, len(body) - last) if first is None else first
        stop = len(body) if first is None or last is None else min(len(body), last + 1)
        if start >= len(body):
            return Response(416, {}, b"")
        return Response(206, {"content-range": f"bytes {start}-{stop - 1}/{len(body)}"}, body[start:stop])


def without_pauses(monkeypatch):
    """Try again at once."""
    monkeypatch.setattr("tabscope.sources.http.PAUSES", (0.0,) * len(PAUSES))
