"""The front over real sockets: which application answers, and what it is spared."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from july.live.switchboard import Switchboard
from july.site.bodies import Bodies
from july.site.front import Site
from july.site.life import Life
from july.site.protocol import FrontProtocol
from july.site.server import SiteServer, bind
from july.site.threads import Threads
from tests.site.conftest import Serve
from tests.site.running import Running, eventually, request, say


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", "main GET / 0"),
        ("/people/octo/", "main GET /people/octo/ 0"),
        ("/apiary", "main GET /apiary 0"),
        ("/api/v1/boards/people", "api GET /api/v1/boards/people 0"),
        ("/api", "api GET /api 0"),
        ("/_tasks/contest.announce", "api GET /_tasks/contest.announce 0"),
        ("/locations/%E5%8C%97/", "main GET /locations/å\x8c\x97/ 0"),
    ],
)
def test_each_address_has_its_application(running: Running, path: str, answer: str) -> None:
    assert running.get(path).content.decode("utf-8") == answer


def test_the_channel_app_answers_its_callbacks(running: Running) -> None:
    response = httpx.post(running.url + "/_ah/channel/connected/", content=b"from=1")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"


def test_a_body_arrives_whole_whether_or_not_its_length_was_told(running: Running) -> None:
    body = b"x" * 300_000

    def pieces() -> Iterator[bytes]:
        yield body
        yield body

    assert httpx.post(running.url + "/api/v1/push", content=body).text.endswith(" 300000")
    assert httpx.post(running.url + "/api/v1/push", content=pieces()).text.endswith(" 600000")


def test_a_head_has_the_length_and_no_body(running: Running) -> None:
    response = httpx.head(running.url + "/")
    assert response.status_code == 200
    assert response.headers["content-length"] == str(len("main HEAD / 0"))
    assert response.content == b""


@pytest.mark.parametrize("line", ["GET /?a=\xe9 HTTP/1.1", "GET /\xe9 HTTP/1.1", "what is this"])
def test_what_is_no_http_is_told_so(running: Running, line: str) -> None:
    answer = running.line(line + "\r\n\r\n").rest()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == "bad_request"


def test_headers_with_an_underscore_do_not_pose_as_others(serve: Serve) -> None:
    def echo(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [environ.get("HTTP_X_TOKEN", "none").encode("latin-1")]

    running = serve(main=echo)
    assert running.get("/", headers={"X_Token": "false"}).text == "none"
    assert running.get("/", headers=[("X-Token", "a"), ("X-Token", "b")]).text == "a,b"


def small_bodies(**bounds: Any) -> Threads:
    return Threads(bodies=Bodies(**({"largest": 1_000_000} | bounds)))


def test_a_body_told_to_be_too_large_is_refused_before_it_is_read(serve: Serve) -> None:
    running = serve(threads=small_bodies())
    line = running.line(request("POST", "/api/", "Content-Length: 1000001"))
    head = line.until(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in head
    assert json.loads(line.until(b"}}"))["error"]["code"] == "too_large"


def test_a_body_that_becomes_too_large_is_refused(serve: Serve) -> None:
    running = serve(threads=small_bodies())

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    response = httpx.post(running.url + "/api/", content=pieces())
    assert response.status_code == 413


def test_who_sends_a_body_that_is_too_large_gets_to_see_why(serve: Serve) -> None:
    running = serve(threads=small_bodies())
    response = httpx.post(running.url + "/api/", content=b"x" * 5_000_000)
    assert response.status_code == 413


def test_a_body_that_does_not_arrive_is_not_waited_for(serve: Serve) -> None:
    running = serve(threads=small_bodies(seconds=0.1))
    line = running.line(request("POST", "/api/", "Content-Length: 10") + "abc")
    assert line.until(b"\r\n").startswith(b"HTTP/1.1 408 ")
    assert json.loads(b"{" + line.until(b"}}").partition(b"{")[2])["error"]["code"] == "too_slow"


def test_slow_uploads_take_no_thread(serve: Serve) -> None:
    running = serve(threads=Threads(threads=2))
    for _ in range(10):
        running.line(request("POST", "/api/", "Content-Length: 10") + "abc")
    assert running.get("/", timeout=2).status_code == 200


def test_too_many_large_bodies_at_once_are_refused_and_small_ones_are_not(serve: Serve) -> None:
    running = serve(threads=small_bodies(together=700_000))
    lines = [
        running.line(request("POST", "/api/", "Content-Length: 600000") + "x" * 500_000)
        for _ in range(2)
    ]
    refused = [line for line in lines if answered(line, 503)]
    assert len(refused) == 1
    assert httpx.post(running.url + "/api/", content=b"x" * 1000).status_code == 200
    (other,) = set(lines) - set(refused)
    other.send(b"x" * 100_000)
    assert b"200 OK" in other.until(b"\r\n")
    response = httpx.post(running.url + "/api/", content=b"x" * 600_000)
    assert response.status_code == 200


def answered(line: Any, status: int) -> bool:
    """Whether the server has answered with `status`; False if it waits for more."""
    line._socket.settimeout(0.3)
    try:
        return line.until(b"\r\n").startswith(f"HTTP/1.1 {status} ".encode())
    except TimeoutError:
        return False
    finally:
        line._socket.settimeout(5)


def test_who_leaves_amid_an_upload_leaves_no_trace(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[str] = []

    def api(environ: Any, start_response: Any) -> list[bytes]:
        called.append(environ["PATH_INFO"])
        return say("api")(environ, start_response)

    running = serve(api=api)
    line = running.line(request("POST", "/api/left", "Content-Length: 10") + "abc")
    line.close()
    assert running.get("/api/next").status_code == 200
    assert called == ["/api/next"]
    assert caplog.text == ""


def test_who_leaves_before_the_answer_leaves_no_trace(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(environ: Any, start_response: Any) -> list[bytes]:
        begun.set()
        go_on.wait(5)
        return say("main")(environ, start_response)

    running = serve(main=slow)
    line = running.line(request("GET", "/"))
    assert begun.wait(5)
    line.close()
    go_on.set()
    assert running.get("/").status_code == 200
    assert caplog.text == ""


def test_an_application_that_fails_is_answered_for(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(environ: Any, start_response: Any) -> list[bytes]:
        raise RuntimeError("secret detail")

    response = serve(main=fail).get("/broken")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "error"
    assert "secret" not in response.text
    assert "secret detail" in caplog.text


def test_a_site_with_no_thread_free_says_so_at_once(serve: Serve) -> None:
    go_on = threading.Event()

    def slow(environ: Any, start_response: Any) -> list[bytes]:
        go_on.wait(5)
        return say("main")(environ, start_response)

    running = serve(main=slow, threads=Threads(threads=1, waiting=1))
    waiting = [running.line(request("GET", "/", "Connection: close")) for _ in range(2)]
    eventually(lambda: running.site._threads._requests == 2)  # type: ignore[attr-defined]
    refused = running.get("/")
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    go_on.set()
    assert all(b"200 OK" in line.rest() for line in waiting)


def test_eight_requests_are_answered_at_the_same_time(serve: Serve) -> None:
    together = threading.Barrier(8, timeout=5)

    def meet(environ: Any, start_response: Any) -> list[bytes]:
        together.wait()
        return say("main")(environ, start_response)

    running = serve(main=meet)
    lines = [running.line(request("GET", "/", "Connection: close")) for _ in range(8)]
    assert all(b"200 OK" in line.rest() for line in lines)


def test_a_head_of_a_request_has_its_bounds(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrontProtocol, "head_seconds", 0.2)
    running = serve()
    endless = running.line("GET / HTTP/1.1\r\nX-Long: ")
    for _ in range(3):
        endless.send(b"x" * 30_000)
        time.sleep(0.01)
    assert b"400 Bad Request" in endless.rest()
    assert running.line("GET / HTTP/1.1\r\nX-Slow: ").rest() == b""
    assert running.line("").rest() == b""


def test_a_second_request_on_a_line_is_answered_too(running: Running) -> None:
    with httpx.Client(base_url=running.url) as client:
        answers = [client.get(f"/{number}").text for number in range(3)]
    assert answers == [f"main GET /{number} 0" for number in range(3)]


def test_the_life_of_the_site_surrounds_its_requests(serve: Serve) -> None:
    seen: list[str] = []
    life = Life(
        startup=lambda switchboard: seen.append(f"startup {switchboard.watchers}"),
        shutdown=lambda switchboard: seen.append(f"shutdown {switchboard.watchers}"),
    )
    running = serve(life=life)
    running.open()
    assert seen == ["startup 0"]
    running.stop()
    assert seen == ["startup 0", "shutdown 0"]


def test_a_site_that_can_not_start_says_why(folder: Path) -> None:
    def fail(_: Switchboard) -> None:
        raise OSError("the disk is full")

    site = Site(
        main=say("main"),
        api=say("api"),
        channel=say("channel"),
        static=folder,
        life=Life(startup=fail),
    )
    logging.disable(logging.ERROR)
    try:
        with pytest.raises(OSError, match="disk is full"):
            SiteServer(site, bind("127.0.0.1", 0)).serve_until_stopped()
    finally:
        logging.disable(logging.NOTSET)
