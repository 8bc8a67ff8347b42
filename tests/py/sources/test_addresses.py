"""An address opens what lies there, whatever it is called and however the server behaves, or says what is wrong."""

import pytest

from sources.opening import DATA, REFERENCE, digest
from sources.serving import BASE, ServingHost, without_pauses
from tabscope.errors import TabscopeError
from tabscope.regions import Region
from tabscope.sources.detect import open_image
from tabscope.sources.source import Source

V05 = "zarr/derived/mitocheck_t1_v05_sharded.ome.zarr"
V04 = "zarr/derived/mitocheck_t1_v04.ome.zarr"
TIFF = "tiff/derived/imagej_tzcyx.tif"


async def opened_at(address, host, series=0):
    return await open_image(Source(address.rstrip("/").rpartition("/")[2], address=address), host, series)


async def digest_at(address, host):
    image = await opened_at(address, host)
    return await digest(image)


def error_at(address, host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(opened_at(address, host))
    return caught.value


@pytest.mark.parametrize("name", [V05, V04])
@pytest.mark.parametrize("ending", ["", "/"])
@pytest.mark.parametrize("ranges", [True, False])
def test_an_ome_zarr_over_http_has_the_pixels_of_the_folder(name, ending, ranges, host, run_async):
    found = run_async(digest_at(f"{BASE}/{name}{ending}", ServingHost(host, DATA, ranges=ranges)))
    assert found == REFERENCE["zarr_arrays"][f"{name}/0"]["sha256"]


def test_a_server_that_says_forbidden_for_what_is_missing_still_serves_an_image(host, run_async):
    found = run_async(digest_at(f"{BASE}/{V04}", ServingHost(host, DATA, missing=403)))
    assert found == REFERENCE["zarr_arrays"][f"{V04}/0"]["sha256"]


def test_a_query_stays_behind_every_file(host, run_async):
    server = ServingHost(host, DATA)
    run_async(digest_at(f"{BASE}/{V04}?signature=abc", server))
    assert all(address.endswith("?signature=abc") for address, _, _ in server.asked)


def test_a_region_of_a_shard_is_fetched_by_range(host, run_async):
    server = ServingHost(host, DATA)

    async def corner():
        image = await opened_at(f"{BASE}/{V05}", server)
        server.asked.clear()
        await image.read(region=Region(0, 0, 8, 8))
        return [(first, last) for _, first, last in server.asked]

    asked = run_async(corner())
    assert asked
    assert (None, None) not in asked


def test_a_chunk_is_fetched_once(host, run_async):
    server = ServingHost(host, DATA)

    async def twice():
        image = await opened_at(f"{BASE}/{V04}", server)
        await image.read(region=Region(0, 0, 8, 8))
        before = len(server.asked)
        await image.read(region=Region(8, 8, 16, 16))
        return len(server.asked) - before

    assert run_async(twice()) == 0


@pytest.mark.parametrize("ranges", [True, False])
def test_a_tiff_over_http_has_the_pixels_of_the_file(ranges, host, run_async):
    found = run_async(digest_at(f"{BASE}/{TIFF}", ServingHost(host, DATA, ranges=ranges)))
    assert found == REFERENCE["images"][TIFF]["tifffile"]["series"][0]["sha256"]


def test_the_address_is_in_the_source(host, run_async):
    address = f"{BASE}/bio/scikit-image/phantom.png"
    image = run_async(opened_at(address, ServingHost(host, DATA)))
    assert image.source == {"name": "phantom.png", "address": address, "bytes": 3386, "format": "PNG"}


def test_a_server_that_is_busy_is_asked_again(host, run_async, monkeypatch):
    without_pauses(monkeypatch)
    image = run_async(opened_at(f"{BASE}/{TIFF}", ServingHost(host, DATA, failures=2)))
    assert image.format == "ImageJ TIFF"


def test_a_server_that_stays_busy_is_named(host, run_async, monkeypatch):
    without_pauses(monkeypatch)
    error = error_at(f"{BASE}/{TIFF}", ServingHost(host, DATA, failures=99), run_async)
    assert (error.code, error.details["status"]) == ("source.server-error", 503)
    assert "images.example" in error.message


@pytest.mark.parametrize("name", ["nothing.tif", "nothing.zarr", "folder/nothing"])
@pytest.mark.parametrize(("status", "code"), [(404, "source.not-found"), (403, "source.forbidden")])
def test_what_is_not_there_is_named_by_its_status(name, status, code, host, run_async):
    assert error_at(f"{BASE}/{name}", ServingHost(host, DATA, missing=status), run_async).code == code


@pytest.mark.parametrize("name", ["page.tif", "page.zarr"])
def test_a_web_page_is_no_image(name, host, run_async):
    server = ServingHost(host, DATA, page=b"<!DOCTYPE html><html><body>Welcome</body></html>")
    assert error_at(f"{BASE}/{name}", server, run_async).code == "source.not-an-image"


def test_a_host_that_does_not_answer_is_named(host, run_async, monkeypatch):
    without_pauses(monkeypatch)
    error = error_at("https://nowhere.example/a.tif", ServingHost(host, DATA), run_async)
    assert (error.code, error.details["host"]) == ("source.unreachable", "nowhere.example")


def test_an_empty_file_is_empty(host, run_async):
    assert error_at(f"{BASE}/malformed/selfmade/empty.tif", ServingHost(host, DATA), run_async).code == "source.empty"


def test_a_file_beyond_the_limit_is_refused_before_it_is_fetched(host, run_async, monkeypatch):
    monkeypatch.setattr("tabscope.sources.address.LIMIT", 10_000)
    server = ServingHost(host, DATA)
    error = error_at(f"{BASE}/{TIFF}", server, run_async)
    assert error.code == "source.too-large"
    assert all(last is not None for _, _, last in server.asked)


def test_a_path_to_another_origin_is_never_followed(host, run_async):
    server = ServingHost(host, DATA)
    error = error_at(f"{BASE}/malformed/selfmade/ome_path_absolute_url.zarr", server, run_async)
    assert error.code == "format.metadata"
    assert all(address.startswith(BASE) for address, _, _ in server.asked)


def test_text_at_an_address_is_no_image(host, run_async):
    assert error_at(f"{BASE}/CREDITS.md", ServingHost(host, DATA), run_async).code == "format.unsupported"
