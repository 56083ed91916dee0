"""`POST /api/v1/streams/KEY`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from webtest import TestResponse

from july import bus
from july.api import streams
from july.api.handler import LARGEST_WRITE
from july.bus import Event, LocalBus
from july.bus.raw import LONGEST_KEY, LONGEST_MESSAGE
from july.errors import Unavailable
from july.people.tokens import create_token
from july.testing.site import Site

Post = Callable[..., TestResponse]


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    events: list[Event] = []
    stop = bus.listen(events.append)
    yield events
    stop()


@pytest.fixture
def post(site: Site, octo: str, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Says something with octo's token."""
    monkeypatch.setattr(streams.StreamHandler, "rates", streams.Rates())
    token = create_token("octo")

    def post(body: str | bytes, key: str = "ecg-good", **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return site.api.post(f"/api/v1/streams/{key}", body, headers=headers, **options)

    return post


def test_each_line_is_one_message_as_it_is(post: Post, heard: list[Event]) -> None:
    assert post("1|0.1|0.2\r\n\nawdawd 2 é\n").json == {"key": "ecg-good", "messages": 2}
    assert [event.data for event in heard] == [b'"1|0.1|0.2"', '"awdawd 2 é"'.encode()]
    assert {(event.name, event.channels) for event in heard} == {("stream", ("ecg-good",))}


def test_without_a_token_nothing_is_said(site: Site, heard: list[Event]) -> None:
    answer = site.api.post("/api/v1/streams/ecg-good", "1|2", status=401)
    assert answer.json["error"]["code"] == "unauthorized"
    assert heard == []


@pytest.mark.parametrize(
    "key", ["commits", "streams", "project:x", "-a", "a%20b", "%C3%A9", "k" * (LONGEST_KEY + 1)]
)
def test_a_key_that_can_not_be_is_refused(post: Post, heard: list[Event], key: str) -> None:
    answer = post("1|2", key, status=400)
    assert (answer.json["error"]["code"], answer.json["error"]["field"]) == ("bad_field", "key")
    assert heard == []


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, "is empty"),
        (b"\n\r\n", 400, "is empty"),
        (b"\xff", 400, "UTF-8"),
        (b"a\n" + b"b" * (LONGEST_MESSAGE + 1), 400, "message 2 is too long"),
        (b"a" * (LARGEST_WRITE + 1), 413, "65536 bytes"),
        (b"a\n" * 1001, 413, "1,000 messages"),
    ],
)
def test_a_body_that_can_not_be_is_refused_whole(
    post: Post, heard: list[Event], body: bytes, status: int, told: str
) -> None:
    assert told in post(body, status=status).json["error"]["message"]
    assert heard == []


def test_who_says_too_much_has_to_wait(post: Post, heard: list[Event]) -> None:
    post("a\n" * 1000)
    post("a\n" * 900)
    answer = post("a\n" * 1000, status=429)
    assert answer.json["error"]["code"] == "too_often"
    assert answer.headers["Retry-After"] == "1"
    assert len(heard) == 1900


def test_one_sender_does_not_slow_another_down() -> None:
    rates = streams.Rates(10)
    assert rates.take("octo", 20)
    assert not rates.take("octo", 20)
    assert rates.take("ada", 20)


def test_only_so_many_senders_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_PEOPLE", 3)
    rates = streams.Rates()
    for number in range(10):
        rates.take(str(number), 1)
    assert set(rates._left) == {"7", "8", "9"}


def test_a_redis_that_is_away_gives_503(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Unavailable("Redis, which carries events, took none")

    monkeypatch.setattr(LocalBus, "relay", fail)
    assert post("1|2", status=503).headers["Retry-After"]


def test_it_is_described(site: Site) -> None:
    described = site.api.get("/api/v1/openapi.json").json["paths"]["/streams/{key}"]
    assert set(described) == {"post"}
    assert described["post"]["parameters"][0]["name"] == "key"
