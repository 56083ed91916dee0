"""Handing a call to the queue."""

import json
from datetime import timedelta

from google.api_core.exceptions import AlreadyExists
from google.cloud import tasks_v2
from google.protobuf.timestamp_pb2 import Timestamp

from july import stores
from july.lib import clock


def defer(name: str, *arguments: object, task_name: str | None = None, delay: float = 0) -> bool:
    """Have the task `name` called with `arguments` (JSON) at least once, after `delay` seconds.

    A `task_name` makes it one task however often it is deferred: False if the queue has or
    lately had a task of that name. Raises google.api_core exceptions if the queue is away.
    """
    queue = stores.queue_path()
    task = tasks_v2.Task(
        app_engine_http_request=tasks_v2.AppEngineHttpRequest(
            http_method=tasks_v2.HttpMethod.POST,
            relative_uri=f"/_tasks/{name}",
            headers={"Content-Type": "application/json"},
            body=json.dumps(arguments, separators=(",", ":")).encode(),
        ),
    )
    if task_name is not None:
        task.name = f"{queue}/tasks/{task_name}"
    if delay > 0:
        due = Timestamp()
        due.FromDatetime(clock.now() + timedelta(seconds=delay))
        task.schedule_time = due
    try:
        stores.tasks_client().create_task(parent=queue, task=task, timeout=10)
    except AlreadyExists:
        return False
    return True
