"""Rows and settings as protobuf messages of `google.cloud.tasks.v2`."""

from typing import Any, TypeAlias

from google.cloud.tasks_v2 import types
from google.protobuf.timestamp_pb2 import Timestamp

from july.embedded.tasks.names import QueueName
from july.embedded.tasks.schema import TaskRow
from july.embedded.tasks.settings import QueueSettings, RetrySettings

Message: TypeAlias = Any
"""A plain protobuf message; proto-plus gives its classes no types."""

TaskMessage = types.Task.pb()
QueueMessage = types.Queue.pb()

FULL = int(types.Task.View.FULL)
BASIC = int(types.Task.View.BASIC)

RPC_CODES = {
    0: 14,
    400: 3,
    401: 16,
    403: 7,
    404: 5,
    409: 10,
    429: 8,
    499: 1,
    500: 13,
    501: 12,
    503: 14,
    504: 4,
}
"""`google.rpc.Code` by the HTTP status of an answer (see google/rpc/code.proto)."""
UNKNOWN = 2

DEFAULT_DEADLINE = 600.0
"""Seconds that an attempt may take unless the task says otherwise."""


def task_message(row: TaskRow, queue: QueueName, view: int) -> Message:
    """A task as the service answers it; without `FULL` its body is left out."""
    task = TaskMessage.FromString(row.message)
    task.name = f"{queue.path}/tasks/{row.name}"
    task.view = FULL if view == FULL else BASIC
    if view != FULL:
        target(task).ClearField("body")
    _set_time(task.schedule_time, row.scheduled)
    task.create_time.FromSeconds(int(row.created))
    if not task.HasField("dispatch_deadline"):
        task.dispatch_deadline.FromSeconds(int(DEFAULT_DEADLINE))
    task.dispatch_count = row.attempts
    task.response_count = row.answers
    _add_attempts(task, row)
    return task


def target(task: Message) -> Message:
    """The HTTP or App Engine request of a task."""
    return getattr(task, task.WhichOneof("message_type"))


def stored_message(task: Message) -> bytes:
    """What is kept of a task as it was sent; the rest are columns of its row."""
    kept = TaskMessage(**{task.WhichOneof("message_type"): target(task)})
    request = target(kept)
    request.http_method = request.http_method or int(types.HttpMethod.POST)
    for field in ("dispatch_deadline", "retry_config"):
        if task.HasField(field):
            getattr(kept, field).CopyFrom(getattr(task, field))
    return bytes(kept.SerializeToString())


def seconds(time: Message) -> float:
    """A protobuf timestamp or duration in seconds."""
    return float(time.seconds + time.nanos / 1e9)


def retry_settings(task: Message, queue: RetrySettings) -> RetrySettings:
    """How a task is retried: as its own `retry_config` says, and where it is silent as its queue.

    Raises `ConfigurationError` for values of its own that contradict each other.
    """
    if not task.HasField("retry_config"):
        return queue
    own = task.retry_config
    shortest = _seconds_or(own, "min_backoff", queue.min_backoff)
    longest = _seconds_or(own, "max_backoff", queue.max_backoff)
    if not own.HasField("min_backoff"):
        shortest = min(shortest, longest)
    if not own.HasField("max_backoff"):
        longest = max(shortest, longest)
    return RetrySettings(
        max_attempts=own.max_attempts or queue.max_attempts,
        min_backoff=shortest,
        max_backoff=longest,
        max_doublings=own.max_doublings or queue.max_doublings,
        max_retry_duration=_seconds_or(own, "max_retry_duration", queue.max_retry_duration),
    )


def _seconds_or(config: Message, field: str, otherwise: float) -> float:
    return seconds(getattr(config, field)) if config.HasField(field) else otherwise


def queue_message(
    path: str, settings: QueueSettings, *, paused: bool, purged: float | None
) -> Message:
    """A queue as the service answers it."""
    state = types.Queue.State.PAUSED if paused else types.Queue.State.RUNNING
    queue = QueueMessage(name=path, state=int(state))
    if settings.rate is not None:
        queue.rate_limits.max_dispatches_per_second = settings.rate
        queue.rate_limits.max_burst_size = int(settings.bucket_size)
    queue.rate_limits.max_concurrent_dispatches = settings.max_concurrent
    retry = settings.retry
    queue.retry_config.max_attempts = retry.max_attempts
    queue.retry_config.max_doublings = retry.max_doublings
    queue.retry_config.min_backoff.FromMicroseconds(_microseconds(retry.min_backoff))
    queue.retry_config.max_backoff.FromMicroseconds(_microseconds(retry.max_backoff))
    queue.retry_config.max_retry_duration.FromMicroseconds(_microseconds(retry.max_retry_duration))
    if purged is not None:
        _set_time(queue.purge_time, purged)
    return queue


def _add_attempts(task: Message, row: TaskRow) -> None:
    if row.first_attempt is not None:
        _set_time(task.first_attempt.dispatch_time, row.first_attempt)
    if row.last_attempt is not None:
        _set_time(task.last_attempt.dispatch_time, row.last_attempt)
    if row.last_answer is not None:
        _set_time(task.last_attempt.response_time, row.last_answer)
    if row.error is not None:
        task.last_attempt.response_status.code = RPC_CODES.get(row.status or 0, UNKNOWN)
        task.last_attempt.response_status.message = row.error


def _set_time(timestamp: Timestamp, seconds: float) -> None:
    timestamp.FromMicroseconds(_microseconds(seconds))


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
