"""The Python client against a real server."""

import json
import random
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serve_websockets

from july import bus
from july.bus import notices
from july.live.client import CallFailed, NotConnected, Subscription, WebSocket
from july.live.switchboard import Switchboard
from july.site.front import Site
from july.site.server import SiteServer, bind
from tests.certificates import Authority
from tests.ports import free_port
from tests.site.running import Running, eventually, say, start
from tests.site.speaking import Speaker

Serve = Callable[..., Running]
Open = Callable[..., WebSocket]


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def serve(speaker: Speaker, tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve() -> Running:
            application = say("main")
            site = Site(
                main=application,
                api=application,
                channel=speaker,
                static=tmp_path,
                switchboard=Switchboard(),
            )
            running = start(site)
            stack.callback(running.close)
            return running

        yield serve


@pytest.fixture
def running(serve: Serve) -> Running:
    return serve()


@pytest.fixture
def open_client() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_client(running: Running, **options: Any) -> WebSocket:
            options = {"waits": (0.02, 0.1), **options}
            url = f"ws://127.0.0.1:{running.port}/ws"
            return stack.enter_context(WebSocket(url, **options))

        yield open_client


def test_a_call_gives_what_the_service_gives(running: Running, open_client: Open) -> None:
    client = open_client(running)
    assert client.call("echo", 1, "ä") == [1, "ä"]
    assert client.call("echo", first=1) == {"first": 1}
    assert client.call("echo") is None


def test_an_error_of_the_service_is_raised(running: Running, open_client: Open) -> None:
    with pytest.raises(CallFailed, match="unexpected error"):
        open_client(running).call("fail")


def test_a_call_without_an_answer_ends_after_its_time(
    running: Running, open_client: Open, speaker: Speaker
) -> None:
    with pytest.raises(NotConnected, match=r"0\.1 seconds"):
        open_client(running, seconds=0.1).call("wait")
    speaker.go_on.set()


def test_without_a_site_a_call_says_so(running: Running, open_client: Open) -> None:
    running.stop()
    client = open_client(running, seconds=0.1)
    assert not client.connected
    with pytest.raises(NotConnected, match="no connection"):
        client.call("echo")


def test_a_subscription_calls_back_with_every_new_answer(
    running: Running, open_client: Open, speaker: Speaker
) -> None:
    told: Queue[Any] = Queue()
    client = open_client(running)
    name = client.subscribe(told.put, "watch")
    assert told.get(timeout=5) == 0
    speaker.value = 1
    notices.notify(["numbers"])
    assert told.get(timeout=5) == 1
    client.unsubscribe(name, "unknown")


def test_an_error_goes_to_the_errback(running: Running, open_client: Open) -> None:
    told: Queue[Any] = Queue()
    client = open_client(running)
    given = {"callback": print, "errback": told.put, "client": "mine"}
    assert client.subscribe(given, "fail") == "mine"
    assert told.get(timeout=5) == "unexpected error"


def test_a_callback_may_call_a_service(running: Running, open_client: Open) -> None:
    told: Queue[Any] = Queue()
    client = open_client(running)
    client.subscribe(lambda _: told.put(client.call("echo", 2)), "watch")
    assert told.get(timeout=5) == [2]


def test_a_callback_that_fails_ends_nothing(
    running: Running, open_client: Open, speaker: Speaker
) -> None:
    told: Queue[Any] = Queue()

    def fail_once(value: Any) -> None:
        told.put(value)
        assert value

    open_client(running).subscribe(fail_once, "watch")
    assert told.get(timeout=5) == 0
    speaker.value = 1
    notices.notify(["numbers"])
    assert told.get(timeout=5) == 1


def test_a_message_that_nobody_waits_for_goes_to_the_fallback(running: Running) -> None:
    told: Queue[Any] = Queue()

    class Curious(WebSocket):
        def fallback(self, message: Any) -> None:
            told.put(message)

    with Curious(f"ws://127.0.0.1:{running.port}/ws") as client:
        client.subscribe(print, "relay", "ecg")
        client.call("echo")
        client._subscribed.clear()
        bus.publish(["ecg"], "stream", 5)
        assert told.get(timeout=5)["data"] == 5


def test_a_lost_connection_is_made_anew_with_its_subscriptions(
    running: Running, open_client: Open, speaker: Speaker
) -> None:
    told: Queue[Any] = Queue()
    client = open_client(running)
    client.subscribe(told.put, "watch")
    assert told.get(timeout=5) == 0
    running.stop()
    eventually(lambda: not client.connected)
    speaker.value = "after the restart"
    again = restart(running)
    assert told.get(timeout=10) == "after the restart"
    again.close()


def test_a_call_waits_for_a_connection_past_attempts_that_fail(
    running: Running, open_client: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "july.live.client.websocket")
    running.stop()
    client = open_client(running)
    with ThreadPoolExecutor(1) as caller:
        called = caller.submit(client.call, "echo", 1)
        failed = caplog.text.count("No connection")
        eventually(lambda: caplog.text.count("No connection") > failed + 1)
        with closing(restart(running)):
            assert called.result(10) == [1]


def test_what_is_subscribed_to_while_the_connection_opens_is_sent(running: Running) -> None:
    first: Queue[Any] = Queue()
    second: Queue[Any] = Queue()

    class Opening(WebSocket):
        def _send(self, message: Any) -> None:
            super()._send(message)
            if message.get("client") == "first":
                another.start()
                another.join(0.2)

    client = Opening(f"ws://127.0.0.1:{running.port}/ws", start=False)
    another = Thread(target=client.subscribe, args=(second.put, "watch"))
    client.subscribe({"callback": first.put, "client": "first"}, "watch")
    with client:
        client.start()
        assert first.get(timeout=5) == 0
        assert second.get(timeout=5) == 0


def restart(running: Running) -> Running:
    """The same site on the same port."""
    speaker = running.site._ask._channel  # type: ignore[attr-defined]
    application = say("main")
    site = Site(main=application, api=application, channel=speaker, static=Path())
    server = SiteServer(site, bind("127.0.0.1", running.port))
    thread = Thread(target=server.serve_until_stopped)
    thread.start()
    eventually(lambda: server.started)
    return Running(site, server, running.port, thread)


def test_a_subscription_object_has_the_latest_result(
    running: Running, open_client: Open, speaker: Speaker
) -> None:
    seen: list[Any] = []

    class Noting(Subscription):
        def callback(self, result: Any) -> None:
            seen.append(result)

    watched = Noting("watch", socket=open_client(running))
    assert watched.wait(5) == 0
    speaker.value = 4
    notices.notify(["numbers"])
    eventually(lambda: watched.result == 4)
    speaker.value = 5
    assert watched.refresh() == 5
    assert seen == [0, 4, 5]
    watched.end()


def test_a_subscription_without_an_answer_says_so(running: Running, open_client: Open) -> None:
    watched = Subscription("fail", socket=open_client(running))
    with pytest.raises(NotConnected, match="fail"):
        watched.wait(0.05)


def test_attempts_to_connect_come_ever_later_up_to_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    class Ending(Event):
        """Lets nobody wait, and ends after eight attempts."""

        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            if len(waits) == 8:
                self.set()
            return self.is_set()

    monkeypatch.setattr(random, "uniform", lambda _least, most: most)
    client = WebSocket(f"ws://127.0.0.1:{free_port()}/ws", start=False)
    monkeypatch.setattr(client, "_ending", Ending())
    client.start()
    eventually(lambda: len(waits) == 8)
    client.close()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[str, Authority]]:
    """A site behind TLS that answers every call with 42, and who vouches for it."""

    def answer(connection: ServerConnection) -> None:
        for text in connection:
            callback = json.loads(text)["callback"]
            connection.send(json.dumps({"callback": callback, "data": 42}))

    authority = Authority(tmp_path / "authority")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server_files())
    with serve_websockets(answer, "127.0.0.1", 0, ssl=context) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"wss://127.0.0.1:{server.socket.getsockname()[1]}/ws", authority
        server.shutdown()
        thread.join()


def test_a_site_is_trusted_whose_authority_is_named(secure: tuple[str, Authority]) -> None:
    url, authority = secure
    tls = ssl.create_default_context(cafile=str(authority.file))
    with WebSocket(url, tls=tls) as client:
        assert client.call("any.service") == 42


def test_a_site_that_nobody_vouches_for_is_told_nothing(secure: tuple[str, Authority]) -> None:
    with WebSocket(secure[0], seconds=1) as client, pytest.raises(NotConnected):
        client.call("any.service")
