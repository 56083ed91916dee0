"""Handing a call to the queue."""

import json
from datetime import timedelta

from google.api_core.exceptions import AlreadyExists
from google.cloud import tasks_v2
from google.protobuf.timestamp_pb2 import Timestamp

from july import stores
from july.config import Engine, Settings, settings
from july.deferred.registry import queue_of
from july.lib import clock, tracing

SERVICE = "api"
"""The service of App Engine that carries out tasks; its YAML names it so."""
HEADERS = {"Content-Type": "application/json"}


def _headers() -> dict[str, str]:
    """A task belongs to the request in which it was deferred."""
    id = tracing.current()
    return {**HEADERS, tracing.HEADER: id} if id else HEADERS


def defer(name: str, *arguments: object, task_name: str | None = None, delay: float = 0) -> bool:
    """Have the task `name` called with `arguments` (JSON) at least once, after `delay` seconds.

    A `task_name` makes it one task however often it is deferred: False if the queue has or
    lately had a task of that name. Raises google.api_core exceptions if the queue is away.
    """
    queue = stores.queue_path(queue_of(name))
    body = json.dumps(arguments, separators=(",", ":")).encode()
    task = request_of(settings(), f"/_tasks/{name}", body)
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


def request_of(settings: Settings, path: str, body: bytes) -> tasks_v2.Task:
    """A task that posts `body` to `path` of the API app, wherever that is.

    App Engine, and the worker of this site, know by themselves; any other queue needs the address,
    and the one of the cloud signs for whom it comes. Whoever belongs to a project may have its App
    Engine asked, wherever they are.
    """
    if settings.tasks is Engine.EMBEDDED or (
        settings.tasks is Engine.CLOUD and settings.tasks_url is None
    ):
        return tasks_v2.Task(app_engine_http_request=_on_app_engine(settings, path, body))
    request = tasks_v2.HttpRequest(
        http_method=tasks_v2.HttpMethod.POST,
        url=f"{settings.tasks_url}{path}",
        headers=_headers(),
        body=body,
    )
    if settings.tasks is Engine.CLOUD:
        request.oidc_token = tasks_v2.OidcToken(
            service_account_email=settings.tasks_account, audience=settings.tasks_url
        )
    return tasks_v2.Task(http_request=request)


def _on_app_engine(settings: Settings, path: str, body: bytes) -> tasks_v2.AppEngineHttpRequest:
    request = tasks_v2.AppEngineHttpRequest(
        http_method=tasks_v2.HttpMethod.POST, relative_uri=path, headers=_headers(), body=body
    )
    if settings.tasks is Engine.CLOUD:
        request.app_engine_routing = tasks_v2.AppEngineRouting(service=SERVICE)
    return request
