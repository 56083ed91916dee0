"""Teams: who gets in, who looks after one, and which wait for an organiser."""

from collections.abc import Callable, Iterator

import pytest

from july import config
from july.errors import BadField, Conflict, Forbidden, NotFound
from july.people.actions import Profile, save_person
from july.people.models import Person, Team
from july.people.queries import find_person, find_team
from july.people.teams import (
    approve_team,
    hand_over,
    join_team,
    leave_team,
    may_lead,
    members,
    refuse_team,
    renew_invitation,
    set_by_invitation,
    waiting_teams,
)
from july.testing.site import Site

PYTHONS = "pythons"


def person(name: str) -> Person:
    found = find_person(name)
    assert found is not None
    return found


def team(slug: str = PYTHONS) -> Team:
    found = find_team(slug)
    assert found is not None
    return found


def names_of(slug: str) -> list[str]:
    return [each.name for each in members(slug)]


def test_who_has_the_link_joins_however_the_team_is_closed(
    site: Site, octo: str, mallory: str
) -> None:
    set_by_invitation(person("octo"), PYTHONS, only=True)
    join_team(person("mallory"), PYTHONS, team().invitation)
    assert names_of(PYTHONS) == ["mallory", "octo"]


@pytest.mark.parametrize("secret", ["", "guess", "é", "\ud800"])
def test_a_guessed_link_lets_nobody_in(site: Site, octo: str, mallory: str, secret: str) -> None:
    with pytest.raises(NotFound, match="does not hold"):
        join_team(person("mallory"), PYTHONS, secret)
    assert names_of(PYTHONS) == ["octo"]


def test_a_link_that_was_renewed_lets_nobody_in(site: Site, octo: str, mallory: str) -> None:
    before = team().invitation
    renew_invitation(person("octo"), PYTHONS)
    with pytest.raises(NotFound):
        join_team(person("mallory"), PYTHONS, before)
    join_team(person("mallory"), PYTHONS, team().invitation)


def test_a_team_is_handed_over_to_a_member_and_to_nobody_else(
    site: Site, octo: str, mallory: str
) -> None:
    with pytest.raises(BadField, match="not in this team"):
        hand_over(person("octo"), PYTHONS, "mallory")
    join_team(person("mallory"), PYTHONS, team().invitation)
    hand_over(person("octo"), PYTHONS, "mallory")
    assert (team().founder, team().lead) == ("octo", "mallory")
    assert not may_lead(team(), person("octo"))
    assert may_lead(team(), person("mallory"))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda who: renew_invitation(who, PYTHONS),
        lambda who: set_by_invitation(who, PYTHONS, only=True),
        lambda who: hand_over(who, PYTHONS, "octo"),
    ],
)
def test_who_does_not_look_after_a_team_changes_nothing_of_it(
    site: Site, octo: str, mallory: str, attempt: Callable[[Person], None]
) -> None:
    before = team()
    with pytest.raises(Forbidden):
        attempt(person("mallory"))
    join_team(person("mallory"), PYTHONS, team().invitation)
    with pytest.raises(Forbidden):
        attempt(person("mallory"))
    assert team() == before


def test_once_who_looked_after_a_team_has_left_every_member_does(
    site: Site, octo: str, mallory: str
) -> None:
    join_team(person("mallory"), PYTHONS, team().invitation)
    leave_team(person("octo"), PYTHONS)
    assert may_lead(team(), person("mallory"))
    assert not may_lead(team(), person("octo"))


def test_the_last_one_leaves_an_empty_team_and_the_next_looks_after_it(
    site: Site, octo: str, mallory: str
) -> None:
    set_by_invitation(person("octo"), PYTHONS, only=True)
    site.push(site.commit())
    site.drain()
    leave_team(person("octo"), PYTHONS)
    site.drain()
    assert site.board("teams") == []
    save_person("mallory", Profile(team="Pythons"), freely=False)
    assert names_of(PYTHONS) == ["mallory"]
    assert may_lead(team(), person("mallory"))


def test_who_is_in_no_team_can_not_leave_it(site: Site, octo: str, mallory: str) -> None:
    with pytest.raises(Conflict):
        leave_team(person("mallory"), PYTHONS)


@pytest.fixture
def approving(site: Site) -> Iterator[None]:
    """The site wants to see new teams first."""
    config.adopt({"JULY_TEAM_APPROVAL": "1"})
    yield
    config.adopt({"JULY_TEAM_APPROVAL": ""})


@pytest.fixture
def owls(site: Site, approving: None, mallory: str) -> str:
    """A new team with a commit."""
    save_person("mallory", Profile(team="Night Owls"), freely=False)
    site.push(site.commit("mallory@example.org"))
    site.drain()
    return "night-owls"


def test_a_new_team_stands_on_no_board_before_an_organiser_approves(site: Site, owls: str) -> None:
    assert [each.slug for each in waiting_teams()] == [owls]
    assert site.board("teams") == []
    assert site.api.get("/api/v1/teams").json["models"] == []
    assert site.differences() == []
    approve_team(owls)
    site.drain()
    assert [(row["slug"], row["points"]) for row in site.board("teams")] == [(owls, 11)]
    assert waiting_teams() == []
    assert site.differences() == []


def test_a_team_that_is_refused_is_gone_and_its_members_are_in_none(site: Site, owls: str) -> None:
    refuse_team(owls)
    site.drain()
    assert find_team(owls) is None
    assert person("mallory").team is None
    assert site.differences() == []


def test_a_team_that_was_approved_is_not_refused(site: Site, owls: str) -> None:
    approve_team(owls)
    with pytest.raises(Conflict, match="merge"):
        refuse_team(owls)


def test_a_team_made_from_the_shell_waits_for_nobody(site: Site, approving: None) -> None:
    save_person("nora", Profile(team="Day Larks"))
    assert not team("day-larks").waits
