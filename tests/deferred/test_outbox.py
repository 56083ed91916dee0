"""The outbox: work is handed to the queue after its transaction, whatever happens in between."""

import logging
from collections.abc import Callable
from itertools import chain

import pytest

from july import deferred
from july.deferred import Outbox, Recount, hand_over, settle, sweep
from july.deferred.outbox import LONGEST_CALL
from july.testing.site import Site
from tests.deferred.conftest import Book, outbox


def test_settling_hands_over_at_once_where_no_sweeper_runs(site: Site, book: Book) -> None:
    settle(outbox("a"))
    assert book.waiting() == [("test.note", ["a"])]
    assert Outbox.query().count() == 0


def test_a_row_survives_a_queue_that_is_away(
    site: Site, book: Book, broken_queue: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "july.deferred"):
        settle(outbox("a"))
    assert "the next sweep hands it over" in caplog.text
    assert Outbox.query().count() == 1
    broken_queue()
    with site.later(seconds=6):
        sweep()
    assert book.waiting() == [("test.note", ["a"])]


def test_a_sweep_hands_over_what_nobody_did(site: Site, book: Book) -> None:
    outbox("a")
    with site.later(seconds=6):
        sweep()
    assert book.waiting() == [("test.note", ["a"])]
    assert Outbox.query().count() == 0


def test_a_sweep_leaves_young_rows_to_whoever_wrote_them(site: Site, book: Book) -> None:
    outbox("a")
    with site.later(seconds=4):
        sweep()
    assert book.waiting() == []
    assert Outbox.query().count() == 1


def test_a_sweep_goes_through_more_rows_than_one_batch(site: Site, book: Book) -> None:
    for number in range(205):
        outbox(str(number))
    with site.later(seconds=6):
        sweep()
    handed = [argument for _, arguments in book.waiting() for argument in arguments]
    assert sorted(handed, key=int) == [str(number) for number in range(205)]
    assert Outbox.query().count() == 0


def test_handing_over_twice_makes_one_task(site: Site, book: Book) -> None:
    row = outbox("a", recounts=(Recount("test.recount", ("g", "berlin")),))
    hand_over([row])
    before = book.waiting()
    hand_over([row])
    assert book.waiting() == before
    assert [name for name, _ in before] == ["test.note", "test.recount"]


def test_what_was_carried_out_is_not_carried_out_again(site: Site, book: Book) -> None:
    row = outbox("a")
    hand_over([row])
    site.drain()
    hand_over([row])
    site.drain()
    assert book.calls == [("a",)]


def test_calls_of_many_rows_are_gathered(site: Site, book: Book) -> None:
    hand_over([outbox("a", "b"), outbox("c")])
    assert book.waiting() == [("test.note", ["a", "b", "c"])]


def test_a_task_takes_no_more_arguments_than_it_may(site: Site, book: Book) -> None:
    names = [str(number) for number in range(LONGEST_CALL + 1)]
    hand_over([outbox(*names), outbox(*names)])
    handed = [arguments for _, arguments in book.waiting()]
    assert max(map(len, handed)) == LONGEST_CALL
    assert sorted(chain.from_iterable(handed)) == sorted(2 * names)


def test_handing_nothing_over_does_nothing(site: Site, book: Book) -> None:
    hand_over([])
    hand_over([outbox()])
    assert book.waiting() == []


def test_a_row_says_what_it_was_made_of(context: None) -> None:
    work = deferred.Work((Recount("a", ("b", "c")),), (deferred.Call("d", ("e",)),))
    assert Outbox.holding(work).work() == work
