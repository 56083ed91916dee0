"""Resource names of Cloud Tasks: `projects/P/locations/L/queues/Q/tasks/T`."""

import re
import secrets
from dataclasses import dataclass
from functools import lru_cache

from july.embedded.tasks.errors import invalid

LOCATION = re.compile(r"projects/[A-Za-z0-9:.-]+/locations/[A-Za-z0-9-]+")
QUEUE = re.compile(rf"({LOCATION.pattern})/queues/([A-Za-z0-9-]{{1,100}})")
TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")


@dataclass(frozen=True, slots=True)
class QueueName:
    """`path` is the full name, `location` what comes before `/queues/`, `short` the last part."""

    path: str
    location: str
    short: str


@lru_cache(maxsize=256)
def parse_queue(path: str) -> QueueName:
    """Read a queue's full name. Raises `InvalidArgument`."""
    match = QUEUE.fullmatch(path)
    if match is None:
        raise invalid(
            f"{path!r} is no queue: projects/PROJECT/locations/LOCATION/queues/QUEUE is expected"
        )
    return QueueName(path, match[1], match[2])


def parse_location(path: str) -> str:
    """Check the full name of a location. Raises `InvalidArgument`."""
    if not LOCATION.fullmatch(path):
        raise invalid(f"{path!r} is no location: projects/PROJECT/locations/LOCATION is expected")
    return path


def parse_task(path: str) -> tuple[QueueName, str]:
    """The queue and the short name of a task's full name. Raises `InvalidArgument`."""
    queue, separator, short = path.rpartition("/tasks/")
    if not separator or not TASK_ID.fullmatch(short):
        raise invalid(
            f"{path!r} is no task: QUEUE/tasks/TASK is expected, with 1 to 500 letters, digits, "
            "dashes and underscores for TASK"
        )
    return parse_queue(queue), short


def new_task_id() -> str:
    """A name for a task that its creator gave none: digits, like those of the real service."""
    return str(secrets.randbits(64)).zfill(20)
