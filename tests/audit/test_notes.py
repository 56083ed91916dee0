"""What organisers do is written down with it: who, what, before and after, why."""

from datetime import date

import pytest

from july.audit import acting, entries_about, entries_by, latest_entries
from july.contest.actions import create_game
from july.errors import Conflict, NotFound
from july.people.actions import Profile, save_person, suspend
from july.people.places import merge
from july.people.queries import find_person, find_team
from july.people.reports import Reported, close_report, report
from july.people.teams import approve_team, refuse_team
from july.projects.actions import suspend as suspend_project
from july.testing.site import NOON, Site


@pytest.fixture
def mallory(site: Site) -> str:
    save_person("mallory", Profile(title="Mallory", location="Munich"), [])
    return "mallory"


def test_an_entry_tells_who_did_what_when_and_why(mallory: str) -> None:
    with acting("ada", "Spams every board."):
        suspend(mallory)
    (entry,) = entries_about("people", mallory)
    assert (entry.by, entry.shell, entry.what, entry.title) == ("ada", False, "suspend", "Mallory")
    assert (entry.before, entry.after) == ({"disabled": False}, {"disabled": True})
    assert entry.why == "Spams every board."
    assert entry.moment == int(NOON.timestamp() * 1_000_000)


def test_what_a_command_does_is_the_shells(mallory: str) -> None:
    suspend(mallory)
    (entry,) = entries_about("people", mallory)
    assert (entry.by, entry.shell) == (None, True)


def test_what_changes_nothing_is_not_written_down(mallory: str) -> None:
    suspend(mallory, on=False)
    assert entries_about("people", mallory) == []


def test_what_fails_is_not_written_down(site: Site) -> None:
    before = latest_entries()
    with acting("ada"), pytest.raises(NotFound):
        suspend("nobody")
    with acting("ada"), pytest.raises(Conflict):
        create_game(site.game("another", date(2026, 7, 1), date(2026, 7, 2)))
    assert latest_entries() == before


def test_the_latest_stands_first(site: Site, mallory: str) -> None:
    with acting("ada"):
        suspend(mallory)
    with acting("ada"), site.later(hours=1):
        suspend(mallory, on=False)
    assert [entry.what for entry in entries_by("ada")] == ["reinstate", "suspend"]


def test_everything_that_organisers_do_is_written_down(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit())
    filed = report(Reported("people", mallory, "Mallory", mallory), octo, "spam")
    for name in ("Night Owls", "Early Birds"):
        save_person(mallory, Profile(team=name), [])
        let_wait(mallory)
    with acting("ada", "as agreed"):
        suspend_project("push-octo-hello")
        approve_team("night-owls")
        refuse_team("early-birds")
        merge("locations", "München", "Munich")
        close_report(filed.id, "talked to them")
        create_game(site.game("january", date(2027, 1, 1), date(2027, 1, 31)))
        save_person(octo, Profile(organizer=True), [])
    done = {(entry.what, entry.kind, entry.subject) for entry in entries_by("ada")}
    assert done == {
        ("suspend", "projects", "push-octo-hello"),
        ("approve", "teams", "night-owls"),
        ("refuse", "teams", "early-birds"),
        ("merge", "locations", "munchen"),
        ("close", "reports", filed.id),
        ("create", "games", "january"),
        ("make organiser", "people", octo),
    }
    assert {entry.why for entry in entries_by("ada")} == {"as agreed"}


def let_wait(name: str) -> None:
    """Let the team of somebody wait for an organiser, as where the site says so."""
    person = find_person(name)
    assert person is not None
    team = find_team(person.team)
    assert team is not None
    team.waits = True
    team.put()
