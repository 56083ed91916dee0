"""Cloud Tasks on SQLite, and the worker that runs its tasks."""

from july.embedded.tasks.aside import FailedTask
from july.embedded.tasks.checks import check
from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.engine import TasksEngine
from july.embedded.tasks.errors import DeadlineExceeded, NoAnswer, TaskFailed, WorkerLost
from july.embedded.tasks.http import http_dispatch
from july.embedded.tasks.leases import Leases
from july.embedded.tasks.outcomes import Lease, Outcome
from july.embedded.tasks.queue_yaml import load_queues
from july.embedded.tasks.queues import QueueTally
from july.embedded.tasks.settings import QueueSettings, RetrySettings
from july.embedded.tasks.worker import Worker
from july.embedded.tasks.wsgi import wsgi_dispatch

__all__ = [
    "DeadlineExceeded",
    "Dispatch",
    "FailedTask",
    "Lease",
    "Leases",
    "NoAnswer",
    "Outcome",
    "QueueSettings",
    "QueueTally",
    "RetrySettings",
    "TaskFailed",
    "TasksEngine",
    "Worker",
    "WorkerLost",
    "check",
    "http_dispatch",
    "load_queues",
    "wsgi_dispatch",
]
