"""The host of a native process, against a small server of its own."""

import asyncio
import gzip
import http.server
import threading

import pytest

from tabscope.errors import TabscopeError
from tabscope.host.native import NativeHost

pytestmark = pytest.mark.native

BODY = bytes(range(256)) * 4


class Answers(http.server.BaseHTTPRequestHandler):
    """One server with every behaviour a source may have."""

    def do_GET(self):
        match self.path:
            case "/moved":
                self.answer(302, b"", Location="/image")
            case "/to-file":
                self.answer(302, b"", Location="file:///etc/hostname")
            case "/for-ever":
                self.answer(302, b"", Location="/for-ever")
            case "/packed":
                self.answer(200, gzip.compress(BODY), **{"Content-Encoding": "gzip"})
            case "/cut":
                self.answer(200, BODY, **{"Content-Length": "5000"})
            case "/silent":
                self.server.waiting.wait(5)
            case "/image":
                self.image()
            case _:
                self.answer(404, b"no such image")

    def image(self):
        asked = self.headers.get("Range", "").removeprefix("bytes=")
        if not asked:
            self.answer(200, BODY, **{"X-Mixed-Case": "Yes"})
            return
        first, _, last = asked.partition("-")
        part = BODY[-int(last) :] if not first else BODY[int(first) : int(last) + 1 if last else None]
        self.answer(206, part)

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture(scope="module")
def server():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    running.waiting = threading.Event()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.waiting.set()
    running.shutdown()
    thread.join()
    running.server_close()


def fetch(address, *, host=None, **part):
    return asyncio.run((host or NativeHost(timeout=1)).fetch(address, **part))


def code_of(address, **options):
    with pytest.raises(TabscopeError) as caught:
        fetch(address, **options)
    return caught.value.code


def test_a_body_comes_with_status_and_lower_case_headers(server):
    answer = fetch(f"{server}/image")
    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["x-mixed-case"] == "Yes"


@pytest.mark.parametrize(
    ("part", "expected"),
    [({"first": 3, "last": 9}, BODY[3:10]), ({"first": 1000}, BODY[1000:]), ({"last": 7}, BODY[-7:])],
)
def test_a_range_gives_those_bytes_alone(server, part, expected):
    answer = fetch(f"{server}/image", **part)
    assert (answer.status, answer.body) == (206, expected)


def test_a_status_is_no_error_of_the_host(server):
    answer = fetch(f"{server}/nothing")
    assert (answer.status, answer.body) == (404, b"no such image")


def test_a_redirect_is_followed(server):
    assert fetch(f"{server}/moved").body == BODY


@pytest.mark.parametrize("path", ["to-file", "for-ever", "cut", "silent"])
def test_a_server_that_gives_no_whole_answer_did_not_answer(server, path):
    assert code_of(f"{server}/{path}") == "source.unreachable"


def test_a_body_stored_compressed_is_unpacked(server):
    assert fetch(f"{server}/packed").body == BODY


def test_nobody_listening_is_said_with_the_host():
    with pytest.raises(TabscopeError) as caught:
        fetch("http://127.0.0.1:9/image")
    assert caught.value.code == "source.unreachable"
    assert "127.0.0.1:9" in caught.value.message


def test_a_file_is_no_address():
    assert code_of("file:///etc/hostname") == "source.address-invalid"


@pytest.mark.parametrize("path", ["image", "packed"])
def test_an_answer_larger_than_the_limit_is_refused_with_its_size(server, path):
    assert code_of(f"{server}/{path}", host=NativeHost(body_limit=1000)) == "memory.too-large"


def test_a_compressed_bomb_is_not_unpacked(server):
    packed = len(gzip.compress(BODY))
    assert packed < 500 < len(BODY)
    assert code_of(f"{server}/packed", host=NativeHost(body_limit=500)) == "memory.too-large"


def test_a_file_is_opened_without_a_buffer(tmp_path):
    (tmp_path / "a.bin").write_bytes(BODY)
    with NativeHost().open_file(str(tmp_path / "a.bin")) as file:
        file.seek(1000)
        assert file.read(8) == BODY[1000:1008]
        assert not hasattr(file, "peek")


def test_a_missing_file_is_named_without_its_folder(tmp_path):
    with pytest.raises(TabscopeError) as caught:
        NativeHost().open_file(str(tmp_path / "cells.tif"))
    assert caught.value.code == "source.file-missing"
    assert caught.value.message == "There is no file cells.tif."


def test_a_module_that_is_not_installed_is_named():
    with pytest.raises(TabscopeError) as caught:
        asyncio.run(NativeHost().require(["numpy", "no_such_package.part"]))
    assert caught.value.code == "engine.module"
    assert "no_such_package.part" in caught.value.message


def test_the_gpu_of_a_browser_is_not_here():
    with pytest.raises(TabscopeError) as caught:
        asyncio.run(NativeHost().model_session(b"", "webgpu"))
    assert caught.value.code == "model.unsupported"
