"""Cloud Tasks on SQLite, and the worker that runs its tasks."""

from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.engine import TasksEngine
from july.embedded.tasks.errors import DeadlineExceeded, TaskFailed, WorkerLost
from july.embedded.tasks.leases import Lease, Leases, Outcome
from july.embedded.tasks.operations import FailedTask
from july.embedded.tasks.queue_yaml import load_queues
from july.embedded.tasks.settings import QueueSettings, RetrySettings
from july.embedded.tasks.worker import Worker
from july.embedded.tasks.wsgi import wsgi_dispatch

__all__ = [
    "DeadlineExceeded",
    "Dispatch",
    "FailedTask",
    "Lease",
    "Leases",
    "Outcome",
    "QueueSettings",
    "RetrySettings",
    "TaskFailed",
    "TasksEngine",
    "Worker",
    "WorkerLost",
    "load_queues",
    "wsgi_dispatch",
]
