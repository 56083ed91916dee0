"""WebSockets that a proxy holds: events in, events out, and the state in a header."""

import json
from hashlib import shake_256
from typing import Any

import pytest
from webtest import TestApp

from july import channel
from july.channel.overhttp import CONTENT_TYPE, Event, decode_events, encode_event, text
from july.errors import BadRequest
from july.live.services import relays
from july.testing.site import Site
from tests.registering import Register


class Proxy:
    """One connection of a proxy: it keeps the state that the app hands out."""

    def __init__(self, name: str = "a") -> None:
        self._app = TestApp(channel.app)
        self._name = name
        self.state = ""
        assert self.post(Event("OPEN")) == [Event("OPEN")]

    def post(self, *events: Event, status: int = 200) -> list[Event]:
        """Pass events on; the answer's."""
        headers = {"Connection-Id": self._name, "Content-Type": CONTENT_TYPE}
        if self.state:
            headers["Meta-July"] = self.state
        body = b"".join(map(encode_event, events))
        answer = self._app.post("/ws", body, headers=headers, status=status)
        if status != 200:
            return []
        assert "Keep-Alive-Interval" in answer.headers
        self.state = answer.headers["Set-Meta-July"]
        return decode_events(answer.body)

    def say(self, **message: Any) -> list[Any]:
        """Pass a message on; what the client is sent."""
        return self._messages(self.post(text(json.dumps(message))))

    def ask(self) -> list[Any]:
        """What the client is sent when the proxy asks by itself."""
        return self._messages(self.post())

    def _messages(self, events: list[Event]) -> list[Any]:
        return [json.loads(event.content) for event in events]


@pytest.fixture
def proxy(site: Site) -> Proxy:
    return Proxy()


def test_a_call_is_answered(proxy: Proxy) -> None:
    assert proxy.say(method="sideboard.poll", callback=1) == [{"callback": 1, "data": "pong"}]


def test_news_are_sent_when_the_proxy_asks_and_once(proxy: Proxy, site: Site, octo: str) -> None:
    (first,) = proxy.say(method="people.get", params=["octo"], client="c")
    assert first["data"]["commits"] == 0
    assert proxy.ask() == []
    site.push(site.commit())
    (news,) = proxy.ask()
    assert (news["client"], news["trigger"], news["data"]["commits"]) == ("c", "manual", 1)
    assert proxy.ask() == []


def test_a_ping_asks_as_well(proxy: Proxy, site: Site, octo: str) -> None:
    proxy.say(method="people.get", params=["octo"], client="c")
    site.push(site.commit())
    pong, news = proxy.post(Event("PING"))
    assert (pong.kind, json.loads(news.content)["data"]["commits"]) == ("PONG", 1)


def test_who_unsubscribes_hears_nothing_more(proxy: Proxy, site: Site, octo: str) -> None:
    proxy.say(method="people.get", params=["octo"], client="c")
    assert proxy.say(action="unsubscribe", client="c", callback="b") == [{"callback": "b"}]
    site.push(site.commit())
    assert proxy.ask() == []


def test_commits_that_are_followed_come_each_once_and_in_order(proxy: Proxy, site: Site) -> None:
    site.push(site.commit(message="before"))
    assert proxy.say(method="streams.watch", params=["commits"], client="c") == [
        {"client": "c", "trigger": "subscribe"}
    ]
    site.push(site.commit(message="one"))
    site.push(site.commit(message="two"))
    assert [each["data"]["message"] for each in proxy.ask()] == ["one", "two"]
    assert proxy.ask() == []


def test_what_has_no_past_is_refused(proxy: Proxy) -> None:
    answer = proxy.say(method="streams.watch", params=["ecg-good"], client="c")
    assert "/events" in answer[-1]["error"]
    assert proxy.ask() == []


def test_several_channels_are_not_followed_at_once(proxy: Proxy, register: Register) -> None:
    register("test", both=relays("commits", "game:now")(lambda: None))
    answer = proxy.say(method="test.both", client="c")
    assert "/events" in answer[-1]["error"]
    assert proxy.ask() == []


def test_what_a_call_changes_is_told_at_once(proxy: Proxy, greeting: object) -> None:
    proxy.say(method="greeting.message", client="client-1")
    assert proxy.say(method="greeting.set_name", params=["World"], callback="b") == [
        {"callback": "b", "data": "ok"},
        {"client": "client-1", "data": "Hello World", "trigger": "set_name"},
    ]
    assert proxy.say(method="greeting.set_name", params=["World"], callback="b") == [
        {"callback": "b", "data": "ok"}
    ]


def test_more_than_a_proxy_can_remember_is_refused(proxy: Proxy) -> None:
    answers: list[Any] = []
    for number in range(100):
        params = {"name": shake_256(b"%d" % number).hexdigest(150)}
        answers = proxy.say(method="people.get", params=params, client=str(number))
        if len(answers) > 1:
            break
    assert "remember" in answers[-1]["error"]
    assert proxy.say(method="sideboard.poll", callback=1) == [{"callback": 1, "data": "pong"}]


def test_the_state_of_another_connection_is_good_for_nothing(proxy: Proxy) -> None:
    stranger = Proxy("b")
    stranger.state = proxy.state
    stranger.post(text("{}"), status=400)
    stranger.state = "x" + proxy.state
    stranger.post(status=400)
    stranger.state = ""
    stranger.post(status=400)


def test_pings_closings_and_binary_messages_are_answered(proxy: Proxy) -> None:
    assert proxy.post(Event("PING", b"x")) == [Event("PONG", b"x")]
    assert proxy.post(Event("BINARY", b"x")) == [Event("CLOSE", b"\x03\xeb")]
    assert proxy.post(Event("CLOSE", b"\x03\xe8")) == [Event("CLOSE", b"\x03\xe8")]
    assert proxy.post(Event("DISCONNECT")) == []


@pytest.mark.parametrize("body", [b"TEXT", b"TEXT x\r\nab\r\n", b"TEXT 5\r\nab\r\n", b"\xff\r\n"])
def test_what_are_no_events_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        decode_events(body)
