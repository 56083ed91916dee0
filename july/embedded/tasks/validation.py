"""What the service refuses before a task is stored.

The limits are those of https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks
and https://cloud.google.com/tasks/docs/quotas.
"""

import re
from urllib.parse import urlsplit

from google.cloud.tasks_v2.types import HttpMethod

from july.embedded.tasks.errors import invalid
from july.embedded.tasks.messages import Message, retry_settings, seconds
from july.embedded.tasks.names import QueueName, parse_task
from july.embedded.tasks.settings import RetrySettings
from july.errors import ConfigurationError

LONGEST_URL = 2083
LARGEST_HTTP_TASK = 1024 * 1024
LARGEST_APP_ENGINE_TASK = 100 * 1024
LARGEST_HEADERS = 80 * 1024
FURTHEST_SCHEDULE = 30 * 86400.0
SHORTEST_DEADLINE = 15.0
LONGEST_HTTP_DEADLINE = 30 * 60.0
LONGEST_APP_ENGINE_DEADLINE = 24 * 3600.0 + 15

HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

WITH_BODY = {
    "http_request": {HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH},
    "app_engine_http_request": {HttpMethod.POST, HttpMethod.PUT},
}


def check_task(task: Message, queue: QueueName, now: float) -> str | None:
    """The short name that the creator of `task` chose, if any. Raises `InvalidArgument`."""
    kind = task.WhichOneof("message_type")
    if kind == "http_request":
        _check_url(task.http_request.url)
        _check_limits(task, LARGEST_HTTP_TASK, LONGEST_HTTP_DEADLINE)
    elif kind == "app_engine_http_request":
        _check_relative_uri(task.app_engine_http_request.relative_uri)
        _check_limits(task, LARGEST_APP_ENGINE_TASK, LONGEST_APP_ENGINE_DEADLINE)
    else:
        raise invalid("task needs either http_request or app_engine_http_request")
    _check_request(getattr(task, kind), kind)
    _check_retries(task)
    if seconds(task.schedule_time) > now + FURTHEST_SCHEDULE:
        raise invalid("task.schedule_time can be at most 30 days ahead")
    return _chosen_name(task.name, queue)


def _chosen_name(name: str, queue: QueueName) -> str | None:
    if not name:
        return None
    named_queue, short = parse_task(name)
    if named_queue != queue:
        raise invalid(f"task.name {name!r} must begin with {queue.path}/tasks/")
    return short


def _check_retries(task: Message) -> None:
    try:
        retry_settings(task, RetrySettings())
    except ConfigurationError as error:
        raise invalid(f"task.retry_config: {error.message}") from None


def _check_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise invalid("task.http_request.url must begin with http:// or https://")
    if not _has_host(url):
        raise invalid("task.http_request.url must name a host")
    if len(url) > LONGEST_URL or " " in url:
        raise invalid(f"task.http_request.url can have {LONGEST_URL} characters and no spaces")


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _check_relative_uri(uri: str) -> None:
    if uri and not uri.startswith("/"):
        raise invalid("task.app_engine_http_request.relative_uri must begin with /")
    if len(uri) > LONGEST_URL or " " in uri:
        raise invalid(f"relative_uri can have {LONGEST_URL} characters and no spaces")


def _check_limits(task: Message, largest: int, longest_deadline: float) -> None:
    if task.ByteSize() > largest:
        raise invalid(f"the task is larger than {largest // 1024} KiB")
    if task.HasField("dispatch_deadline"):
        deadline = seconds(task.dispatch_deadline)
        if not SHORTEST_DEADLINE <= deadline <= longest_deadline:
            raise invalid(
                f"task.dispatch_deadline must be {SHORTEST_DEADLINE:g} to {longest_deadline:g} s"
            )


def _check_request(request: Message, kind: str) -> None:
    method = request.http_method or HttpMethod.POST
    if request.body and method not in WITH_BODY[kind]:
        raise invalid(f"task.{kind}.body is not possible with {HttpMethod(method).name}")
    size = 0
    for name, value in request.headers.items():
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise invalid(f"task.{kind}.headers: {name!r} is no HTTP header")
        size += len(name) + len(value)
    if size > LARGEST_HEADERS:
        raise invalid(f"task.{kind}.headers are larger than {LARGEST_HEADERS // 1024} KiB")
