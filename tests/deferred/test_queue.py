"""Handing calls to the queue, and carrying them out by name."""

import pytest

from july import deferred
from july.errors import BadRequest, NotFound
from july.testing.site import Site
from tests.deferred.conftest import Book


def test_a_call_is_carried_out_with_its_arguments(site: Site, book: Book) -> None:
    deferred.defer("test.note", "a", 1, None, {"b": [True]})
    site.drain()
    assert book.calls == [("a", 1, None, {"b": [True]})]


def test_a_named_call_is_one_task_even_after_it_was_carried_out(site: Site, book: Book) -> None:
    assert deferred.defer("test.note", task_name="once")
    assert not deferred.defer("test.note", task_name="once")
    site.drain()
    assert not deferred.defer("test.note", task_name="once")
    assert book.calls == [()]


def test_a_call_without_a_name_is_a_task_every_time(site: Site, book: Book) -> None:
    deferred.defer("test.note")
    deferred.defer("test.note")
    site.drain()
    assert book.calls == [(), ()]


def test_arguments_that_are_no_json_are_refused_at_once(site: Site, book: Book) -> None:
    with pytest.raises(TypeError):
        deferred.defer("test.note", object())
    assert book.waiting() == []


def test_an_unknown_task_is_not_found(site: Site, book: Book) -> None:
    with pytest.raises(NotFound, match=r"contest\.make_coffee"):
        deferred.run("contest.make_coffee", [])
    answer = site.api.post_json(
        "/_tasks/contest.make_coffee", [], extra_environ={"july.inside": True}, status=404
    )
    assert answer.json["error"]["code"] == "not_found"


@pytest.mark.parametrize("arguments", [{}, "abc", None, 1])
def test_arguments_are_a_list(site: Site, book: Book, arguments: object) -> None:
    with pytest.raises(BadRequest):
        deferred.run("test.note", arguments)
    assert book.calls == []


def test_two_tasks_of_one_name_are_refused(book: Book) -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        deferred.task("test.note")(book.note)


def test_tasks_from_outside_are_refused(site: Site, book: Book) -> None:
    headers = {"July-Inside": "1", "X-AppEngine-QueueName": "default"}
    site.api.post_json("/_tasks/test.note", [], headers=headers, status=403)
    assert book.calls == []
