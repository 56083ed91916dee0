"""Texts travel compressed, to whoever takes them so."""

from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest

from july.site.compression import takes_gzip
from tests.site.conftest import Serve
from tests.site.running import Running

TEXT = "Every commit counts. " * 200


def page(_: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Cookie")])
    return [TEXT.encode()]


@pytest.fixture
def running(serve: Serve) -> Running:
    return serve(main=page)


def get(running: Running, path: str, **headers: str) -> httpx.Response:
    return running.get(path, headers=headers)


def test_a_page_is_compressed_for_whoever_takes_it_so(running: Running) -> None:
    answer = get(running, "/", **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < len(TEXT) / 4
    assert answer.text == TEXT


def test_others_get_it_as_it_is(running: Running) -> None:
    answer = get(running, "/", **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert answer.text == TEXT


def test_what_is_small_or_a_picture_stays_as_it_is(running: Running, folder: Path) -> None:
    (folder / "small.css").write_text("body {}", encoding="utf-8")
    (folder / "a.png").write_bytes(bytes(5_000))
    for name in ("small.css", "a.png"):
        assert "Content-Encoding" not in get(running, f"/static/{name}").headers


def test_a_browser_that_has_it_gets_nothing_again(running: Running, folder: Path) -> None:
    (folder / "july.css").write_text(TEXT, encoding="utf-8")
    first = get(running, "/static/july.css")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["ETag"].startswith('W/"')
    again = get(running, "/static/july.css", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_no_two_answers_tell_their_length(running: Running) -> None:
    lengths = {get(running, "/").headers["Content-Length"] for _ in range(10)}
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("accepts", "takes"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False),
     ("", False), ("identity", False), ("*", False)],
)  # fmt: skip
def test_what_a_client_takes(accepts: str, takes: bool) -> None:
    assert takes_gzip(accepts) is takes
