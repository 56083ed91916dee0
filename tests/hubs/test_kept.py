"""Data are kept until something changes them, and worked out once however many ask."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from july import bus
from july.bus.told import Told
from july.hubs import kept
from july.hubs.kept import Question, Shelf, TooSlow

SOON = 10.0


@pytest.fixture
def told() -> Iterator[Told]:
    heard = Told()
    stop = bus.listen(heard.note)
    yield heard
    stop()


@pytest.fixture
def shelf(told: Told, context: None) -> Shelf:
    return Shelf(lambda: told)


def asking(work_out: Callable[[], Any], name: str = "leaderboard", **values: Any) -> Question:
    common: dict[str, Any] = {
        "key": "leaderboard of now",
        "channels": lambda: ("game:now",),
        "lasts": timedelta(minutes=5),
    }
    return Question(name=name, work_out=work_out, **common | values)


class Counted:
    """Gives the number of its call."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> dict[str, Any]:
        self.calls += 1
        return {"call": self.calls}


def publish(channel: str) -> None:
    bus.publish([channel], "commit", {})


def test_a_second_look_works_nothing_out(shelf: Shelf) -> None:
    work_out = Counted()
    for _ in range(3):
        assert shelf.ask(asking(work_out))().data == {"call": 1}


def test_what_is_told_on_its_channel_makes_it_stale(shelf: Shelf) -> None:
    work_out = Counted()
    shelf.ask(asking(work_out))()
    publish("game:now")
    assert shelf.ask(asking(work_out))().data == {"call": 2}


def test_what_is_told_elsewhere_leaves_it_as_it_is(shelf: Shelf) -> None:
    work_out = Counted()
    shelf.ask(asking(work_out))()
    publish("game:last-year")
    assert shelf.ask(asking(work_out))().data == {"call": 1}


def test_what_lasts_no_longer_is_worked_out_anew(shelf: Shelf) -> None:
    work_out = Counted()
    question = asking(work_out, lasts=timedelta(milliseconds=1))
    shelf.ask(question)()
    time.sleep(0.01)
    assert shelf.ask(question)().data == {"call": 2}


def test_many_who_ask_at_once_get_one_answer(shelf: Shelf) -> None:
    asked, go_on = Event(), Event()
    work_out = Counted()

    def slowly() -> dict[str, Any]:
        asked.set()
        go_on.wait(SOON)
        return work_out()

    with ThreadPoolExecutor(20) as threads:
        waiting = [threads.submit(shelf.ask(asking(slowly))) for _ in range(20)]
        asked.wait(SOON)
        go_on.set()
        assert {each.result().data["call"] for each in waiting} == {1}


def test_who_asks_after_a_change_gets_nothing_worked_out_before_it(shelf: Shelf) -> None:
    asked, go_on = Event(), Event()
    work_out = Counted()

    def slowly() -> dict[str, Any]:
        answer = work_out()
        asked.set()
        go_on.wait(SOON)
        return answer

    early = shelf.ask(asking(slowly))
    asked.wait(SOON)
    publish("game:now")
    late = shelf.ask(asking(slowly))
    go_on.set()
    assert (early().data, late().data) == ({"call": 1}, {"call": 2})


def test_who_waits_for_too_long_is_told_so_and_finds_it_there_later(shelf: Shelf) -> None:
    go_on = Event()
    work_out = Counted()

    def slowly() -> dict[str, Any]:
        go_on.wait(SOON)
        return work_out()

    with pytest.raises(TooSlow, match="leaderboard takes long"):
        shelf.ask(asking(slowly), patience=0.01)()
    go_on.set()
    assert shelf.ask(asking(slowly), patience=SOON)().data == {"call": 1}


def test_a_widget_that_never_ends_stops_no_other(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_COMING", 5)
    go_on = Event()

    def never() -> dict[str, Any]:
        go_on.wait(SOON)
        return {}

    for number in range(5):
        shelf.ask(asking(never, "stuck", key=f"stuck {number}"))
    with pytest.raises(TooSlow, match="stuck is busy"):
        shelf.ask(asking(never, "stuck", key="one more"))
    assert shelf.ask(asking(Counted()))().data == {"call": 1}
    go_on.set()


def test_what_working_it_out_raises_reaches_who_asks_and_is_not_kept(shelf: Shelf) -> None:
    def fail() -> dict[str, Any]:
        raise RuntimeError("no data today")

    with pytest.raises(RuntimeError, match="no data today"):
        shelf.ask(asking(fail))()
    assert shelf.ask(asking(Counted()))().data == {"call": 1}


def test_what_has_no_place_in_json_is_refused(shelf: Shelf) -> None:
    with pytest.raises(TypeError, match="has no place in JSON"):
        shelf.ask(asking(lambda: {"thing": object()}))()


def test_only_so_much_is_kept(told: Told, context: None) -> None:
    small, work_out = Shelf(lambda: told, most=2), Counted()
    for key in ("first", "second", "third", "first"):
        small.ask(asking(work_out, key=key))()
    assert work_out.calls == 4
    small.ask(asking(work_out, key="third"))()
    assert work_out.calls == 4


def test_html_is_made_once_for_each_look(shelf: Shelf) -> None:
    found = shelf.ask(asking(Counted()))()
    drawn = Counted()
    for look in ("en", "de", "en"):
        found.html(look, drawn)
    assert drawn.calls == 2
