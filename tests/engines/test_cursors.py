"""Cursors: pages make up the whole, and stay right while entities change."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.engines.arrangements import Arrangement
from tests.engines.examples import examples
from tests.engines.model import Result, answer, full_order, refusal_of, rows_after
from tests.engines.questions import KEY, Question
from tests.engines.store import MORE, Store, refusal, result_of
from tests.engines.strategies import entities, paths, questions
from tests.engines.values import Path, Properties


def can_go_on(arrangement: Arrangement, question: Question) -> bool:
    """Whether a query may be asked with cursors.

    Google's emulator fails at some of an order behind the key, or where something is distinct:
    docs/engines.md.
    """
    last, _ = full_order(question, arrangement.manners)[-1]
    is_hard = last != KEY or question.distinct
    return refusal_of(question) == "OK" and not (is_hard and arrangement.name == "google")


def pages(store: Store, question: Question, size: int) -> list[Result]:
    """The results page by page, each from where the one before ended."""
    results: list[Result] = []
    start = b""
    while True:
        batch = store.batch(replace(question, limit=size), start=start)
        results += [result_of(each, question) for each in batch.entity_results]
        if batch.more_results == MORE.NO_MORE_RESULTS:
            return results
        assert batch.end_cursor != start, "no page leads nowhere"
        start = batch.end_cursor


@examples(12)
@given(
    entities=entities,
    asked=st.lists(questions(offset=0, limit=None), min_size=2, max_size=6),
    size=st.integers(1, 4),
)
def test_pages_put_together_are_the_whole(
    arrangement: Arrangement,
    entities: dict[Path, Properties],
    asked: list[Question],
    size: int,
) -> None:
    store = Store(arrangement, arrangement.new_project())
    store.put(entities.items())
    for question in asked:
        if can_go_on(arrangement, question):
            whole = answer(entities, question, arrangement.manners)
            assert pages(store, question, size) == whole, question


@examples(12)
@given(entities=entities, question=questions(offset=0, limit=None), data=st.data())
def test_between_two_cursors_lies_what_stands_between_them(
    store: Store, entities: dict[Path, Properties], question: Question, data: st.DataObject
) -> None:
    assume(can_go_on(store.arrangement, question))
    store = store.in_new_project()
    store.put(entities.items())
    batch = store.batch(question)
    cursors = [each.cursor for each in batch.entity_results]
    results = [result_of(each, question) for each in batch.entity_results]
    first = data.draw(st.integers(0, len(cursors)))
    last = data.draw(st.integers(first, len(cursors)))
    start = cursors[first - 1] if first else b""
    end = cursors[last - 1] if last else b""
    assume(last)
    between = store.batch(question, start=start, end=end)
    assert [result_of(each, question) for each in between.entity_results] == results[first:last]


@examples(20)
@given(
    entities=entities,
    changed=entities,
    deleted=st.sets(paths, max_size=4),
    question=questions(offset=0, limit=None),
    size=st.integers(1, 4),
)
def test_a_cursor_stays_where_it_is_while_entities_change(
    store: Store,
    entities: dict[Path, Properties],
    changed: dict[Path, Properties],
    deleted: set[Path],
    question: Question,
    size: int,
) -> None:
    assume(can_go_on(store.arrangement, question))
    store = store.in_new_project()
    manners = store.arrangement.manners
    store.put(entities.items())
    page = store.batch(replace(question, limit=size))
    assume(page.entity_results)
    store.put(changed.items())
    store.delete(deleted)
    left = {path: each for path, each in (entities | changed).items() if path not in deleted}
    rest = store.batch(question, start=page.end_cursor)
    wanted = rows_after(entities, left, question, len(page.entity_results), manners)
    assert [result_of(each, question) for each in rest.entity_results] == wanted


@examples(12)
@given(entities=entities, question=questions())
def test_a_batch_says_what_it_skipped_and_whether_more_follow(
    store: Store, entities: dict[Path, Properties], question: Question
) -> None:
    assume(refusal_of(question) == "OK")
    store = store.in_new_project()
    store.put(entities.items())
    whole = answer(entities, replace(question, offset=0, limit=None), store.arrangement.manners)
    batch = store.batch(question)
    assert batch.skipped_results == min(question.offset, len(whole))
    left = len(whole) - question.offset
    if question.limit is not None and left > question.limit:
        assert batch.more_results == MORE.MORE_RESULTS_AFTER_LIMIT
    elif question.limit is None or left < question.limit:
        assert batch.more_results == MORE.NO_MORE_RESULTS


@pytest.mark.parametrize("cursor", [b"nonsense", b"\x00", b"\xff" * 40])
def test_what_is_no_cursor_is_refused(store: Store, cursor: bytes) -> None:
    assert refusal(store.batch, Question(), start=cursor) == "INVALID_ARGUMENT"
    assert refusal(store.batch, Question(), end=cursor) == "INVALID_ARGUMENT"
