"""Carries out tasks by HTTP, as Cloud Tasks does."""

import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import quote, urljoin, urlsplit

from july.embedded.tasks.connections import Answer, Connections, Request, Stale
from july.embedded.tasks.dispatch import Dispatch
from july.embedded.tasks.errors import DeadlineExceeded, NoAnswer, TaskFailed

SHOWN_OF_BODY = 500
"""Characters of a failed answer's body that are kept."""
URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What stands in a URL as it is; all else is percent-encoded."""


def http_dispatch(
    sign: Callable[[str], str] | None = None,
    *,
    app_engine: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Callable[[Dispatch], None]:
    """A function that makes a task's request over HTTP, with connections that are kept.

    With `sign` it carries `Authorization: Bearer <sign(url)>`. Tasks for App Engine go to the
    address `app_engine`. Redirects are not followed.

    The function raises `TaskFailed` when the answer is not 2xx, `NoAnswer` when there is none, and
    `DeadlineExceeded` when it isn't there at the task's deadline, by `clock`.
    """
    connections = Connections()

    def dispatch(task: Dispatch) -> None:
        url = _url(task, app_engine)
        headers = dict(task.headers)
        if sign is not None:
            headers["Authorization"] = f"Bearer {sign(url)}"
        left = task.deadline - clock()
        try:
            answer = _ask(connections, Request(url, task.method, headers, task.body), left)
        except TimeoutError as error:
            message = f"{task.method} {url} was not answered within {max(left, 0):.0f} s"
            raise DeadlineExceeded(message) from error
        except (OSError, HTTPException, ValueError) as error:
            message = f"{task.method} {url} was not answered: {error or type(error).__name__}"
            raise NoAnswer(message) from error
        if not 200 <= answer.status < 300:
            start = answer.start.decode("utf-8", "replace")[:SHOWN_OF_BODY]
            message = f"{task.method} {url} answered {answer.status}: {start}"
            raise TaskFailed(
                message, status=answer.status, body=start, retry_after=_retry_after(answer)
            )

    return dispatch


def _retry_after(answer: Answer) -> float:
    """Seconds that an overloaded app asks for; a date, which RFC 9110 allows too, is not read."""
    asked = answer.retry_after
    return float(asked) if answer.status in {429, 503} and asked.isdecimal() else 0.0


def _url(task: Dispatch, app_engine: str | None) -> str:
    """Where a task goes, absolute and encoded."""
    if urlsplit(task.url).scheme:
        return quote(task.url, safe=URL_SAFE)
    if app_engine is None:
        raise NoAnswer(f"{task.url} is a task for App Engine, and it is not said where that is")
    return quote(urljoin(app_engine, task.url), safe=URL_SAFE)


def _ask(connections: Connections, request: Request, left: float) -> Answer:
    """The answer that comes in the seconds left; a kept connection gone stale is replaced."""
    ends = time.monotonic() + left
    try:
        return connections.ask(request, ends=ends)
    except Stale:
        return connections.ask(request, ends=ends, fresh=True)
