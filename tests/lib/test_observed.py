"""An observed application: its answers carry the id of the request, its requests are counted."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from prometheus_client import REGISTRY
from webtest import TestApp

from july.lib import tracing
from july.lib.observed import Observed


def shows_its_request(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [tracing.current().encode()]


def fails(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
    raise RuntimeError("broken")


def counted(app: str, status: str) -> float:
    labels = {"app": app, "method": "GET", "status": status}
    return REGISTRY.get_sample_value("july_request_seconds_count", labels) or 0.0


def test_the_application_knows_the_id_that_the_answer_carries() -> None:
    answer = TestApp(Observed("shows", shows_its_request)).get("/")
    assert answer.text == answer.headers["X-Request-Id"] != ""


def test_the_id_of_a_proxy_goes_on() -> None:
    app = TestApp(Observed("shows", shows_its_request))
    assert app.get("/", headers={"X-Request-Id": "request-1"}).text == "request-1"


def test_requests_are_counted_by_status() -> None:
    before = counted("shows", "200")
    TestApp(Observed("shows", shows_its_request)).get("/")
    assert counted("shows", "200") == before + 1


def test_an_application_that_raises_counts_as_500() -> None:
    before = counted("fails", "500")
    with pytest.raises(RuntimeError):
        TestApp(Observed("fails", fails)).get("/")
    assert counted("fails", "500") == before + 1
