"""Listeners of plugins: each event on their channels, in a thread of its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from threading import Event as Flag
from threading import current_thread

import pytest

from july import bus
from july.bus import Event, listening
from july.bus.listening import Listener, hear_all
from july.bus.notices import notify
from july.testing.site import Site
from tests.plugins.conftest import Plug
from tests.whole.serving import eventually

Begin = Callable[[], Callable[[], None]]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begins to hear; it ends with the test at the latest."""
    ends: list[Callable[[], None]] = []

    def begin_now() -> Callable[[], None]:
        ends.append(hear_all(nullcontext))
        return ends[-1]

    yield begin_now
    for end in ends:
        end()


def test_it_hears_the_commits_that_count_and_nothing_else(
    site: Site, octo: str, plug: Plug, begin: Begin
) -> None:
    heard: list[Event] = []
    plug(listeners=[Listener("scribe", ("commits",), heard.append)])
    begin()
    notify(["commits"])
    bus.publish(["project:push-octo-hello"], "commit", {"hash": "elsewhere"})
    site.push(site.commit(message="Say hello"))
    site.drain()
    eventually(lambda: bool(heard))
    assert [(event.name, json.loads(event.data)["message"]) for event in heard] == [
        ("commit", "Say hello")
    ]


def test_one_that_fails_is_told_of_and_hears_on(site: Site, plug: Plug, begin: Begin) -> None:
    heard: list[str] = []

    def hear(event: Event) -> None:
        number = json.loads(event.data)
        if number == 1:
            raise RuntimeError("no ink")
        heard.append(current_thread().name)

    plugin = plug(listeners=[Listener("scribe", ("commits",), hear)])
    begin()
    for number in range(3):
        bus.publish(["commits"], "commit", number)
    eventually(lambda: len(heard) == 2)
    assert plugin.faults == ["listener scribe: RuntimeError: no ink"]
    assert set(heard) == {"hears-scribe"}


def test_one_that_is_too_slow_holds_up_nobody_and_is_told_what_it_missed(
    site: Site, plug: Plug, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LONGEST_QUEUE", 2)
    go, began, heard = Flag(), Flag(), []

    def hear(event: Event) -> None:
        began.set()
        go.wait(30)
        heard.append(json.loads(event.data))

    plugin = plug(listeners=[Listener("scribe", ("commits",), hear)])
    begin()
    bus.publish(["commits"], "commit", 0)
    assert began.wait(30)
    for number in range(1, 6):
        bus.publish(["commits"], "commit", number)
    go.set()
    eventually(lambda: heard == [0, 1, 2])
    (fault,) = plugin.faults
    assert fault == "listener scribe: TimeoutError: it is too slow and has missed 3 events"


def test_after_the_end_it_hears_no_more(site: Site, plug: Plug, begin: Begin) -> None:
    heard: list[Event] = []
    plug(listeners=[Listener("scribe", ("commits",), heard.append)])
    begin()()
    bus.publish(["commits"], "commit", 1)
    assert heard == []
