"""Recounts: many wishes become one call, none is lost, and the newest has the last word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from google.cloud import ndb

from july import deferred
from july.contest import recounts as contest_recounts
from july.contest.models import Standing
from july.contest.totals import Tally, standing_name
from july.deferred import Recount, begin, finish, sweep
from july.deferred.recounts import Mark, mark
from july.lib import clock
from july.people.actions import Profile, save_person
from july.testing.site import NOON, Site
from tests.deferred.conftest import Book, outbox

BERLIN = Recount("test.recount", ("g", "berlin"))
LAGOS = Recount("test.recount", ("g", "lagos"))
WISH = partial(begin, "test.recount", ("g", "berlin"))


def mark_of(recount: Recount) -> Mark:
    """Its mark, as it is stored now."""
    return ndb.Key(Mark, recount.name).get(use_cache=False)


def generations(book: Book) -> list[int]:
    return [arguments[-1] for name, arguments in book.waiting() if name == "test.recount"]


def test_wishes_that_wait_are_joined(site: Site, book: Book) -> None:
    mark([BERLIN, LAGOS, BERLIN])
    mark([BERLIN])
    assert book.waiting() == [
        ("test.recount", ["g", "berlin", 1]),
        ("test.recount", ["g", "lagos", 1]),
    ]


def test_a_wish_after_the_beginning_is_a_new_recount(site: Site, book: Book) -> None:
    mark([BERLIN])
    assert WISH(1)
    mark([BERLIN])
    assert generations(book) == [1, 2]


def test_a_recount_begins_only_if_none_is_newer(site: Site, book: Book) -> None:
    mark([BERLIN])
    assert WISH(1)
    mark([BERLIN])
    assert not WISH(1)
    assert not WISH(3)
    assert WISH(2)


def test_a_recount_that_failed_begins_again(site: Site, book: Book) -> None:
    mark([BERLIN])
    assert WISH(1)
    assert WISH(1)


def test_a_recount_nobody_wished_for_does_not_begin(site: Site, book: Book) -> None:
    assert not WISH(1)


def test_the_second_recount_waits_two_seconds(site: Site, book: Book) -> None:
    mark([BERLIN])
    WISH(1)
    mark([BERLIN])
    due = mark_of(BERLIN).due
    assert due == clock.microseconds(NOON + timedelta(seconds=2))


@pytest.mark.parametrize(("took", "rest"), [(0.05, 2), (1, 20), (30, 600)])
def test_a_dear_recount_rests(site: Site, book: Book, took: float, rest: float) -> None:
    mark([BERLIN])
    WISH(1)
    with clock.freeze(NOON + timedelta(seconds=took)):
        finish("test.recount", ("g", "berlin"), timedelta(seconds=took))
        mark([BERLIN])
    waited = mark_of(BERLIN).due - clock.microseconds(NOON)
    assert abs(waited / 1_000_000 - rest) <= took


def test_names_too_long_for_a_key_are_told_apart(site: Site, book: Book) -> None:
    long = [Recount("test.recount", ("g", "北" * 200 + end)) for end in "ab"]
    mark(long)
    mark(long)
    assert len(book.waiting()) == 2


def test_a_recount_whose_task_was_lost_is_queued_again(site: Site, book: Book) -> None:
    mark([BERLIN])
    book.forget_queue()
    with site.later(seconds=59):
        sweep()
        assert book.waiting() == []
    with site.later(seconds=61):
        sweep()
        assert generations(book) == [2]
        assert not WISH(1)
        assert WISH(2)


def test_a_recount_that_began_is_not_queued_again(site: Site, book: Book) -> None:
    mark([BERLIN])
    WISH(1)
    book.forget_queue()
    with site.later(minutes=5):
        sweep()
    assert book.waiting() == []


def test_a_crash_between_mark_and_queue_is_mended_by_the_next_sweep(site: Site, book: Book) -> None:
    """The mark says that a recount waits, but the process ended before it made the task."""
    outbox(recounts=(BERLIN,))
    Mark(
        id=BERLIN.name,
        task=BERLIN.task,
        arguments=list(BERLIN.arguments),
        generation=1,
        waiting=True,
        due=clock.microseconds(NOON),
    ).put()
    with site.later(seconds=6):
        sweep()
    assert len(generations(book)) == 1


def standing(slug: str) -> Standing | None:
    return ndb.Key(Standing, standing_name("julython-2026", "locations", slug)).get(use_cache=False)


@pytest.fixture
def late(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Recounts a location, and octo moves to Lagos between its reading and its writing."""
    locations = contest_recounts.RECOUNTED["locations"]

    def tally_and_dawdle(game: str, slug: str) -> Tally:
        tally = locations.tally(game, slug)
        monkeypatch.undo()
        save_person("octo", Profile(location="Lagos"))
        with site.later(seconds=5):
            site.drain()
        return tally

    def late(slug: str) -> None:
        wish = Recount("contest.fix_location", ("julython-2026", slug))
        mark([wish])
        monkeypatch.setitem(
            contest_recounts.RECOUNTED, "locations", replace(locations, tally=tally_and_dawdle)
        )
        generation = mark_of(wish).generation
        contest_recounts.recount("locations", "julython-2026", slug, generation)

    return late


def test_an_older_recount_writes_nothing_over_a_newer_one(
    site: Site, octo: str, mallory: str, late: Callable[[str], None]
) -> None:
    site.push(site.commit(), site.commit("mallory@example.org"))
    site.drain()
    late("berlin")
    assert standing("berlin").commits == 1  # type: ignore[union-attr]
    assert site.differences() == []


def test_an_older_recount_brings_back_nothing_that_a_newer_one_removed(
    site: Site, octo: str, late: Callable[[str], None]
) -> None:
    site.push(site.commit())
    site.drain()
    late("berlin")
    left = standing("berlin")
    assert left is not None
    assert left.board is None
    assert site.differences() == []


def test_many_pushes_for_one_location_within_two_seconds_cost_one_recount(
    site: Site, octo: str
) -> None:
    for _ in range(20):
        site.push(site.commit())
    assert site.waiting("contest.fix_location") == 1


def test_every_recount_of_the_contest_is_registered() -> None:
    names = {each.task for each in contest_recounts.RECOUNTED.values()}
    assert names <= set(deferred.registered())
