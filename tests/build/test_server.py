"""The plain server answers as a static host does, and as awkward hosts do when asked."""

import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools.build.server import Options, Server


@pytest.fixture
def serve(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    (tmp_path / "empty.bin").write_bytes(b"")
    (tmp_path / "a.js").write_text("1")
    (tmp_path / "a.json").write_text("1")
    (tmp_path / "index.html").write_text("hello")
    running = []

    def start(**options):
        server = Server(Options(root=tmp_path, **options))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server.address

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def get(address, method="GET", **headers):
    request = urllib.request.Request(address, headers=headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.status, dict(answer.headers), answer.read()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=250-", 250, 255), ("bytes=-6", 250, 255), ("bytes=9-999", 9, 255)],
)
def test_a_range_is_answered_with_its_bytes(serve, asked, first, last):
    status, headers, body = get(f"{serve()}a.bin", Range=asked)
    assert (status, body) == (206, bytes(range(first, last + 1)))
    assert headers["Content-Range"] == f"bytes {first}-{last}/256"


def test_a_range_beyond_the_end_is_refused(serve):
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"{serve()}a.bin", Range="bytes=300-")
    assert caught.value.code == 416
    caught.value.close()


def test_head_has_the_length_and_no_body(serve):
    status, headers, body = get(f"{serve()}a.bin", method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, "256", b"")


def test_an_empty_file_is_served(serve):
    assert get(f"{serve()}empty.bin")[2] == b""


def test_a_folder_is_its_index(serve):
    assert get(serve())[2] == b"hello"


def test_nothing_outside_the_folder_is_served(serve):
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"{serve()}..%2f..%2fetc/passwd")
    assert caught.value.code == 404
    caught.value.close()


def test_plain_types_leave_three_types(serve):
    address = serve(plain_types=True)
    assert get(f"{address}a.js")[1]["Content-Type"] == "text/javascript"
    assert get(f"{address}a.json")[1]["Content-Type"] == "application/octet-stream"


def test_a_prefix_and_a_mount(serve, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("b")
    address = serve(prefix="/some/repo/", mounts={"/other": Path(tmp_path / "other")}, cors=True)
    assert get(address)[2] == b"hello"
    _, headers, body = get(f"{address.removesuffix('some/repo/')}other/b.txt")
    assert (body, headers["Access-Control-Allow-Origin"]) == (b"b", "*")
