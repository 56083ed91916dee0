"""One attempt at a task, as it is given to whoever carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from google.cloud.tasks_v2.types import HttpMethod

from july.embedded.tasks.messages import DEFAULT_DEADLINE, Message, seconds, target
from july.embedded.tasks.names import QueueName
from july.embedded.tasks.schema import APP_ERROR, TaskRow

# Set by the queue alone, whatever the task's creator sent (see HttpRequest and
# AppEngineHttpRequest in the API's reference).
RESERVED = ("x-cloudtasks-", "x-appengine-", "x-google-")
COMPUTED = frozenset({"host", "content-length"})
USER_AGENT = "user-agent"
APP_ENGINE_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A request to be made now.

    `url` is what the task's creator gave: absolute, or beginning with / for an App Engine task.
    `attempt` is 1 for the first; `deadline` is in seconds since 1970: whatever is not done by then
    counts as failed.
    """

    name: str
    full_name: str
    queue: str
    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes
    attempt: int
    deadline: float

    @property
    def path(self) -> str:
        """The path of the URL, as it was sent (percent-encoded)."""
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> str:
        """What follows the question mark of the URL."""
        return urlsplit(self.url).query


def make_dispatch(task: Message, row: TaskRow, queue: QueueName, now: float) -> Dispatch:
    """The attempt that a leased row stands for; `task` is the message in it."""
    request = target(task)
    on_app_engine = task.HasField("app_engine_http_request")
    return Dispatch(
        name=row.name,
        full_name=f"{queue.path}/tasks/{row.name}",
        queue=queue.short,
        url=(request.relative_uri or "/") if on_app_engine else request.url,
        method=HttpMethod(request.http_method or HttpMethod.POST).name,
        headers=_headers(request, row, queue, on_app_engine=on_app_engine),
        body=request.body,
        attempt=row.attempts,
        deadline=now + _seconds_allowed(task),
    )


def _seconds_allowed(task: Message) -> float:
    if task.HasField("dispatch_deadline"):
        return seconds(task.dispatch_deadline) or DEFAULT_DEADLINE
    return DEFAULT_DEADLINE


def _headers(
    request: Message, row: TaskRow, queue: QueueName, *, on_app_engine: bool
) -> dict[str, str]:
    """The creator's headers, then those by which the handler knows the task.

    https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler
    https://cloud.google.com/tasks/docs/creating-appengine-handlers#reading-headers
    What these pages leave open is as the service was seen to do it: only App Engine tells a
    reason, and counts answers of 500 and more as executions.
    """
    headers = {name: value for name, value in request.headers.items() if _allowed(name)}
    if on_app_engine:
        _complete(headers, has_body=bool(request.body))
    else:
        headers = {name: value for name, value in headers.items() if name.lower() != USER_AGENT}
        headers["User-Agent"] = "Google-Cloud-Tasks"
    facts = {
        "TaskName": row.name,
        "QueueName": queue.short,
        "TaskRetryCount": str(row.attempts - 1),
        "TaskExecutionCount": str(row.answers if on_app_engine else row.executions),
        "TaskETA": f"{row.scheduled:.6f}",
    }
    if row.status is not None:
        answered = row.reason == APP_ERROR or not on_app_engine
        facts["TaskPreviousResponse"] = str(row.status if answered else 0)
        facts["TaskRetryReason"] = (row.reason or "") if on_app_engine else ""
    family = "X-AppEngine-" if on_app_engine else "X-CloudTasks-"
    return headers | {family + name: value for name, value in facts.items()}


def _complete(headers: dict[str, str], *, has_body: bool) -> None:
    """Add what App Engine adds to the creator's headers."""
    names = {name.lower(): name for name in headers}
    agent = names.get(USER_AGENT, "User-Agent")
    headers[agent] = f"{headers.get(agent, '')} {APP_ENGINE_AGENT}".strip()
    if has_body and "content-type" not in names:
        headers["Content-Type"] = "application/octet-stream"


def _allowed(name: str) -> bool:
    # WSGI makes no difference between a dash and an underscore.
    plain = name.lower().replace("_", "-")
    return plain not in COMPUTED and not plain.startswith(RESERVED)
