"""Delivery by HTTP to a server of Python's own."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from july.embedded.tasks import DeadlineExceeded, Dispatch, NoAnswer, TaskFailed, http_dispatch
from tests.embedded.tasks.receiver import App, serving

TASK = Dispatch(
    name="one",
    full_name="projects/example/locations/here/queues/default/tasks/one",
    queue="default",
    url="/_tasks/greet?loud=1",
    method="POST",
    headers={"Content-Type": "application/json", "X-CloudTasks-TaskName": "one"},
    body=b'["world"]',
    attempt=1,
    deadline=1000.0,
)
Send = Callable[..., None]


@pytest.fixture
def app() -> Iterator[App]:
    with serving() as app:
        yield app


@pytest.fixture
def send(app: App) -> Send:
    """Sends the task with these fields changed; time stands at 990, ten seconds before its end."""
    dispatch = http_dispatch(app_engine=app.address, clock=lambda: 990.0)
    return lambda **changes: dispatch(replace(TASK, **changes))


def test_a_task_arrives_as_its_creator_made_it(app: App, send: Send) -> None:
    send(url=f"{app.address}/_tasks/grüße?loud=1#part")
    ((method, path, headers, body),) = app.requests
    assert (method, path) == ("POST", "/_tasks/gr%C3%BC%C3%9Fe?loud=1")
    assert headers["Host"] == f"127.0.0.1:{app.server_port}"
    assert headers["X-CloudTasks-TaskName"] == "one"
    assert headers["Content-Length"] == "9"
    assert body == b'["world"]'


def test_a_task_for_app_engine_goes_to_the_address_given(app: App, send: Send) -> None:
    send()
    assert [request[1] for request in app.requests] == ["/_tasks/greet?loud=1"]


def test_a_task_for_app_engine_fails_where_there_is_none() -> None:
    with pytest.raises(NoAnswer, match="is a task for App Engine"):
        http_dispatch()(TASK)


def test_a_task_without_a_body_sends_none(app: App, send: Send) -> None:
    send(method="GET", body=b"")
    send(method="HEAD", body=b"")
    assert [(request[0], request[3]) for request in app.requests] == [("GET", b""), ("HEAD", b"")]


def test_the_token_is_made_for_the_address(app: App) -> None:
    dispatch = http_dispatch(lambda url: f"<{url}>", app_engine=app.address, clock=lambda: 990)
    dispatch(TASK)
    assert app.requests[0][2]["Authorization"] == f"Bearer <{app.address}/_tasks/greet?loud=1>"


def test_a_connection_is_used_again(app: App, send: Send) -> None:
    send()
    app.status = 500
    with pytest.raises(TaskFailed):
        send()
    app.status = 200
    send()
    assert len(app.requests) == 3
    assert len(app.connections) == 1


def test_a_connection_that_was_closed_meanwhile_is_replaced(app: App, send: Send) -> None:
    app.closes = True
    send()
    send()
    assert len(app.requests) == 2
    assert len(app.connections) == 2


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_answer_that_is_no_success_is_a_failure(app: App, send: Send, status: int) -> None:
    app.status = status
    app.headers = {"Location": f"{app.address}/elsewhere", "Retry-After": "7"}
    app.answer = b"because " + b"x" * 600
    with pytest.raises(TaskFailed, match=f"/_tasks/greet.* answered {status}: because x") as caught:
        send()
    assert (caught.value.status, caught.value.answered) == (status, True)
    assert len(caught.value.body) == 500
    assert caught.value.retry_after == 0
    assert len(app.requests) == 1


@pytest.mark.parametrize(
    ("asked", "seconds"), [("7", 7), ("Fri, 31 Dec 1999 23:59:59 GMT", 0), ("-1", 0)]
)
def test_an_app_may_ask_for_a_pause(app: App, send: Send, asked: str, seconds: float) -> None:
    app.status = 503
    app.headers = {"Retry-After": asked}
    with pytest.raises(TaskFailed) as caught:
        send()
    assert caught.value.retry_after == seconds


def test_an_app_that_is_away_gives_no_answer(app: App) -> None:
    dispatch = http_dispatch(app_engine="http://127.0.0.1:1", clock=lambda: 990.0)
    with pytest.raises(NoAnswer, match="refused") as caught:
        dispatch(TASK)
    assert (caught.value.status, caught.value.answered) == (0, False)


def test_an_app_that_hangs_up_gives_no_answer(app: App, send: Send) -> None:
    app.hangs_up = True
    with pytest.raises(NoAnswer, match="closed connection without response"):
        send()


@pytest.mark.parametrize("pause", [0.5, 0.04])
def test_an_answer_that_takes_too_long_is_not_waited_for(
    app: App, send: Send, pause: float
) -> None:
    app.answer = b"x" * 200
    app.pause = pause
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="not answered within") as caught:
        send(deadline=990.2)
    assert time.monotonic() - began < 3
    assert caught.value.status == 504


def test_a_task_whose_deadline_is_over_is_not_sent(app: App, send: Send) -> None:
    with pytest.raises(DeadlineExceeded):
        send(deadline=989)
    assert app.requests == []


def test_a_long_answer_is_cut(app: App, send: Send) -> None:
    app.answer = b"x" * 100_000
    send()
    app.answer = b""
    send()
    assert len(app.connections) == 2
