"""The page is small before anything is asked of it, says what it is, and its list of files is the site."""

import gzip
import hashlib
import json
import re

import pytest

from tools.build import bundles
from tools.build.paths import SITE

SHELL = 300_000
"""Bytes of the page before the viewer, compressed."""
VIEWER = 800_000
"""Bytes of the viewer with the libraries it needs, compressed, decoders that come when needed included."""
PAGES = ("index.html", "embed.html", "private.html")


def _compressed(path):
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_the_first_files_of_the_page_are_under_300_kb_with_the_viewer_in_them():
    files = [SITE / "index.html", SITE / "app" / "theme.css", *(SITE / "app" / name for name in bundles.first_files())]
    assert sum(_compressed(path) for path in files) < SHELL


def test_the_viewer_with_its_decoders_is_under_800_kb():
    outputs = json.loads(bundles.META.read_text())["outputs"]
    of_viewer = re.compile(r"app/viewer/|node_modules/(zarrita|numcodecs|fzstd|@zarrita)")
    names = [
        name.rsplit("/", 1)[-1]
        for name, output in outputs.items()
        if any(of_viewer.search(source) for source in output["inputs"])
    ]
    own = [name for name in names if name != "main.js"]
    part = sum(
        size["bytesInOutput"]
        for name, output in outputs.items()
        if name.endswith("/main.js")
        for source, size in output["inputs"].items()
        if of_viewer.search(source)
    )
    decoders = sum(_compressed(SITE / "app" / name) for name in own)
    assert decoders + part < VIEWER


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_it_is(name):
    text = (SITE / name).read_text(encoding="utf-8")
    assert re.search(r'<html lang="en"', text)
    assert re.search(r"<title>\w+</title>", text)
    assert re.search(r'<meta name="description" content="[^"]{40,160}"', text)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1" />' in text
    assert "Content-Security-Policy" in text.split("<meta charset")[0]
    assert "<noscript>" in text


def test_only_the_full_page_can_be_installed():
    assert "manifest.webmanifest" in (SITE / "index.html").read_text()
    assert all("manifest.webmanifest" not in (SITE / name).read_text() for name in ("embed.html", "private.html"))


def test_the_app_manifest_names_files_of_the_site():
    manifest = json.loads((SITE / "manifest.webmanifest").read_text())
    assert (SITE / manifest["start_url"]).is_file()
    assert all((SITE / icon["src"]).is_file() for icon in manifest["icons"])


def test_the_list_of_files_is_the_site_and_the_service_worker_knows_its_digest():
    text = (SITE / "files.json").read_bytes()
    listed = json.loads(text)["files"]
    there = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file()}
    assert set(listed) == there - {"files.json", "service-worker.js"}
    assert hashlib.sha256(text).hexdigest() in (SITE / "service-worker.js").read_text()
    for name in ("index.html", "app/main.js", "layers/layers.json"):
        assert listed[name]["sha256"] == hashlib.sha256((SITE / name).read_bytes()).hexdigest()
        assert listed[name]["first"]
