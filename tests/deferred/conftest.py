"""Deferred tasks for tests, registered for the length of one test, and what waits in the queue."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from july import deferred, stores
from july.deferred import Call, Outbox, Recount, Work, registry
from july.testing.site import Site


@dataclass
class Book:
    """What has been carried out, and what waits."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def note(self, *arguments: Any) -> None:
        self.calls.append(arguments)

    def waiting(self) -> list[tuple[str, list[Any]]]:
        """The tasks in the queue, with their arguments."""
        request = {"parent": stores.queue_path(), "response_view": "FULL"}
        found = (each.app_engine_http_request for each in tasks_of(request))
        return sorted(
            (each.relative_uri.removeprefix("/_tasks/"), json.loads(each.body)) for each in found
        )

    def forget_queue(self) -> None:
        """Lose every task, as a queue may that fails."""
        for task in tasks_of({"parent": stores.queue_path()}):
            stores.tasks_client().delete_task(name=task.name)


def tasks_of(request: dict[str, str]) -> list[Any]:
    return list(stores.tasks_client().list_tasks(request=request))


def outbox(*arguments: str, recounts: tuple[Recount, ...] = ()) -> Outbox:
    """A row that is stored and has not been handed over."""
    row = Outbox.holding(Work(recounts, (Call("test.note", arguments),) if arguments else ()))
    row.put()
    return row


@pytest.fixture
def book(site: Site) -> Iterator[Book]:
    """The tasks `test.note`, which notes its arguments, and `test.recount`."""
    book = Book()
    deferred.task("test.note")(book.note)
    deferred.task("test.recount")(book.note)
    yield book
    for name in ("test.note", "test.recount"):
        del registry._functions[name]


@pytest.fixture
def broken_queue(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The queue takes nothing, until the function is called."""

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("the queue is away")

    monkeypatch.setattr(stores.tasks_client(), "create_task", refuse)
    return monkeypatch.undo
