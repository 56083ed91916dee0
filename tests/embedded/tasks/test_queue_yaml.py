from pathlib import Path

import pytest

from july.embedded.tasks import QueueSettings, RetrySettings, load_queues
from july.errors import ConfigurationError

WHOLE = """
queue:
- name: default
  rate: 500/s
  bucket_size: 100
  max_concurrent_requests: 20
  retry_parameters:
    task_retry_limit: 7
    task_age_limit: 2d
    min_backoff_seconds: 0.5
    max_backoff_seconds: 200
    max_doublings: 4
- name: mail
  rate: 30/m
"""


def load(folder: Path, text: str) -> dict[str, QueueSettings]:
    path = folder / "queue.yaml"
    path.write_text(text)
    return load_queues(path)


def test_every_setting_of_a_queue_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE)["default"] == QueueSettings(
        "default",
        rate=500,
        burst=100,
        max_concurrent=20,
        retry=RetrySettings(
            max_attempts=8,
            min_backoff=0.5,
            max_backoff=200,
            max_doublings=4,
            max_retry_duration=172800,
        ),
    )


def test_where_the_file_is_silent_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE)["mail"] == QueueSettings("mail", rate=0.5)


def test_the_default_queue_always_exists(tmp_path: Path) -> None:
    assert load(tmp_path, "queue:\n- name: mail\n")["default"] == QueueSettings("default")


def test_an_age_limit_alone_does_not_limit_attempts(tmp_path: Path) -> None:
    text = "queue:\n- name: mail\n  retry_parameters:\n    task_age_limit: 90s\n"
    retry = load(tmp_path, text)["mail"].retry
    assert (retry.max_attempts, retry.max_retry_duration) == (-1, 90)


def test_a_rate_of_zero_is_a_queue_that_stands_still(tmp_path: Path) -> None:
    assert load(tmp_path, "queue:\n- name: mail\n  rate: 0\n")["mail"].rate == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("queues: []", "a list `queue:` is missing"),
        ("[", "can't be read as YAML"),
        ("queue:\n- rate: 5/s", "is no queue"),
        ("queue:\n- name: a b", "is no queue"),
        ("queue:\n- name: mail\n  rate: fast", "queue mail: rate 'fast' is not like 5/s"),
        ("queue:\n- name: mail\n  rate: 501/s", "rate '501/s' is over 500/s"),
        ("queue:\n- name: mail\n  bucket_size: 501", "bucket_size 501 is over 500"),
        (
            "queue:\n- name: mail\n  max_concurrent_requests: 5001",
            "max_concurrent_requests 5001 is over 5000",
        ),
        ("queue:\n- name: mail\n  colour: red", "queue mail does not know colour"),
        ("queue:\n- name: mail\n  mode: pull", "only push queues"),
        ("queue:\n- name: mail\n  bucket_size: many", "bucket_size 'many' is not a number"),
        ("queue:\n- name: mail\n  retry_parameters: 7", "must be a mapping"),
        ("queue:\n- name: mail\n  retry_parameters:\n    task_age_limit: 5", "task_age_limit 5"),
        ("queue:\n- name: mail\n  retry_parameters:\n    limit: 5", "does not know limit"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=r"queue\.yaml") as caught:
        load(tmp_path, text)
    assert complaint in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        load_queues(tmp_path / "queue.yaml")
