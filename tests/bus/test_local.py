"""The bus of one process."""

import json
import logging
from datetime import UTC, datetime
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july import bus
from july.bus import Event, LocalBus
from july.lib import clock


@pytest.fixture
def local() -> LocalBus:
    return LocalBus()


def heard_by(local: LocalBus) -> list[Event]:
    events: list[Event] = []
    local.listen(events.append)
    return events


def test_every_listener_hears_every_event(local: LocalBus) -> None:
    first, second = heard_by(local), heard_by(local)
    event = local.publish(["commits", "project:gh-octo-hello"], "commit", {"hash": "ab12"})
    assert first == second == [event]
    assert event.channels == ("commits", "project:gh-octo-hello")
    assert event.name == "commit"
    assert event.data == b'{"hash":"ab12"}'


def test_ids_of_its_own_strictly_increase(local: LocalBus) -> None:
    with clock.freeze(datetime(2026, 7, 1, tzinfo=UTC)):
        ids = [bus.parse_id(local.publish(["commits"], "commit", n).id) for n in range(2_000)]
    assert all(id is not None for id in ids)
    assert ids == sorted(set(ids), key=lambda id: id or (0, 0))


def test_a_given_id_is_kept(local: LocalBus) -> None:
    assert local.publish(["commits"], "commit", {}, id="1782864000000-7").id == "1782864000000-7"


def test_the_id_of_a_moment_is_its_time_in_milliseconds_and_microseconds() -> None:
    moment = datetime(2026, 7, 1, 0, 0, 0, 123_456, tzinfo=UTC)
    assert bus.event_id(moment) == "1782864000123-456000000"
    assert bus.moment_of(bus.event_id(moment, "ab12")) == clock.microseconds(moment)


def test_what_two_processes_tell_of_the_same_moment_has_two_ids() -> None:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    ids = {bus.event_id(moment, hash) for hash in ("ab12", "cd34", "")}
    assert len(ids) == 3
    assert bus.event_id(moment, "ab12") == bus.event_id(moment, "ab12")


@pytest.mark.parametrize("wrong", ["", "1", "1-", "-1", "a-1", "1-2-3", "1-2\n", "١-٢"])  # noqa: RUF001
def test_an_id_of_another_form_is_refused(local: LocalBus, wrong: str) -> None:
    assert bus.parse_id(wrong) is None
    with pytest.raises(ValueError, match="no id of an event"):
        local.publish(["commits"], "commit", {}, id=wrong)


@pytest.mark.parametrize("channels", [[], "commits"])
def test_an_event_needs_a_sequence_of_channels(local: LocalBus, channels: list[str] | str) -> None:
    with pytest.raises(ValueError, match="sequence of at least one channel"):
        local.publish(channels, "commit", {})


def test_a_name_that_would_break_the_stream_is_refused(local: LocalBus) -> None:
    with pytest.raises(ValueError, match="can't name an event"):
        local.publish(["commits"], "commit\ndata: x", {})


def test_what_is_not_json_is_refused_and_reaches_nobody(local: LocalBus) -> None:
    events = heard_by(local)
    with pytest.raises(TypeError):
        local.publish(["commits"], "commit", object())
    with pytest.raises(ValueError, match="not JSON compliant"):
        local.publish(["commits"], "commit", float("nan"))
    assert events == []


def test_who_stopped_listening_hears_nothing_more(local: LocalBus) -> None:
    events: list[Event] = []
    stop = local.listen(events.append)
    local.publish(["commits"], "commit", 1)
    stop()
    stop()
    local.publish(["commits"], "commit", 2)
    assert [event.data for event in events] == [b"1"]


def test_stopping_one_of_two_equal_listeners_leaves_the_other(local: LocalBus) -> None:
    events: list[Event] = []
    stop = local.listen(events.append)
    local.listen(events.append)
    stop()
    local.publish(["commits"], "commit", 1)
    assert len(events) == 1


def test_a_listener_that_raises_costs_nobody_else_anything(
    local: LocalBus, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: Event) -> None:
        raise RuntimeError(event.id)

    local.listen(fail)
    events = heard_by(local)
    with caplog.at_level(logging.ERROR):
        event = local.publish(["commits"], "commit", 1)
    assert events == [event]
    assert event.id in caplog.text


def test_events_from_many_threads_all_arrive_with_ids_of_their_own(local: LocalBus) -> None:
    events = heard_by(local)

    def publish() -> None:
        for number in range(200):
            local.publish(["commits"], "commit", number)

    threads = [Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({event.id for event in events}) == len(events) == 800


TEXTS = st.text(st.characters(exclude_categories=()))


@given(st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, st.lists, max_leaves=5))
def test_data_is_one_line_of_json(data: object) -> None:
    encoded = LocalBus().publish(["commits"], "commit", data).data
    assert not {b"\n", b"\r"} & {encoded[n : n + 1] for n in range(len(encoded))}
    assert type(json.loads(encoded)) is type(data)


def test_half_a_surrogate_pair_becomes_a_question_mark(local: LocalBus) -> None:
    assert local.publish(["commits"], "commit", "a\ud800b").data == b'"a?b"'
