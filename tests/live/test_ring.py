"""The ring: what it keeps, what it replays, what it has forgotten."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.bus import Event, Past, make_event
from july.live.switchboard.ring import OVERLAP_MS, Ring

START = "1000000-0"
NO_LIMIT = 10**9


def event(milliseconds: int, *channels: str, sequence: int = 0) -> Event:
    id = f"{milliseconds}-{sequence}"
    return make_event(channels or ("commits",), "commit", id, id=id)


def ring_of(*events: Event, **bounds: int) -> Ring:
    ring = Ring(START, **bounds)
    for each in events:
        ring.add(each)
    return ring


def ids(ring: Ring, cursor: int, *channels: str) -> list[str]:
    """The ids that a client of `channels` reads from `cursor`, in their order."""
    return ids_of(ring.read(channels or ("commits",), cursor, NO_LIMIT).data)


def ids_of(data: bytes) -> list[str]:
    return [line[4:] for line in data.decode().splitlines() if line.startswith("id: ")]


def replayed(ring: Ring, id: str, *channels: str) -> list[str] | None:
    cursor = ring.after(id, channels or ("commits",))
    return None if cursor is None else ids(ring, cursor, *channels)


def test_a_frame_is_id_event_and_data() -> None:
    ring = ring_of(make_event(["commits"], "commit", {"team:a": "é"}, id="2000000-1"))
    expected = 'id: 2000000-1\nevent: commit\ndata: {"team:a":"é"}\n\n'
    assert ring.read(("commits",), 0, NO_LIMIT).data.decode() == expected


def test_a_cursor_reads_what_arrived_after_it_and_nothing_twice() -> None:
    ring = ring_of(event(2_000_000))
    cursor = ring.position
    ring.add(event(2_000_005))
    ring.add(event(2_000_001))
    assert ids(ring, cursor) == ["2000005-0", "2000001-0"]
    assert ids(ring, ring.read(("commits",), cursor, NO_LIMIT).position) == []


def test_a_client_gets_only_what_is_on_its_channels() -> None:
    ring = ring_of(
        event(2_000_001, "team:a"), event(2_000_002, "team:b"), event(2_000_003, "team:c")
    )
    assert ids(ring, 0, "team:a", "team:c", "none") == ["2000001-0", "2000003-0"]


def test_an_event_on_two_of_a_clients_channels_comes_once() -> None:
    ring = ring_of(
        event(2_000_001, "team:a", "team:b"), event(2_000_002, "team:b"), event(2_000_003, "team:a")
    )
    assert ids(ring, 0, "team:a", "team:b") == ["2000001-0", "2000002-0", "2000003-0"]


def test_the_same_id_is_kept_once() -> None:
    ring = ring_of(event(2_000_000))
    assert not ring.add(event(2_000_000))
    assert ids(ring, 0) == ["2000000-0"]


def test_reading_stops_at_the_limit_and_goes_on_from_there() -> None:
    ring = ring_of(*(event(2_000_000 + n) for n in range(5)))
    first = ring.read(("commits",), 0, 100)
    assert 0 < len(first.data) <= 100
    assert ids_of(first.data) + ids(ring, first.position) == ids(ring, 0)


def test_an_event_larger_than_the_limit_is_read_alone() -> None:
    ring = ring_of(event(2_000_000), event(2_000_001))
    assert ids_of(ring.read(("commits",), 0, 1).data) == ["2000000-0"]


def test_replay_after_an_id_is_what_arrived_after_it_whatever_the_ids() -> None:
    ring = ring_of(event(2_000_009), event(2_000_005), event(2_000_007))
    assert replayed(ring, "2000005-0") == ["2000007-0"]
    assert replayed(ring, "2000009-0") == ["2000005-0", "2000007-0"]


def test_replay_after_an_id_of_another_channel_knows_its_place() -> None:
    ring = ring_of(
        event(2_000_001, "team:a"), event(2_000_002, "team:b"), event(2_000_003, "team:a")
    )
    assert replayed(ring, "2000002-0", "team:a") == ["2000003-0"]


def test_an_id_older_than_what_is_known_means_a_reset() -> None:
    assert ring_of(event(2_000_000)).after("999999-9", ("commits",)) is None


@pytest.mark.parametrize("garbage", ["", "abc", "12", "1-2-3", "-"])
def test_an_id_that_is_none_means_a_reset(garbage: str) -> None:
    assert ring_of(event(2_000_000)).after(garbage, ("commits",)) is None


def test_an_id_whose_successor_is_forgotten_means_a_reset() -> None:
    ring = ring_of(*(event(2_000_000 + n) for n in range(6)), frames=4)
    assert replayed(ring, "2000000-0") is None
    assert replayed(ring, "2000001-0") is None  # itself forgotten, and its order with it
    assert replayed(ring, "2000002-0") == ["2000003-0", "2000004-0", "2000005-0"]


def test_an_unknown_id_replays_a_few_seconds_more() -> None:
    moment = 2_000_000
    ring = ring_of(
        event(moment - OVERLAP_MS - 1), event(moment - OVERLAP_MS), event(moment + 1_000)
    )
    assert replayed(ring, f"{moment}-0") == [f"{moment - OVERLAP_MS}-0", f"{moment + 1_000}-0"]


def test_an_unknown_id_misses_nothing_that_arrived_out_of_order() -> None:
    ring = ring_of(event(2_009_000), event(2_001_000), event(2_010_000))
    assert replayed(ring, "2008000-0") == ["2009000-0", "2001000-0", "2010000-0"]


def test_a_filled_ring_replays_from_before_the_restart() -> None:
    ring = Ring("9000000-0")
    ring.fill([event(2_000_000 + n * 10_000) for n in reversed(range(5))])
    assert replayed(ring, "2010000-0") == ["2010000-0", "2020000-0", "2030000-0", "2040000-0"]
    assert replayed(ring, "1999999-0") is None
    assert ring.newest == "2040000-0"


def test_without_a_fill_what_was_before_the_restart_means_a_reset() -> None:
    ring = Ring("9000000-0")
    ring.fill([])
    assert ring.after("8999999-0", ("commits",)) is None
    assert replayed(ring, "9000000-0") == []


def test_what_was_filled_and_is_announced_again_is_kept_once() -> None:
    ring = Ring("9000000-0")
    ring.fill([event(2_000_000)])
    assert not ring.add(event(2_000_000))
    assert len(ring) == 1


def test_a_busy_channel_does_not_push_out_another() -> None:
    ring = ring_of(event(2_000_000), frames=4)
    for number in range(100):
        ring.add(event(2_000_001 + number, "ecg-good"))
    assert replayed(ring, "1999999-0") == ["2000000-0"]
    assert len(ring) == 5


def test_a_channel_keeps_no_more_bytes_than_allowed() -> None:
    ring = ring_of(*(event(2_000_000 + n) for n in range(50)), size=500)
    assert 400 < len(ring.read(("commits",), ring.position - 49, NO_LIMIT).data) <= 500
    assert ring.read(("commits",), 1, NO_LIMIT).lost


def test_too_much_together_drops_the_channel_that_was_silent_longest() -> None:
    ring = ring_of(
        event(2_000_000, "team:old"),
        event(2_000_001, "team:recent"),
        event(2_000_002, "team:old"),
        together=110,
    )
    assert ids(ring, 0, "team:recent") == []
    assert ids(ring, 0, "team:old") == ["2000000-0", "2000002-0"]
    assert ring.after("2000000-0", ("team:recent",)) is None
    assert len(ring) == 2


def test_a_cursor_whose_next_event_is_forgotten_learns_that_it_lost() -> None:
    ring = ring_of(*(event(2_000_000 + n) for n in range(6)), frames=4)
    assert ring.read(("commits",), 1, NO_LIMIT).lost
    assert not ring.read(("commits",), 2, NO_LIMIT).lost


CHANNELS = ("team:a", "team:b", "team:c", "ecg")
EVENTS = st.lists(
    st.tuples(st.integers(1_000_000, 1_000_400), st.lists(st.sampled_from(CHANNELS), min_size=1)),
    max_size=40,
)


def test_an_id_forgotten_with_an_earlier_one_that_came_after_it_means_a_reset() -> None:
    ring = ring_of(event(2_000_005), event(2_000_003), event(2_000_009), frames=1)
    assert replayed(ring, "2000005-0") is None


@given(EVENTS, st.sets(st.sampled_from(CHANNELS), min_size=1), st.integers(0, 40))
def test_whoever_reconnects_gets_all_that_was_missed_or_a_reset(
    given_events: Sequence[tuple[int, list[str]]], chosen: set[str], leaves_after: int
) -> None:
    """Reading at once, and leaving, coming back with the last id: the same, or a reset."""
    ring = Ring(START, frames=10)
    channels = tuple(sorted(chosen))
    arrived: list[Event] = []
    for number, (milliseconds, names) in enumerate(given_events):
        each = event(milliseconds, *names, sequence=number)
        assert ring.add(each)
        arrived.append(each)
    if not arrived:
        return
    leaves_after = min(leaves_after, len(arrived) - 1)
    missed = [e.id for e in arrived[leaves_after + 1 :] if chosen & set(e.channels)]
    got = replayed(ring, arrived[leaves_after].id, *channels)
    assert got is None or got[len(got) - len(missed) :] == missed
    if len(arrived) <= 10:
        assert got == missed


@given(EVENTS, st.integers(0, 40))
def test_after_a_restart_nothing_recorded_later_is_missed(
    given_events: Sequence[tuple[int, list[str]]], seen: int
) -> None:
    ring = Ring("9000000-0")
    stored = [event(ms, *names, sequence=n) for n, (ms, names) in enumerate(given_events)]
    ring.fill(stored)
    ordered = sorted(stored, key=lambda each: tuple(map(int, each.id.split("-"))))
    if not ordered:
        return
    seen = min(seen, len(ordered) - 1)
    got = replayed(ring, ordered[seen].id, "team:a")
    assert got is not None
    assert {e.id for e in ordered[seen + 1 :] if "team:a" in e.channels} <= set(got)


@given(EVENTS, st.integers(1, 6), st.integers(60, 600), st.integers(60, 900))
def test_the_bounds_hold(
    given_events: Sequence[tuple[int, list[str]]], frames: int, size: int, together: int
) -> None:
    ring = Ring(START, frames=frames, size=size, together=together)
    for number, (milliseconds, names) in enumerate(given_events):
        ring.add(event(milliseconds, *names, sequence=number))
    held = {name: ids(ring, 0, name) for name in CHANNELS}
    assert all(len(each) <= frames for each in held.values())
    assert {id for each in held.values() for id in each} == set(ring._frames)
    size = sum(len(ring.read((name,), 0, NO_LIMIT).data) for name in CHANNELS)
    assert ring._own.size + ring._raw.size == size


def said(number: int, *keys: str) -> Event:
    """A message of a raw stream."""
    return event(2_000_000 + number, *keys)


def test_of_more_raw_streams_than_allowed_those_silent_longest_are_forgotten() -> None:
    ring = ring_of(*(said(number, f"key-{number}") for number in range(50)), keys=10)
    assert [key for key in range(50) if ids(ring, 0, f"key-{key}")] == list(range(40, 50))
    assert len(ring) == 10
    ring.add(said(50, "key-40"))
    ring.add(said(51, "another"))
    assert ids(ring, 0, "key-40") == ["2000040-0", "2000050-0"]
    assert ids(ring, 0, "key-41") == []


def test_raw_streams_push_out_none_of_julys_own_channels() -> None:
    ring = ring_of(event(2_000_000), event(2_000_001, "team:old"), together=4_000, keys=10)
    for number in range(2, 2_000):
        ring.add(said(number, f"key-{number % 300}"))
    assert replayed(ring, "1999999-0") == ["2000000-0"]
    assert replayed(ring, "1999999-0", "team:old") == ["2000001-0"]
    assert replayed(ring, "1999999-0", "team:silent") == []
    assert replayed(ring, "1999999-0", "key-1") is None
    assert ring._raw.size <= 1_000


def test_a_new_beginning_forgets_raw_streams_too() -> None:
    ring = ring_of(said(0, "ecg"), said(1, "ecg"))
    ring.begin(Past("3000000-0", ()))
    assert ids(ring, 0, "ecg") == []
    assert replayed(ring, "2000000-0", "ecg") is None


def shared(milliseconds: int, key: str = "", *channels: str) -> Event:
    """An event whose id Redis gave."""
    return Event(f"{milliseconds}-0", "commit", channels or ("commits",), b"1", key)


def begun(*events: Event, start: str = "") -> Ring:
    """The ring of a switchboard that began with these events remembered."""
    ring = Ring(START)
    ring.begin(Past(start or events[0].id, events))
    return ring


def test_what_is_remembered_elsewhere_is_replayed_exactly() -> None:
    ring = begun(*(shared(2_000_000 + number) for number in range(5)))
    assert replayed(ring, "2000000-0") == [f"{2_000_000 + number}-0" for number in range(1, 5)]
    assert replayed(ring, "2000004-0") == []


def test_what_is_older_than_all_that_is_remembered_means_a_reset() -> None:
    assert replayed(begun(shared(2_000_000)), "1999999-7") is None


def test_a_new_beginning_forgets_what_was_before_it() -> None:
    ring = ring_of(event(2_000_000), event(2_000_001))
    before = ring.position
    ring.begin(Past("3000000-0", (shared(3_000_000), shared(3_000_001))))
    assert ids(ring, 0) == ["3000000-0", "3000001-0"]
    assert ring.read(("commits",), before - 1, NO_LIMIT).lost
    assert replayed(ring, "2000001-0") is None
    assert replayed(ring, "3000000-0") == ["3000001-0"]
    assert len(ring) == 2


def test_a_new_beginning_without_events_is_where_replay_begins() -> None:
    ring = begun(start="3000000-0")
    ring.add(shared(3_000_001))
    assert ring.newest == "3000001-0"
    assert replayed(ring, "3000000-0") == ["3000001-0"]
    assert replayed(ring, "2999999-0") is None


def test_a_message_that_is_told_twice_is_kept_once() -> None:
    ring = begun(shared(2_000_000, "7-1"), shared(2_000_001, "7-1"))
    assert not ring.add(shared(2_000_002, "7-1"))
    assert ring.add(shared(2_000_003, "7-2"))
    assert ids(ring, 0) == ["2000000-0", "2000003-0"]


def test_a_message_whose_event_was_forgotten_may_be_told_again() -> None:
    ring = Ring(START, frames=1)
    assert ring.add(shared(2_000_000, "7-1"))
    assert ring.add(shared(2_000_001, "7-2"))
    assert ring.add(shared(2_000_002, "7-1"))


@given(
    keys=st.lists(st.integers(0, 9), min_size=1, max_size=12),
    left=st.integers(0, 11),
    remembered=st.integers(0, 11),
    heard=st.integers(0, 11),
)
def test_who_reconnects_at_another_switchboard_misses_no_message(
    keys: list[int], left: int, remembered: int, heard: int
) -> None:
    events = [shared(2_000_000 + number, f"7-{key}") for number, key in enumerate(keys)]
    left, remembered, heard = (min(number, len(events) - 1) for number in (left, remembered, heard))
    here = begun(*events[: left + 1])
    seen = ids(here, 0)
    # The other one remembers the stream from somewhere on, and may have read less or more of it.
    there = begun(*events[remembered : heard + 1], start=events[remembered].id)
    cursor = there.after(here.newest, ("commits",))
    if cursor is None:
        assert here.newest < events[remembered].id
        return
    for each in events[max(heard + 1, remembered) :]:
        there.add(each)
    got = seen + ids(there, cursor)
    key_of = {each.id: each.key for each in events}
    assert {key_of[id] for id in got} == {each.key for each in events}
