from typing import Any

import pytest
from google.api_core import exceptions

from tests.embedded.tasks.given import LOCATION, QUEUE, START, Client, http_task

URL = "https://july.example.org/"


def http(**fields: Any) -> dict[str, Any]:
    return {"http_request": {"url": URL} | fields}


def app_engine(**fields: Any) -> dict[str, Any]:
    return {"app_engine_http_request": fields}


def backoff(shortest: int, longest: int) -> dict[str, Any]:
    return {"min_backoff": {"seconds": shortest}, "max_backoff": {"seconds": longest}}


@pytest.mark.parametrize(
    ("task", "complaint"),
    [
        ({}, "either http_request or app_engine_http_request"),
        (http(url=""), "must begin with http://"),
        (http(url="ftp://example.org/"), "must begin with http://"),
        (http(url=URL + "x" * 2083), "2083 characters"),
        (http(url=URL + "a b"), "no spaces"),
        (http(http_method="GET", body=b"x"), "not possible with GET"),
        (http(headers={"X Tone": "warm"}), "is no HTTP header"),
        (http(headers={"X-Tone": "warm\r\nX-Other: 1"}), "is no HTTP header"),
        (http(headers={f"X-{n}": "v" * 8000 for n in range(11)}), "larger than 80 KiB"),
        (http(body=b"x" * 1024 * 1024), "larger than 1024 KiB"),
        (http() | {"dispatch_deadline": {"seconds": 14}}, "15 to 1800 s"),
        (http() | {"dispatch_deadline": {"seconds": 1801}}, "15 to 1800 s"),
        (http(url="http:///tasks"), "must name a host"),
        (http(url="http://[::1/"), "must name a host"),
        (http() | {"retry_config": {"max_attempts": -2}}, "retry_config: max_attempts"),
        (http() | {"retry_config": backoff(10, 5)}, "min_backoff must lie"),
        (http_task(at=START + 31 * 86400), "30 days"),
        (app_engine(relative_uri="tasks"), "must begin with /"),
        (app_engine(relative_uri="/a b"), "no spaces"),
        (app_engine(http_method="PATCH", body=b"x"), "not possible with PATCH"),
        (app_engine(body=b"x" * 100 * 1024), "larger than 100 KiB"),
        (app_engine() | {"dispatch_deadline": {"seconds": 90000}}, "15 to 86415 s"),
        (http() | {"name": "one"}, "is no task"),
        (http() | {"name": f"{QUEUE}/tasks/a.b"}, "is no task"),
        (http() | {"name": f"{QUEUE}/tasks/" + "x" * 501}, "is no task"),
        (http() | {"name": f"{LOCATION}/queues/quick/tasks/a"}, "must begin with"),
    ],
)
def test_an_impossible_task_is_refused(
    client: Client, task: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(exceptions.InvalidArgument, match=complaint):
        client.create_task(parent=QUEUE, task=task)


@pytest.mark.parametrize(
    "task",
    [
        http(http_method="PATCH", body=b"x"),
        http(headers={"X-Tone": "w\u00e4rm"}),
        http() | {"dispatch_deadline": {"seconds": 15}},
        http() | {"retry_config": {"max_attempts": -1, "max_retry_duration": {"seconds": 60}}},
        http() | {"name": f"{QUEUE}/tasks/" + "x" * 500},
        app_engine(),
        app_engine(http_method="GET", relative_uri="/a?b=c"),
        http_task(at=START + 29 * 86400),
    ],
)
def test_a_task_at_the_limits_is_accepted(client: Client, task: dict[str, Any]) -> None:
    created = client.create_task(parent=QUEUE, task=task)
    assert client.get_task(name=created.name).name == created.name


@pytest.mark.parametrize(
    "parent", ["default", f"{LOCATION}/queues/a b", f"{QUEUE}/tasks/one", "projects/p/queues/q"]
)
def test_a_parent_that_is_no_queue_is_refused(client: Client, parent: str) -> None:
    with pytest.raises(exceptions.InvalidArgument, match="is no queue"):
        client.create_task(parent=parent, task=http())
    with pytest.raises(exceptions.InvalidArgument, match="is no queue"):
        client.get_queue(name=parent)


def test_a_name_that_is_no_task_is_refused(client: Client) -> None:
    with pytest.raises(exceptions.InvalidArgument, match="is no task"):
        client.get_task(name=QUEUE)


def test_a_parent_that_is_no_location_is_refused(client: Client) -> None:
    with pytest.raises(exceptions.InvalidArgument, match="is no location"):
        client.list_queues(parent=QUEUE)


def test_filters_and_negative_pages_are_refused(client: Client) -> None:
    with pytest.raises(exceptions.InvalidArgument, match="filter"):
        client.list_queues(request={"parent": LOCATION, "filter": "state: PAUSED"})
    with pytest.raises(exceptions.InvalidArgument, match="page_size"):
        client.list_tasks(request={"parent": QUEUE, "page_size": -1})
