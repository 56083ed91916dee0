"""Event streams of the channel app behind Pushpin, which holds them in place of the switchboard."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from july.bus import SharedBus, make_event
from july.live.switchboard.frames import encode_event
from tests.redis_server import RedisServer, serve_redis
from tests.whole.many import BIN, Service, channel_app
from tests.whole.pushpin import Pushpin, pushpin
from tests.whole.serving import ROOT, SECONDS, Place, Stream, place

pytestmark = pytest.mark.processes

COMMITS = "/events?channel=commits"
MESSAGE = {"hash": "5ca1ab1e", "message": "Größer\nals zuvor"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pushpin")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Place]:
    with place(folder / "data") as made:
        yield made


@pytest.fixture(scope="module")
def held(site: Place, folder: Path) -> Iterator[Pushpin]:
    """Pushpin before the channel app in gunicorn."""
    app = channel_app(site, folder / "channel.log")
    arguments = [str(BIN / "gunicorn"), "--bind", "127.0.0.1:{port}", "tests.whole.pushpin:hasty"]
    hasty = Service(arguments, site, folder / "hasty.log")
    routes = (
        f"*,path_beg=/hasty/,replace_beg=/ 127.0.0.1:{hasty.port}",
        f"* 127.0.0.1:{app.port},over_http",
    )
    try:
        app.start()
        hasty.start()
        with pushpin(folder, *routes) as made:
            yield made
    finally:
        hasty.kill()
        app.kill()


def test_what_pushpin_is_told_arrives_on_a_stream_that_the_app_allowed(held: Pushpin) -> None:
    event = make_event(["commits"], "commit", MESSAGE)
    with closing(Stream(held, COMMITS)) as stream:
        held.publish("commits", encode_event(event).decode())
        arrived = stream.next()
    assert (arrived.id, arrived.name, arrived.data) == (event.id, "commit", MESSAGE)


def test_one_stream_has_several_channels_whatever_their_script(held: Pushpin) -> None:
    names = ["commits", "location:москва", "team:julython"]
    path = "/events?" + "&".join(f"channel={quote(name)}" for name in names)
    with closing(Stream(held, path)) as stream:
        for name in ("location:elsewhere", *names):
            event = make_event([name], "commit", {"of": name})
            held.publish(quote(name, safe=":"), encode_event(event).decode())
        assert [stream.next().data["of"] for _ in names] == names


def test_a_browser_is_told_what_the_switchboard_would_tell_it(held: Pushpin) -> None:
    with httpx.stream("GET", f"{held.url}{COMMITS}", timeout=SECONDS) as answer:
        headers = answer.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert headers["access-control-allow-origin"] == "*"
        assert not [name for name in headers if name.startswith("grip-")]


def test_a_silent_stream_is_kept_open_by_comments(held: Pushpin) -> None:
    url = f"{held.url}/hasty/events"
    with httpx.stream("GET", url, timeout=SECONDS) as answer:
        said = "".join(islice(answer.iter_text(), 2))
    assert said.startswith("retry: 2000\n\nid: ")
    assert said.endswith("\n\n:\n\n")


def test_an_error_is_an_ordinary_answer(held: Pushpin) -> None:
    answer = httpx.get(f"{held.url}/events?channel=no%20channel", timeout=SECONDS)
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "channel"


def test_who_comes_back_is_told_that_something_may_have_been_missed(held: Pushpin) -> None:
    with closing(Stream(held, COMMITS, since="1784030400000-7")) as stream:
        arrived = stream.next()
    assert (arrived.name, arrived.data) == ("reset", {"since": "1784030400000-7"})


# WebSockets


@contextmanager
def socket(held: Pushpin, **headers: str) -> Iterator[ClientConnection]:
    """A WebSocket of a client that is no browser."""
    address = held.url.replace("http", "ws", 1) + "/ws"
    with connect(address, additional_headers=headers, proxy=None) as made:
        yield made


def say(to: ClientConnection, **message: Any) -> None:
    to.send(json.dumps(message))


def hear(to: ClientConnection) -> Any:
    return json.loads(to.recv(SECONDS))


def test_a_call_over_a_websocket_is_answered(held: Pushpin) -> None:
    with socket(held) as client:
        say(client, method="sideboard.poll", callback="callback-1")
        assert hear(client) == {"callback": "callback-1", "data": "pong"}
        say(client, method="nobody.nothing", callback=2)
        assert hear(client)["callback"] == 2
        client.send("[]")
        assert "not a json object" in hear(client)["error"]


def test_a_subscription_hears_of_what_has_changed(held: Pushpin, site: Place) -> None:
    with socket(held) as client:
        say(client, method="people.get", params=["octo"], client="client-1", callback="a")
        assert hear(client)["error"]
        site.manage("createuser", "octo")
        told = hear(client)
        assert (told["client"], told["callback"], told["trigger"]) == ("client-1", "a", "manual")
        assert told["data"]["name"] == "octo"


def test_a_channel_without_a_past_has_to_be_followed_by_a_stream(held: Pushpin) -> None:
    with socket(held) as client:
        say(client, method="streams.watch", params=["ecg-good"], client="client-1")
        assert hear(client) == {"client": "client-1", "trigger": "subscribe"}
        assert "/events" in hear(client)["error"]


def test_pages_of_other_sites_may_open_no_websocket(held: Pushpin) -> None:
    with pytest.raises(InvalidStatus) as refused, socket(held, Origin="https://elsewhere.org"):
        pass
    assert refused.value.response.status_code == 403


def test_a_binary_message_closes_the_websocket(held: Pushpin) -> None:
    with socket(held) as client:
        client.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            client.recv(SECONDS)


def documented_script() -> str:
    """The script of docs/deploy.md that carries July's events to Pushpin."""
    text = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    found = re.search(r"## Behind Pushpin\n.*?```python\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    yield from serve_redis(tmp_path)


@contextmanager
def carried(redis: RedisServer, held: Pushpin, folder: Path) -> Iterator[None]:
    """The documented script runs, and takes to Pushpin what is told on that Redis."""
    script = folder / "pushpin_events.py"
    script.write_text(documented_script())
    with place(folder / "data", JULY_REDIS_URL=redis.url) as site:
        environment = site.environment | {"PYTHONPATH": str(ROOT)}
        words = [sys.executable, str(script), held.control]
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == b"Events go to Pushpin\n"
                yield
            finally:
                process.kill()


def test_the_documented_script_carries_what_is_told_on_redis(
    held: Pushpin, redis: RedisServer, tmp_path: Path
) -> None:
    with (
        closing(SharedBus(redis.url)) as bus,
        carried(redis, held, tmp_path),
        closing(Stream(held, COMMITS)) as stream,
    ):
        bus.publish(["commits"], "notify", {"trigger": "manual"})
        told = bus.publish(["game:now", "commits"], "commit", MESSAGE)
        arrived = stream.next()
    assert (arrived.id, arrived.name, arrived.data) == (told.id, "commit", MESSAGE)
