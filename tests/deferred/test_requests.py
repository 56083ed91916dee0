"""What a deferred call looks like in the queue, wherever the queue is."""

from dataclasses import replace
from pathlib import Path

import pytest
from google.cloud import tasks_v2

from july import config
from july.config import Settings
from july.deferred.queue import request_of

API = "https://api.example.org"
ACCOUNT = "tasks@my-july.iam.gserviceaccount.com"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return config.load({"JULY_DATA": str(tmp_path), "JULY_SECRET_KEY": "k" * 32})


def made(settings: Settings) -> tasks_v2.Task:
    return request_of(settings, "/_tasks/contest.announce", b"[]")


def test_in_one_process_a_task_is_a_path(here: Settings) -> None:
    request = made(here).app_engine_http_request
    assert request.relative_uri == "/_tasks/contest.announce"
    assert (request.body, request.http_method) == (b"[]", tasks_v2.HttpMethod.POST)
    assert not request.app_engine_routing.service


def test_in_the_cloud_app_engine_takes_a_task_to_its_service_api(here: Settings) -> None:
    task = made(replace(here, project="my-july"))
    assert task.app_engine_http_request.app_engine_routing.service == "api"
    assert not task.http_request.url


def test_to_an_address_a_task_of_the_cloud_carries_a_token(here: Settings) -> None:
    task = made(replace(here, project="my-july", tasks_url=API, tasks_account=ACCOUNT))
    assert task.http_request.url == f"{API}/_tasks/contest.announce"
    assert task.http_request.headers["Content-Type"] == "application/json"
    token = task.http_request.oidc_token
    assert (token.service_account_email, token.audience) == (ACCOUNT, API)


def test_for_another_process_a_task_is_an_address(here: Settings) -> None:
    task = made(replace(here, tasks_emulator_host="127.0.0.1:8081", tasks_url=API))
    assert task.http_request.url == f"{API}/_tasks/contest.announce"
    assert not task.http_request.oidc_token.audience
