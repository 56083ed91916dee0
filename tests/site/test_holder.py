"""The switchboard by itself, which asks a channel app in another process by HTTP."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx
import pytest

from july import bus, channel
from july.config import settings
from july.errors import ConfigurationError
from july.live.switchboard import AskByHttp, Switchboard
from july.live.switchboard.asking import CONNECT_SECONDS
from july.site.holder import Holder, make_holder
from july.stores import Stores
from tests.processes import manage, run
from tests.site.conversing import Connect, ask, receive
from tests.site.running import Running, eventually, request, start

ROOT = Path(__file__).parents[2]
OWN = {"date", "x-request-id"}
"""Headers that no two answers share."""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Not a line for every request."""


class Server(WSGIServer):
    request_queue_size = 200


class ChannelApp:
    """A WSGI application served to whoever asks, until it is ended."""

    def __init__(self, application: Any) -> None:
        self._server = Server(("127.0.0.1", 0), Quiet)
        self._server.set_app(application)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


Hold = Callable[..., Running]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Serves a switchboard whose channel app is the given one; ends with the test."""
    ends: list[Callable[[], None]] = []

    def hold(
        application: Any = channel.app, url: str = "", key: str = "", **options: Any
    ) -> Running:
        if not url:
            served = ChannelApp(application)
            ends.append(served.close)
            url = served.url
        running = start(Holder(AskByHttp(url, key=key), Switchboard(**options)))
        ends.append(running.close)
        return running

    yield hold
    for end in reversed(ends):
        end()


def test_a_stream_is_held_as_the_channel_app_says(hold: Hold) -> None:
    running = hold()
    line = running.open("/events?channel=commits&channel=location:%E5%8C%97")
    bus.publish(["location:北"], "commit", 1)
    bus.publish(["elsewhere"], "commit", 2)
    bus.publish(["commits"], "commit", 3)
    data = [each for each in line.until(b"data: 3\n\n").splitlines() if each.startswith(b"data")]
    assert data == [b"data: 1", b"data: 3"]


def test_the_answer_is_the_same_as_from_the_whole_site(hold: Hold, running: Running) -> None:
    apart = hold()
    for path in ("/events", "/events?channel=no%20channel", "/events/more", "/events?since=x"):
        for method in ("HEAD", "OPTIONS", "POST"):
            alone, whole = (httpx.request(method, each.url + path) for each in (apart, running))
            assert alone.status_code == whole.status_code
            assert alone.content == whole.content
            drop = {*OWN, "content-length"} if method == "HEAD" else OWN
            assert {k: v for k, v in alone.headers.items() if k not in drop} == {
                k: v for k, v in whole.headers.items() if k not in drop
            }


def test_the_headers_of_a_stream_are_the_same_too(hold: Hold, running: Running) -> None:
    heads = []
    for each in (hold(), running):
        with httpx.stream("GET", each.url + "/events") as response:
            heads.append({k: v for k, v in response.headers.items() if k not in OWN})
    assert heads[0] == heads[1]


def test_who_comes_back_gets_what_was_missed(hold: Hold) -> None:
    running = hold()
    line = running.open()
    seen = bus.publish(["commits"], "commit", "seen")
    line.until(b'data: "seen"\n\n')
    line.close()
    last = bus.publish(["commits"], "commit", "missed")
    eventually(lambda: running.site.switchboard.newest == last.id)
    line = running.open("/events?since=1-1", f"Last-Event-ID: {seen.id}")
    assert b'"seen"' not in line.until(b'data: "missed"\n\n')


def test_the_app_is_asked_what_the_client_asked_without_what_is_of_the_connection(
    hold: Hold,
) -> None:
    asked: list[Any] = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        asked.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Told", "a")])
        return [b"told"]

    running = hold(application)
    answer = running.get(
        "/events/%E5%8C%97?channel=a%20b",
        headers={"Cookie": "a=1", "Authorization": "Bearer 1", "TE": "trailers"},
    )
    assert (answer.text, answer.headers["x-told"]) == ("told", "a")
    (environ,) = asked
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/events/北"
    assert environ["QUERY_STRING"] == "channel=a%20b"
    assert environ["HTTP_COOKIE"] == "a=1"
    assert environ["HTTP_AUTHORIZATION"] == "Bearer 1"
    assert "HTTP_TE" not in environ
    assert "HTTP_ACCEPT_ENCODING" not in environ


def test_a_redirect_and_a_cookie_are_the_clients(hold: Hold) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        text = environ.get("HTTP_COOKIE", "none").encode()
        start_response("302 Found", [("Location", "/elsewhere"), ("Set-Cookie", "a=1")])
        return [text]

    running = hold(application)
    answers = [running.get("/events") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [answer.text for answer in answers] == ["none", "none"]
    assert answers[0].headers["location"] == "/elsewhere"


def refused(running: Running) -> None:
    began = time.monotonic()
    answer = running.get("/events")
    assert time.monotonic() - began < 2 * CONNECT_SECONDS
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["error"]["code"] == "unavailable"


def test_without_the_channel_app_nobody_is_let_in_and_who_is_in_stays(hold: Hold) -> None:
    served = ChannelApp(channel.app)
    running = hold(url=served.url)
    line = running.open()
    served.close()
    refused(running)
    bus.publish(["commits"], "commit", 1)
    line.until(b"data: 1\n\n")


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 No", "504 Gateway Timeout"])
def test_a_proxy_that_does_not_reach_the_channel_app_is_understood(hold: Hold, status: str) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [("Content-Type", "text/html")])
        return [b"<html>"]

    refused(hold(application))


def test_a_channel_app_that_does_not_answer_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        ask = AskByHttp(f"http://127.0.0.1:{mute.getsockname()[1]}", seconds=0.2)
        running = start(Holder(ask))
        refused(running)
        running.close()


def test_a_crowd_that_comes_at_once_is_let_in(hold: Hold) -> None:
    running = hold()
    lines = [running.line(request("GET", "/events")) for _ in range(200)]
    for line in lines:
        line.until(b"retry: 2000\n\n")
    assert running.watchers == 200


WATCH = {"client": "a", "method": "streams.watch", "params": ["ecg"]}


def test_messages_are_answered_by_a_channel_app_elsewhere(
    hold: Hold, open_socket: Connect, engines: Stores
) -> None:
    client = open_socket(hold(key=settings().secret_key))
    assert ask(client, **WATCH) == {"client": "a", "trigger": "subscribe"}
    bus.publish(["ecg"], "stream", 1)
    assert receive(client)["data"] == 1


def test_a_switchboard_with_another_key_is_not_believed(
    hold: Hold, open_socket: Connect, engines: Stores
) -> None:
    client = open_socket(hold(key="another"))
    assert "what answers calls failed" in ask(client, **WATCH)["error"]


def test_a_channel_app_that_goes_away_makes_an_error_and_ends_no_connection(
    hold: Hold, open_socket: Connect, engines: Stores
) -> None:
    served = ChannelApp(channel.app)
    client = open_socket(hold(url=served.url, key=settings().secret_key))
    served.close()
    assert "does not answer" in ask(client, **WATCH)["error"]
    assert "does not answer" in ask(client, **WATCH)["error"]


def test_health_says_ok_and_everything_else_is_elsewhere(hold: Hold) -> None:
    running = hold(url="http://127.0.0.1:9")
    health = running.get("/healthz")
    assert (health.status_code, health.text) == (200, "ok\n")
    for path in ("/", "/api/v1/games", "/eventsx"):
        answer = running.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"


def test_a_stop_ends_the_streams_in_good_order(hold: Hold) -> None:
    running = hold()
    line = running.open()
    running.stop()
    assert line.rest().endswith(b"0\r\n\r\n")


def test_without_redis_it_does_not_begin() -> None:
    with pytest.raises(ConfigurationError, match="JULY_REDIS_URL"):
        make_holder(replace(settings(), redis_url=None))


def test_the_command_without_redis_ends_with_one_line(tmp_path: Path) -> None:
    done = run(manage("switchboard", "--port", "0"), {"JULY_DATA": str(tmp_path)})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "JULY_REDIS_URL" in line
