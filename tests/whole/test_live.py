"""The live feed of a served site, and what its streams see of a stop and a start."""

import signal
import time

import pytest

from tests.whole.serving import Hook, Place, Stream, encode

pytestmark = pytest.mark.processes

SOON = 5.0
"""Seconds; it takes a fraction of one."""


def push(site: Place, hook: Hook, repository: str = "octo/hello", commits: int = 1) -> list[str]:
    """The hashes of a new push."""
    made = [site.commit("octo@example.org") for _ in range(commits)]
    assert site.push(hook, encode(repository, made)).status == 201
    return [commit["id"] for commit in made]


def hashes(events: list[object]) -> list[str]:
    return [event.data["hash"] for event in events]  # type: ignore[attr-defined]


def test_a_commit_reaches_an_open_stream_at_once(site: Place, hook: Hook) -> None:
    stream = Stream(site)
    other = Stream(site, "/events?channel=project:push-octo-other&channel=location:berlin")
    began = time.monotonic()
    (hash,) = push(site, hook)
    event = stream.until(hash)[-1]
    assert time.monotonic() - began < SOON
    assert event.name == "commit"
    assert event.data["person"]["name"] == "octo"
    assert event.data["project"]["slug"] == "push-octo-hello"
    assert event.data["id"] == event.id
    assert other.until(hash)[-1] == event
    for each in (stream, other):
        each.close()


def test_a_duplicate_is_told_to_nobody(site: Place, hook: Hook) -> None:
    stream = Stream(site)
    commit = site.commit("octo@example.org")
    for _ in range(3):
        site.push(hook, encode("octo/hello", [commit]))
    (last,) = push(site, hook)
    assert hashes([*stream.until(last)]) == [commit["id"], last]
    stream.close()


def test_the_feed_by_rest_has_the_same_messages(site: Place, hook: Hook) -> None:
    stream = Stream(site)
    pushed = push(site, hook, commits=3)
    events = stream.until(pushed[-1])
    assert hashes([*events]) == pushed
    latest = site.get("/api/v1/live?limit=3")["models"]
    assert latest == [event.data for event in reversed(events)]
    stream.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_in_time_and_streams_in_good_order(
    site: Place, hook: Hook, how: signal.Signals
) -> None:
    streams = [Stream(site) for _ in range(20)]
    push(site, hook)
    assert site.end(how, 0) < 10
    for stream in streams:
        stream.rest()  # raises if the server had cut it off
        stream.close()
    site.start()


def test_who_comes_back_after_a_restart_missed_nothing(site: Place, hook: Hook) -> None:
    stream = Stream(site)
    (seen,) = push(site, hook)
    last = stream.until(seen)[-1].id
    stream.close()
    missed = push(site, hook, commits=5)
    site.stop()
    site.start()
    missed += push(site, hook, commits=2)
    again = Stream(site, since=last)
    events = again.until(missed[-1])
    again.close()
    told = hashes([*events])
    assert set(missed) <= set(told)
    assert len(told) == len(set(told)), "an event came twice"
    assert {event.name for event in events} == {"commit"}


def test_what_was_answered_right_before_a_stop_is_announced_after_it(
    site: Place, hook: Hook
) -> None:
    stream = Stream(site)
    (first,) = push(site, hook)
    last = stream.until(first)[-1].id
    stream.close()
    (hash,) = push(site, hook)
    site.kill()
    site.start()
    again = Stream(site, since=last)
    assert hash in hashes([*again.until(hash)])
    again.close()


def test_a_second_server_on_the_port_says_so_in_one_line(site: Place) -> None:
    done = site.manage("serve", "--port", str(site.port), status=None)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert str(site.port) in line
    assert "--port" in line


@pytest.mark.parametrize(
    "arguments", [["--port", "99999"], ["--port", "-1"], ["--host", "nowhere."]]
)
def test_a_port_or_address_that_can_not_be_ends_with_one_line(
    site: Place, arguments: list[str]
) -> None:
    done = site.manage("serve", *arguments, status=None)
    assert done.returncode not in {0, None}
    (line,) = done.stderr.splitlines()
    assert "Can't serve" in line or "can't" in line
