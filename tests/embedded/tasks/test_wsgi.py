from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.validate import validator

import pytest

from july.embedded.tasks import Dispatch, TaskFailed, wsgi_dispatch

TASK = Dispatch(
    name="one",
    full_name="projects/example/locations/here/queues/default/tasks/one",
    queue="default",
    url="https://july.example.org:8443/_tasks/gr%C3%BC%C3%9Fe?loud=1",
    method="POST",
    headers={"Content-Type": "application/json", "X-CloudTasks-TaskName": "one"},
    body=b'["world"]',
    attempt=1,
    deadline=0.0,
)


class Recorder:
    """A WSGI app that notes what it is asked and answers with a status."""

    def __init__(self, status: str = "200 OK", body: bytes = b"fine") -> None:
        self.status = status
        self.answer = body
        self.environ: WSGIEnvironment = {}
        self.body = b""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read()
        start_response(self.status, [("Content-Type", "text/plain")])
        return [self.answer]


def test_the_app_gets_the_task_as_a_request() -> None:
    app = Recorder()
    wsgi_dispatch(app, environ_extra={})(TASK)
    asked = app.environ
    assert asked["REQUEST_METHOD"] == "POST"
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/_tasks/grüße"
    assert asked["QUERY_STRING"] == "loud=1"
    assert asked["CONTENT_TYPE"] == "application/json"
    assert asked["CONTENT_LENGTH"] == "9"
    assert asked["HTTP_X_CLOUDTASKS_TASKNAME"] == "one"
    assert asked["HTTP_HOST"] == "july.example.org:8443"
    assert (asked["SERVER_NAME"], asked["SERVER_PORT"]) == ("july.example.org", "8443")
    assert asked["wsgi.url_scheme"] == "https"
    assert app.body == b'["world"]'


def test_extra_keys_tell_the_app_that_the_call_is_from_inside() -> None:
    app = Recorder()
    wsgi_dispatch(app, environ_extra={"july.inside": True})(TASK)
    assert app.environ["july.inside"] is True


@pytest.mark.parametrize("url", ["/_tasks/greet", "http://july.example.org", "/"])
def test_the_call_is_well_formed_by_the_standards_validator(url: str) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("204 No Content", [])
        return []

    wsgi_dispatch(validator(app), environ_extra={})(replace(TASK, url=url, headers={}))


def test_a_task_for_app_engine_has_a_local_host() -> None:
    app = Recorder()
    wsgi_dispatch(app, environ_extra={})(replace(TASK, url="/_tasks/greet"))
    assert (app.environ["SERVER_NAME"], app.environ["SERVER_PORT"]) == ("localhost", "80")


@pytest.mark.parametrize("status", ["199 Odd", "302 Found", "404 Not Found", "500 Oops"])
def test_an_answer_that_is_no_success_is_a_failure(status: str) -> None:
    app = Recorder(status, b"because " + b"x" * 5000)
    with pytest.raises(TaskFailed) as caught:
        wsgi_dispatch(app, environ_extra={})(TASK)
    assert caught.value.status == int(status[:3])
    assert caught.value.body.startswith("because x")
    assert len(caught.value.body) == 500
    assert f"POST /_tasks/gr%C3%BC%C3%9Fe answered {status[:3]}" in str(caught.value)


def test_an_answer_in_many_parts_is_read_to_its_end() -> None:
    parts = iter([b"x" * 400, b"y" * 400, b"z" * 400])

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("500 Oops", [])
        return parts

    with pytest.raises(TaskFailed) as caught:
        wsgi_dispatch(app, environ_extra={})(TASK)
    assert caught.value.body == "x" * 400 + "y" * 100
    assert list(parts) == []


def test_an_exception_of_the_app_passes_through() -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wsgi_dispatch(app, environ_extra={})(TASK)


def test_an_app_that_never_starts_its_answer_has_failed() -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return []

    with pytest.raises(TaskFailed, match="start_response"):
        wsgi_dispatch(app, environ_extra={})(TASK)


class Closing:
    """An answer that is an iterator with `close`, begun lazily, as generators are."""

    def __init__(self, start: Callable[[], Any]) -> None:
        self.closed = False
        self._start = start

    def __iter__(self) -> Iterator[bytes]:
        self._start()
        yield b"late"

    def close(self) -> None:
        self.closed = True


def test_an_answer_is_read_to_its_end_and_closed() -> None:
    answers: list[Closing] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answers.append(Closing(lambda: start_response("200 OK", [])))
        return answers[0]

    wsgi_dispatch(app, environ_extra={})(TASK)
    assert answers[0].closed
