"""What can go wrong in a queue, as gRPC clients and as workers see it."""

from google.api_core import exceptions

from july.errors import JulyError


class TaskFailed(JulyError):
    """An attempt at a task did not succeed.

    `status` is the HTTP status that the app answered and `body` the start of its answer, where
    there was one.
    """

    code = "task_failed"

    def __init__(self, message: str, *, status: int = 500, body: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class DeadlineExceeded(TaskFailed):
    """An attempt took longer than the task's dispatch deadline."""

    code = "deadline_exceeded"


class WorkerLost(TaskFailed):
    """A worker stopped without saying what became of the task."""

    code = "worker_lost"


def invalid(message: str) -> exceptions.InvalidArgument:
    """The caller sent something that can't be carried out."""
    return exceptions.InvalidArgument(message)  # type: ignore[no-untyped-call]


def missing(message: str) -> exceptions.NotFound:
    """There is no such queue or task."""
    return exceptions.NotFound(message)  # type: ignore[no-untyped-call]


def exists(message: str) -> exceptions.AlreadyExists:
    """The name is taken, or was until recently."""
    return exceptions.AlreadyExists(message)  # type: ignore[no-untyped-call]


def unavailable(message: str) -> exceptions.ServiceUnavailable:
    """The file can't be written now; the same call may succeed later."""
    return exceptions.ServiceUnavailable(message)  # type: ignore[no-untyped-call]
