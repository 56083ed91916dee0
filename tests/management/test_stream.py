"""`manage.py stream`: to a site by HTTP, or by Redis, and what it refuses."""

import json
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from july import bus, config
from july.bus import SharedBus
from july.errors import BadRequest, NotFound, Unauthorized, Unavailable
from july.live.streams import heartbeat
from july.main import warm_up
from july.management.commands import stream
from july.management.streaming import Sender
from tests.bus.listening import eventually, listening
from tests.management.receiver import Receiver, receiving
from tests.redis_server import RedisServer, serve_redis


@pytest.fixture(autouse=True)
def django() -> None:
    warm_up()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A site that takes everything."""
    with receiving() as made:
        for _ in range(1_000):
            made.answer(200, {"key": "ecg-good"})
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ecg.csv"
    path.write_text("seconds,left,right\n0.000,1,2\n0.007,3,4\n", "utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What the command prints."""
    capsys.readouterr()
    call_command("stream", *arguments)
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("stream", *arguments)
    return str(caught.value)


def test_a_file_is_sent_row_by_row_for_ever(
    receiver: Receiver, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--every", "2ms", "--limit", "61", "--site", receiver.url, "--token", "secret"]
    before = time.time() * 1000
    assert run(capsys, "ecg-good", str(file), *options) == {"key": "ecg-good", "messages": 61}
    lines = [line for each in receiver.received for line in each.body.decode().split("\n")]
    assert [line.partition("|")[2] for line in lines] == (["1|2", "3|4"] * 31)[:61]
    times = [int(line.partition("|")[0]) for line in lines]
    assert before - 2 <= times[0] <= times[-1] <= time.time() * 1000 + 2
    assert times[-1] - times[0] == 120
    assert {(each.path, each.headers["authorization"]) for each in receiver.received} == {
        ("/api/v1/streams/ecg-good", "Bearer secret")
    }
    assert len(receiver.received) <= 5


def test_the_sample_comes_with_july(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--sample", "--limit", "20", "--site", receiver.url, "--token", "secret"]
    assert run(capsys, "ecg-good", *options)["messages"] == 20
    lines = [line for each in receiver.received for line in each.body.decode().split("\n")]
    assert [tuple(line.split("|")[1:]) for line in lines] == [
        row.values for row in heartbeat()[:20]
    ]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    yield from serve_redis(tmp_path_factory.mktemp("redis"))


def test_with_redis_it_needs_neither_token_nor_site(
    redis: RedisServer,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere, here = SharedBus(redis.url), SharedBus(redis.url)
    before = bus.opened._opened
    monkeypatch.setattr(bus.opened, "_opened", here)
    config.adopt({"JULY_REDIS_URL": redis.url})
    try:
        with listening(elsewhere) as ear:
            run(capsys, "ecg-good", str(file), "--every", "1ms", "--limit", "5")
            eventually(lambda: len(ear.events) == 5)
        assert [json.loads(each).partition("|")[2] for each in ear.data] == [
            *("1|2", "3|4", "1|2", "3|4", "1|2")
        ]
    finally:
        config.adopt({"JULY_REDIS_URL": ""})
        elsewhere.close()
        monkeypatch.setattr(bus.opened, "_opened", before)


def test_a_site_that_is_busy_is_tried_again(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAUSE_SECONDS", 0.01)
    with receiving() as receiver:
        receiver.answer_error(503, "busy")
        receiver.answer_error(429, "slow down")
        receiver.answer(200, {})
        options = ["--limit", "1", "--site", receiver.url, "--token", "secret"]
        assert run(capsys, "ecg-good", str(file), *options)["messages"] == 1
    assert len({each.body for each in receiver.received}) == 1


def test_a_site_that_is_away_ends_it_after_some_tries(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAUSE_SECONDS", 0.0)
    options = ["--limit", "1", "--site", "http://127.0.0.1:9", "--token", "secret"]
    assert "does not answer" in refused("ecg-good", str(file), *options)


def test_without_redis_a_token_is_asked_for(file: Path) -> None:
    assert "createtoken NAME" in refused("ecg-good", str(file))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["commits", "--sample"], "July's own"),
        (["a b", "--sample"], "can't name a stream"),
        (["ecg-good"], "one of the two"),
        (["ecg-good", "x.csv", "--sample"], "one of the two"),
        (["ecg-good", "none.csv"], "can't be read"),
        (["ecg-good", "--sample", "--token", "t", "--site", "ftp://x"], "no address of a site"),
        (["ecg-good", "--sample", "--every", "1m"], "no time from 1ms"),
        (["ecg-good", "--sample", "--limit", "0"], "no number from 1"),
    ],
)
def test_what_can_not_be_is_told(arguments: list[str], told: str) -> None:
    assert told in refused(*arguments)


@pytest.mark.parametrize(
    ("content", "told"), [(b"0,x\n", "is no number"), (b"\xff,1\n", "UTF-8"), (b"", "no row")]
)
def test_a_file_that_can_not_be_played_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "ecg.csv"
    path.write_bytes(content)
    assert told in refused("ecg-good", str(path))


@pytest.mark.parametrize(("text", "seconds"), [("7ms", 0.007), ("1.5s", 1.5), ("3600s", 3600)])
def test_a_time_has_its_unit(text: str, seconds: float) -> None:
    assert stream.a_time(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["7", "", "0ms", "0.5ms", "3601s", "-1s", "1 s", "٧ms", "nans"])  # noqa: RUF001
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        stream.a_time(text)


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (401, Unauthorized, "createtoken"),
        (400, BadRequest, "answers 400: no"),
        (404, NotFound, "another site"),
        (302, NotFound, "another site"),
        (500, Unavailable, "answers 500: no"),
    ],
)
def test_each_refusal_says_what_to_do(status: int, error: type[Exception], told: str) -> None:
    with receiving() as receiver:
        receiver.answer_error(status, "no")
        sender = Sender(receiver.url, "ecg-good", "secret")
        with pytest.raises(error, match=told):
            sender.send(["1|2"])
        sender.close()
