"""Cloud Tasks on SQLite: the methods of `google.cloud.tasks.v2.CloudTasks`."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from google.cloud.tasks_v2 import types
from google.protobuf.empty_pb2 import Empty

from july.embedded.file import Database
from july.embedded.tasks import aside, operations, tombstones
from july.embedded.tasks.aside import FailedTask
from july.embedded.tasks.errors import invalid, missing, unavailable, unimplemented
from july.embedded.tasks.leases import Leases
from july.embedded.tasks.messages import (
    Message,
    queue_message,
    seconds,
    stored_message,
    task_message,
)
from july.embedded.tasks.names import QueueName, parse_location, parse_queue, parse_task
from july.embedded.tasks.operations import NewTask
from july.embedded.tasks.queues import QueueTally, tallies
from july.embedded.tasks.schema import create_tables
from july.embedded.tasks.settings import QueueSettings
from july.embedded.tasks.validation import check_task
from july.errors import Unavailable

Handler = Callable[[Any], Any]

SERVICE = "/google.cloud.tasks.v2.CloudTasks/"
LARGEST_PAGE = 1000
LARGEST_ANSWER = 3 * 1024 * 1024
"""Bytes of tasks in a page; gRPC's clients take no answer above 4 MiB."""
NOT_OFFERED = {
    "CreateQueue": "queues are made by queue.yaml",
    "UpdateQueue": "queues are changed in queue.yaml",
    "DeleteQueue": "queues are removed from queue.yaml; PurgeQueue deletes the tasks of one",
    "BatchCreateTasks": "create the tasks one by one",
    "BatchDeleteTasks": "delete the tasks one by one, or purge their queue",
    "GetIamPolicy": "whoever reaches the engine may use it",
    "SetIamPolicy": "whoever reaches the engine may use it",
    "TestIamPermissions": "whoever reaches the engine may use it",
    "GetCmekConfig": "tasks are not encrypted",
    "UpdateCmekConfig": "tasks are not encrypted",
}
"""Methods of Cloud Tasks that are refused, and what to do instead."""

ListTasksResponse = types.ListTasksResponse.pb()
ListQueuesResponse = types.ListQueuesResponse.pb()


class TasksEngine:
    """The task queues of one file, behind the API of Cloud Tasks.

    A queue exists when `queues` has settings for its short name, in every project and location;
    `default` always exists. Creating a task returns when it is on the disk. `clock` gives seconds
    since 1970.
    """

    def __init__(
        self,
        database: Database,
        *,
        queues: Mapping[str, QueueSettings] | Iterable[QueueSettings] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        given = queues.values() if isinstance(queues, Mapping) else queues
        self.settings = {queue.name: queue for queue in (QueueSettings("default"), *given)}
        self.leases = Leases(database, self.settings, clock)
        self._database = database
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        database.write(create_tables)

    def handlers(self) -> dict[str, Handler]:
        """The methods by their full gRPC names; each takes and gives plain protobuf messages.

        They raise the exceptions of `google.api_core` that the service's status codes stand for.
        """
        methods = {
            "CreateTask": self._create_task,
            "GetTask": self._get_task,
            "ListTasks": self._list_tasks,
            "DeleteTask": self._delete_task,
            "RunTask": self._run_task,
            "GetQueue": self._get_queue,
            "ListQueues": self._list_queues,
            "PauseQueue": self._pause_queue,
            "ResumeQueue": self._resume_queue,
            "PurgeQueue": self._purge_queue,
        }
        refused = {SERVICE + name: _refusing(name, why) for name, why in NOT_OFFERED.items()}
        return refused | {SERVICE + name: _answering(method) for name, method in methods.items()}

    def now(self) -> float:
        """The engine's time, in seconds since 1970."""
        return self._clock()

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` when this process has made something due; gives what ends that."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def release_leases(self) -> int:
        """Make due at once what workers held that have died; gives how many tasks.

        A worker does it when it starts, so that nothing waits for the leases to end.
        """
        return self.leases.release_dead()

    def failed(self, limit: int = 100) -> list[FailedTask]:
        """Tasks that were given up and are kept aside, the latest first."""
        with self._database.reader() as connection:
            return aside.kept(connection, limit)

    def run_again(self, number: int) -> None:
        """Put a task that is kept aside back into its queue. Raises NotFound and Conflict."""
        now = self._clock()
        self._database.write(lambda c: aside.run_again(c, number, now))
        self._tell_listeners()

    def drop(self, number: int) -> None:
        """Forget a task that is kept aside. Raises NotFound."""
        self._database.write(lambda c: aside.drop(c, number))

    def tallies(self) -> list[QueueTally]:
        """What waits, runs, has failed and is kept aside in each queue that was ever used."""
        with self._database.reader() as connection:
            return tallies(connection, self._clock())

    def purge_tombstones(self) -> int:
        """Drop some of the names whose hour is over; gives how many."""
        now = self._clock()
        return self._database.write(lambda c: tombstones.purge(c, now), durable=False)

    def clear(self) -> None:
        """Forget all tasks, names and pauses."""
        self._database.write(operations.clear)

    def _create_task(self, request: Message) -> Message:
        queue = self._queue(request.parent)
        now = self._clock()
        new = NewTask(
            queue=queue.path,
            chosen=check_task(request.task, queue, now),
            scheduled=max(now, seconds(request.task.schedule_time)),
            message=stored_message(request.task),
        )
        row = self._database.write(lambda c: operations.create(c, new, now))
        self._tell_listeners()
        return task_message(row, queue, request.response_view)

    def _get_task(self, request: Message) -> Message:
        queue, name = parse_task(request.name)
        with self._database.reader() as connection:
            row = operations.find(connection, queue.path, name, self._clock())
        return task_message(row, queue, request.response_view)

    def _list_tasks(self, request: Message) -> Message:
        queue = self._queue(request.parent)
        size = _page_size(request.page_size)
        with self._database.reader() as connection:
            rows, more = operations.page(
                connection, queue.path, request.page_token, size, LARGEST_ANSWER
            )
        return ListTasksResponse(
            tasks=[task_message(row, queue, request.response_view) for row in rows],
            next_page_token=rows[-1].name if more else "",
        )

    def _delete_task(self, request: Message) -> Message:
        queue, name = parse_task(request.name)
        now = self._clock()
        self._database.write(lambda c: operations.delete(c, queue.path, name, now))
        return Empty()

    def _run_task(self, request: Message) -> Message:
        queue, name = parse_task(request.name)
        now = self._clock()
        row = self._database.write(lambda c: operations.run(c, queue.path, name, now))
        self._tell_listeners()
        return task_message(row, queue, request.response_view)

    def _get_queue(self, request: Message) -> Message:
        return self._queue_messages([self._queue(request.name)])[0]

    def _list_queues(self, request: Message) -> Message:
        location = parse_location(request.parent)
        if request.filter:
            raise invalid("filter is not offered here: leave it empty")
        size = _page_size(request.page_size)
        names = sorted(name for name in self.settings if name > request.page_token)
        page = [parse_queue(f"{location}/queues/{name}") for name in names[:size]]
        return ListQueuesResponse(
            queues=self._queue_messages(page),
            next_page_token=names[size - 1] if len(names) > size else "",
        )

    def _pause_queue(self, request: Message) -> Message:
        return self._pause(self._queue(request.name), paused=True)

    def _resume_queue(self, request: Message) -> Message:
        return self._pause(self._queue(request.name), paused=False)

    def _purge_queue(self, request: Message) -> Message:
        queue = self._queue(request.name)
        now = self._clock()
        self._database.write(lambda c: operations.purge(c, queue.path, now))
        return self._queue_messages([queue])[0]

    def _pause(self, queue: QueueName, *, paused: bool) -> Message:
        self._database.write(lambda c: operations.pause(c, queue.path, paused=paused))
        self._tell_listeners()
        return self._queue_messages([queue])[0]

    def _queue(self, path: str) -> QueueName:
        queue = parse_queue(path)
        if queue.short not in self.settings:
            raise missing(f"{path} does not exist: queue.yaml has no queue {queue.short}")
        return queue

    def _queue_messages(self, queues: list[QueueName]) -> list[Message]:
        with self._database.reader() as connection:
            marks = operations.queue_marks(connection)
        messages = []
        for queue in queues:
            settings = self.settings[queue.short]
            paused, purged = marks.get(queue.path, (False, None))
            messages.append(queue_message(queue.path, settings, paused=paused, purged=purged))
        return messages

    def _tell_listeners(self) -> None:
        for callback in tuple(self._listeners):
            callback()


def _page_size(asked: int) -> int:
    if asked < 0:
        raise invalid("page_size can't be negative")
    return min(asked, LARGEST_PAGE) or LARGEST_PAGE


def _refusing(name: str, why: str) -> Handler:
    def handler(request: Message) -> Message:  # noqa: ARG001 - whatever it is
        raise unimplemented(f"{name} is not offered here: {why}")

    return handler


def _answering(method: Handler) -> Handler:
    def handler(request: Message) -> Message:
        try:
            return method(request)
        except Unavailable as error:
            raise unavailable(error.message) from error

    return handler
