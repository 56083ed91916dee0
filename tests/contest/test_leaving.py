"""People who go: whose their commits are afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from google.cloud import ndb

from july.contest.actions import create_game
from july.contest.leaving import put_away
from july.contest.models import Commit, Contribution
from july.errors import Conflict, NotFound
from july.people.actions import Profile, create_person, save_person
from july.people.leaving import Departure, Fate, delete_account, merge_account
from july.people.queries import addresses_of, find_person, owners_of
from july.projects.actions import save_hook
from july.projects.queries import find_hook, hooks_of
from july.testing.site import Site


@pytest.fixture
def pushed(site: Site, octo: str, mallory: str) -> None:
    """octo has two commits in one project, one in another that is theirs alone; mallory one."""
    site.push(
        site.commit(), site.commit("octo@work.example.org"), site.commit("mallory@example.org")
    )
    site.push(site.commit(), repository="octo/alone")
    site.drain()


def points(site: Site, kind: str) -> dict[str, int]:
    return {row["slug"]: row["points"] for row in site.board(kind)}


def go(site: Site, fate: Fate) -> None:
    delete_account("octo", fate)
    site.drain()


def test_nobodys_commits_stay_for_their_projects(site: Site, pushed: None) -> None:
    before = points(site, "projects"), points(site, "languages")
    go(site, Fate.NOBODY)
    assert (points(site, "projects"), points(site, "languages")) == before
    assert points(site, "people") == {"mallory": 11}
    assert points(site, "locations") == {"berlin": 11}
    assert points(site, "teams") == {}
    assert site.differences() == []


def test_nothing_is_left_of_a_name_or_an_address(site: Site, pushed: None) -> None:
    go(site, Fate.NOBODY)
    left = [commit for commit in Commit.query() if commit.person != "mallory"]
    assert {(each.person, each.orphan, each.email, each.author) for each in left} == {
        (None, None, "", "")
    }
    assert find_person("octo") is None
    assert owners_of(["octo@example.org"]) == {}


def test_nobody_can_claim_what_is_nobodys(site: Site, pushed: None) -> None:
    go(site, Fate.NOBODY)
    save_person("mallory", Profile(), ["octo@example.org"])
    site.drain()
    assert points(site, "people") == {"mallory": 11}


def test_commits_that_vanish_are_taken_out_of_everything(site: Site, pushed: None) -> None:
    go(site, Fate.VANISH)
    assert Commit.query().count() == 1
    assert points(site, "projects") == {"push-octo-hello": 11}
    assert points(site, "locations") == {"berlin": 11}
    assert points(site, "languages") == {"python": 1}
    assert site.differences() == []


def test_who_was_first_is_told_by_the_commits_that_are_left(
    site: Site, octo: str, mallory: str
) -> None:
    site.push(site.commit("mallory@example.org"))
    site.push(site.commit())
    site.push(site.commit("stranger@example.org"), repository="octo/other")
    go(site, Fate.VANISH)
    assert [row["slug"] for row in site.board("projects")] == ["push-octo-hello", "push-octo-other"]
    assert site.differences() == []


def test_what_orphans_have_pushed_is_added_to_what_becomes_nobodys(
    site: Site, pushed: None
) -> None:
    site.push(site.commit(""))
    go(site, Fate.NOBODY)
    assert points(site, "projects")["push-octo-hello"] == 14
    assert site.differences() == []


def test_what_vanished_does_not_count_when_it_is_delivered_again(site: Site, octo: str) -> None:
    commit = site.commit()
    site.push(commit)
    go(site, Fate.VANISH)
    (again,) = site.push(commit).json["commits"]
    assert again["verdict"] == "rewritten"


@pytest.mark.parametrize("fate", [Fate.NOBODY, Fate.VANISH])
def test_a_departure_that_is_carried_out_twice_changes_nothing_more(
    site: Site, pushed: None, fate: Fate
) -> None:
    go(site, fate)
    stored = {row.key.id(): row.commits for row in Contribution.query()}
    put_away(Departure("octo", fate))
    site.drain()
    assert {row.key.id(): row.commits for row in Contribution.query()} == stored
    assert site.differences() == []


def test_a_departure_that_broke_off_between_rows_and_commits_is_completed(
    site: Site, pushed: None
) -> None:
    delete_account("octo", Fate.NOBODY)
    ndb.delete_multi([commit.key for commit in Commit.query(Commit.person == "octo").fetch(1)])
    site.drain()
    assert Commit.query(Commit.person == "octo").count() == 0


def test_the_name_of_somebody_who_went_is_nobody_elses(site: Site, octo: str) -> None:
    go(site, Fate.NOBODY)
    for name in ("octo", "0cto"):
        with pytest.raises(Conflict):
            create_person(name, "")


def test_a_game_that_is_over_keeps_what_teams_have_got(site: Site, pushed: None) -> None:
    before = points(site, "teams"), points(site, "locations")
    with site.later(days=40):
        create_game(site.game("august", date(2026, 8, 10), date(2026, 8, 31)))
        go(site, Fate.NOBODY)
        site.drain()
        game = {"game": "julython-2026"}
        assert {row["slug"]: row["points"] for row in site.board("teams", **game)} == before[0]
        assert {row["slug"]: row["points"] for row in site.board("locations", **game)} == before[1]
        assert [row["slug"] for row in site.board("people", **game)] == ["mallory"]
        assert site.differences() == []


def test_hooks_of_somebody_who_went_take_nothing_more(site: Site, octo: str) -> None:
    hook = save_hook("octo", "push")
    go(site, Fate.NOBODY)
    assert find_hook(hook.id, deleted_too=True) is None


def test_nobody_goes_twice(site: Site, octo: str) -> None:
    delete_account("octo", Fate.NOBODY)
    with pytest.raises(NotFound):
        delete_account("octo", Fate.VANISH)


def test_two_accounts_become_one(site: Site, pushed: None) -> None:
    hook = save_hook("octo", "push")
    merge_account("octo", "mallory")
    site.drain()
    assert points(site, "people") == {"mallory": 24}
    assert points(site, "teams") == {}
    assert addresses_of("mallory") == [
        "mallory@example.org",
        "octo@example.org",
        "octo@work.example.org",
    ]
    assert [each.id for each in hooks_of("mallory")] == [hook.id]
    assert site.differences() == []
    assert find_person("octo") is None


def test_commits_after_a_merge_are_the_heirs(site: Site, pushed: None) -> None:
    merge_account("octo", "mallory")
    site.push(site.commit())
    site.drain()
    assert points(site, "people") == {"mallory": 25}
    assert site.differences() == []


@pytest.mark.parametrize("fate", [Fate.NOBODY, Fate.VANISH])
def test_totals_are_right_when_pushes_arrive_meanwhile(
    site: Site, pushed: None, fate: Fate
) -> None:
    pushes = [
        site.commit(email)
        for email in ("octo@example.org", "mallory@example.org")
        for _ in range(8)
    ]
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(site.push, commit) for commit in pushes]
        go(site, fate)
        assert {answer.result().status_code for answer in answers} == {201}
    site.drain()
    assert "octo" not in points(site, "people")
    assert site.differences() == []
