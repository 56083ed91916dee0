"""`manage.py tasks`: what the queue holds, and what it has given up."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from july import deferred, stores
from july.config import Engine, Settings
from july.embedded.tasks import Outcome
from july.main import warm_up
from july.testing.site import Site

Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; gives the JSON objects it prints."""
    warm_up()
    site.drain()

    def run(*arguments: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        call_command("tasks", *arguments)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.fixture
def give_up(run: Run) -> Callable[[], int]:
    """Has one more task given up; gives its number."""
    leases = stores.stores().tasks.leases

    def give_up() -> int:
        deferred.defer("contest.sweep")
        for _ in range(51):
            (lease,) = leases.lease(1, within=10**6)
            leases.settle([Outcome(lease, ValueError("broken"))])
        return stores.stores().tasks.failed()[0].number

    return give_up


def test_a_queue_is_told_in_numbers(run: Run) -> None:
    deferred.defer("contest.sweep")
    deferred.defer("contest.sweep", delay=1000)
    (queue,) = run()
    assert queue["path"].endswith("/queues/work")
    assert (queue["tasks"], queue["running"], queue["kept"]) == (2, 0, 0)


def test_tasks_that_were_given_up_are_listed_with_their_cause(
    run: Run, give_up: Callable[[], int]
) -> None:
    number = give_up()
    queue, failed = run("list")
    assert (queue["kept"], queue["failures"]) == (1, 51)
    assert failed["number"] == number
    assert failed["attempts"] == 51
    assert failed["error"] == "ValueError: broken"
    assert failed["created"].endswith("+00:00")


def test_a_task_can_be_run_again(run: Run, give_up: Callable[[], int]) -> None:
    number = give_up()
    assert run("run", str(number)) == [{"run": [number]}]
    (queue,) = run()
    assert (queue["tasks"], queue["kept"]) == (1, 0)


def test_all_can_be_dropped(run: Run, give_up: Callable[[], int]) -> None:
    numbers = [give_up(), give_up()]
    assert run("drop", "--all") == [{"drop": numbers}]
    assert len(run()) == 1


def test_queues_elsewhere_are_asked_elsewhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine, where in ((Engine.EMULATOR, "JULY_DATA"), (Engine.CLOUD, "gcloud tasks")):
        monkeypatch.setattr(Settings, "tasks", engine)
        with pytest.raises(CommandError, match=where):
            run()


def test_what_is_not_possible_is_said(run: Run, give_up: Callable[[], int]) -> None:
    with pytest.raises(CommandError, match="numbers, or --all"):
        run("run")
    with pytest.raises(CommandError, match="has the number 999"):
        run("drop", "999")
    number = give_up()
    assert run("drop", "999", str(number)) == [{"drop": [number]}]
