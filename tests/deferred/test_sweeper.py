"""The sweeper's thread: hands over soon, sweeps now and then, and ends when told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from july import deferred, stores
from july.deferred import Outbox, Sweeper, registry, settle
from july.deferred.sweeper import defer_periodic
from july.lib import clock
from july.testing.site import NOON, Site
from tests.deferred.conftest import Book, outbox

WITHIN = 5.0


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def context() -> AbstractContextManager[object]:
    """Another context than that of the test: the sweeper has a thread of its own."""
    context: AbstractContextManager[object] = stores.stores().client.context()
    return context


@pytest.fixture
def sweeper(site: Site, book: Book) -> Iterator[Sweeper]:
    sweeper = Sweeper(context)
    sweeper.start()
    yield sweeper
    sweeper.stop()


def test_settling_leaves_a_row_to_the_sweeper(sweeper: Sweeper, book: Book) -> None:
    settle(outbox("a"))
    eventually(lambda: ("test.note", ["a"]) in book.waiting())
    eventually(lambda: Outbox.query().count() == 0)


def test_a_sweeper_sweeps_when_it_first_wakes(site: Site, book: Book) -> None:
    outbox("left behind")
    with site.later(seconds=6):
        sweeper = Sweeper(context)
        sweeper.start()
        sweeper.take(outbox("taken"))
        try:
            eventually(lambda: ("test.note", ["left behind"]) in book.waiting())
        finally:
            sweeper.stop()


def test_stopping_hands_over_what_was_taken(site: Site, book: Book) -> None:
    sweeper = Sweeper(context)
    sweeper.start()
    for number in range(150):
        settle(outbox(str(number)))
    sweeper.stop()
    handed = [arguments for name, arguments in book.waiting() if name == "test.note"]
    assert sum(map(len, handed)) == 150
    assert Sweeper.running is None
    assert "july-sweeper" not in {thread.name for thread in threading.enumerate()}


def test_a_sweeper_outlives_a_queue_that_is_away(
    site: Site, book: Book, broken_queue: Callable[[], None]
) -> None:
    sweeper = Sweeper(context)
    sweeper.start()
    try:
        settle(outbox("a"))
        eventually(lambda: not sweeper._rows)
        broken_queue()
        settle(outbox("b"))
        eventually(lambda: ("test.note", ["b"]) in book.waiting())
    finally:
        sweeper.stop()
    with site.later(seconds=6):
        deferred.sweep()
    assert ("test.note", ["a"]) in book.waiting()


def test_after_a_stop_rows_are_handed_over_at_once(sweeper: Sweeper, book: Book) -> None:
    sweeper.stop()
    settle(outbox("a"))
    assert ("test.note", ["a"]) in book.waiting()


def recurring(book: Book) -> int:
    return len([name for name, _ in book.waiting() if name == "test.recurring"])


def test_a_periodic_task_is_deferred_once_in_each_stretch(site: Site, book: Book) -> None:
    deferred.task("test.recurring", every=timedelta(hours=1))(book.note)
    try:
        for hours, tasks in ((0, 1), (0, 1), (1, 2)):
            with clock.freeze(NOON + timedelta(hours=hours)):
                for _ in range(2):  # as two processes would, or one that starts again
                    begun: dict[str, int] = {}
                    defer_periodic(begun)
                    defer_periodic(begun)
            assert recurring(book) == tasks
    finally:
        del registry._functions["test.recurring"]
        del registry._periods["test.recurring"]


def test_what_cron_asks_for_begins_what_recurs_where_no_sweeper_runs(
    site: Site, book: Book
) -> None:
    deferred.task("test.recurring", every=timedelta(hours=1))(book.note)
    try:
        for _ in range(2):  # every minute
            deferred.run("deferred.sweep", [])
        assert recurring(book) == 1
    finally:
        del registry._functions["test.recurring"]
        del registry._periods["test.recurring"]
