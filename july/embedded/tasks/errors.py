"""What can go wrong in a queue, as gRPC clients and as workers see it."""

from google.api_core import exceptions

from july.errors import JulyError


class TaskFailed(JulyError):
    """An attempt at a task did not succeed.

    `status` is the HTTP status that the app answered, 0 where no answer came, and `body` the start
    of its answer. `retry_after` are the seconds that the app has asked to be left alone for.
    """

    code = "task_failed"
    answered = True

    def __init__(
        self, message: str, *, status: int = 500, body: str = "", retry_after: float = 0.0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.retry_after = retry_after


class NoAnswer(TaskFailed):
    """The app could not be reached, or hung up."""

    code = "no_answer"
    answered = False

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message, status=status)


class DeadlineExceeded(NoAnswer):
    """An attempt took longer than the task's dispatch deadline."""

    code = "deadline_exceeded"

    def __init__(self, message: str) -> None:
        super().__init__(message, status=504)


class WorkerLost(NoAnswer):
    """A worker stopped without saying what became of the task."""

    code = "worker_lost"


def answer_of(error: BaseException) -> tuple[int, bool]:
    """The HTTP status that a failed attempt counts as, and whether the app gave it.

    What is raised in this process counts as the 500 that a server would have made of it.
    """
    return (error.status, error.answered) if isinstance(error, TaskFailed) else (500, True)


def invalid(message: str) -> exceptions.InvalidArgument:
    """The caller sent something that can't be carried out."""
    return exceptions.InvalidArgument(message)  # type: ignore[no-untyped-call]


def missing(message: str) -> exceptions.NotFound:
    """There is no such queue or task."""
    return exceptions.NotFound(message)  # type: ignore[no-untyped-call]


def exists(message: str) -> exceptions.AlreadyExists:
    """The name is taken, or was until recently."""
    return exceptions.AlreadyExists(message)  # type: ignore[no-untyped-call]


def unimplemented(message: str) -> exceptions.MethodNotImplemented:
    """Cloud Tasks has it, this engine hasn't."""
    return exceptions.MethodNotImplemented(message)  # type: ignore[no-untyped-call]


def unavailable(message: str) -> exceptions.ServiceUnavailable:
    """The file can't be written now; the same call may succeed later."""
    return exceptions.ServiceUnavailable(message)  # type: ignore[no-untyped-call]
