"""Rows and settings as protobuf messages of `google.cloud.tasks.v2`."""

from typing import Any, TypeAlias

from google.cloud.tasks_v2 import types
from google.protobuf.timestamp_pb2 import Timestamp

from july.embedded.tasks.names import QueueName
from july.embedded.tasks.schema import TaskRow
from july.embedded.tasks.settings import QueueSettings

Message: TypeAlias = Any
"""A plain protobuf message; proto-plus gives its classes no types."""

TaskMessage = types.Task.pb()
QueueMessage = types.Queue.pb()

FULL = int(types.Task.View.FULL)
BASIC = int(types.Task.View.BASIC)

STATUS_UNKNOWN = 2
"""`google.rpc.Code` of an attempt that failed."""

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
    if task.HasField("dispatch_deadline"):
        kept.dispatch_deadline.CopyFrom(task.dispatch_deadline)
    return bytes(kept.SerializeToString())


def seconds(time: Message) -> float:
    """A protobuf timestamp or duration in seconds."""
    return float(time.seconds + time.nanos / 1e9)


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
        task.last_attempt.response_status.code = STATUS_UNKNOWN
        task.last_attempt.response_status.message = row.error


def _set_time(timestamp: Timestamp, seconds: float) -> None:
    timestamp.FromMicroseconds(_microseconds(seconds))


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
