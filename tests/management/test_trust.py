"""`reports` and `suspend`."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from july.main import warm_up
from july.people.queries import find_person
from july.people.reports import Reported, report
from july.projects.queries import find_project
from july.testing.site import Site

Run = Callable[..., list[dict[str, object]]]


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives the JSON objects that it prints."""
    warm_up()

    def run(*arguments: str) -> list[dict[str, object]]:
        capsys.readouterr()
        call_command(*arguments)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_reports_are_listed_until_they_are_closed(run: Run, octo: str, mallory: str) -> None:
    report(Reported("people", "mallory", "Mallory", "mallory"), octo, "spam", "Sells watches.")
    report(Reported("teams", "us", "Us", None), octo, "abuse")
    first, second = run("reports")
    told = (first["subject"], first["by"], first["reason"], first["words"], first["state"])
    assert told == ("mallory", "octo", "spam", "Sells watches.", "open")
    (closed,) = run("reports", "--close", str(first["id"]), "--outcome", "suspended")
    assert (closed["state"], closed["outcome"]) == ("closed", "suspended")
    assert run("reports") == [second]
    assert run("reports", "--all") == [closed, second]


def test_a_report_that_is_not_there_can_not_be_closed(run: Run) -> None:
    with pytest.raises(CommandError, match="no report 'beef'"):
        run("reports", "--close", "beef")


def test_a_person_is_suspended_and_let_in_again(run: Run, octo: str) -> None:
    assert run("suspend", "OCTO") == [{"person": "octo", "suspended": True}]
    assert find_person("octo").disabled  # type: ignore[union-attr]
    run("suspend", "octo", "--undo")
    assert not find_person("octo").disabled  # type: ignore[union-attr]


def test_nothing_of_a_suspended_project_counts(site: Site, run: Run, octo: str) -> None:
    site.push(site.commit())
    run("suspend", "push-octo-hello", "--project")
    assert find_project("push-octo-hello").disabled  # type: ignore[union-attr]
    assert site.push(site.commit()).json["commits"][0]["verdict"] == "disabled"


@pytest.mark.parametrize("arguments", [["nobody"], ["push-no-such", "--project"], [""]])
def test_who_is_not_there_can_not_be_suspended(run: Run, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="There is no"):
        run("suspend", *arguments)
