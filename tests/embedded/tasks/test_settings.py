import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.embedded.tasks import QueueSettings, RetrySettings
from july.errors import ConfigurationError

RETRIES = st.builds(
    lambda low, extra, doublings: RetrySettings(
        min_backoff=low, max_backoff=low + extra, max_doublings=doublings
    ),
    st.floats(0.001, 100),
    st.floats(0, 100_000),
    st.integers(0, 200),
)


def test_the_backoff_doubles_then_grows_evenly_up_to_the_maximum() -> None:
    retry = RetrySettings(min_backoff=10, max_backoff=300, max_doublings=3)
    assert [retry.backoff(n) for n in range(1, 9)] == [10, 20, 40, 80, 160, 240, 300, 300]


def test_without_doublings_the_backoff_grows_by_the_minimum() -> None:
    retry = RetrySettings(min_backoff=2, max_backoff=7, max_doublings=0)
    assert [retry.backoff(n) for n in range(1, 6)] == [2, 4, 6, 7, 7]


@given(RETRIES, st.integers(1, 100_000))
def test_the_backoff_stays_within_its_bounds_and_never_shrinks(
    retry: RetrySettings, failures: int
) -> None:
    assert retry.min_backoff <= retry.backoff(failures) <= retry.max_backoff
    assert retry.backoff(failures) <= retry.backoff(failures + 1)


@given(RETRIES)
def test_the_backoff_reaches_its_maximum(retry: RetrySettings) -> None:
    assert retry.backoff(10**9) == retry.max_backoff


def test_attempts_alone_limit_a_task() -> None:
    retry = RetrySettings(max_attempts=3)
    assert not retry.gives_up(2, age=1e9)
    assert retry.gives_up(3, age=0)


def test_age_alone_limits_a_task() -> None:
    retry = RetrySettings(max_attempts=-1, max_retry_duration=60)
    assert not retry.gives_up(1000, age=59)
    assert retry.gives_up(1, age=60)


def test_of_two_limits_both_must_be_reached() -> None:
    retry = RetrySettings(max_attempts=3, max_retry_duration=60)
    assert not retry.gives_up(3, age=59)
    assert not retry.gives_up(2, age=61)
    assert retry.gives_up(3, age=60)


def test_without_limits_a_task_is_never_given_up() -> None:
    assert not RetrySettings(max_attempts=-1).gives_up(10**6, age=1e9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_attempts": 0},
        {"max_attempts": -2},
        {"min_backoff": 5, "max_backoff": 4},
        {"min_backoff": -1},
        {"max_doublings": -1},
        {"max_retry_duration": -1},
    ],
)
def test_contradicting_retry_settings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError):
        RetrySettings(**wrong)  # type: ignore[arg-type, unused-ignore]


@pytest.mark.parametrize("wrong", [{"rate": -1}, {"burst": 0}, {"max_concurrent": 0}])
def test_impossible_queue_settings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="queue mail"):
        QueueSettings("mail", **wrong)  # type: ignore[arg-type, unused-ignore]


def test_a_burst_is_one_second_of_the_rate_unless_given() -> None:
    assert QueueSettings("mail", rate=20).bucket_size == 20
    assert QueueSettings("mail", rate=0.1).bucket_size == 1
    assert QueueSettings("mail", rate=20, burst=5).bucket_size == 5
