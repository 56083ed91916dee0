"""Roles: organisers, moderators, readers; given and withdrawn, and somebody is always left."""

import pytest

from july.audit import entries_about
from july.errors import Conflict, NotFound
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.people.roles import Role, grant, may, role_of
from july.testing.site import Site


@pytest.fixture
def ada(site: Site) -> str:
    save_person("ada", Profile(title="Ada", organizer=True), [])
    return "ada"


def test_each_role_includes_what_those_below_may(site: Site) -> None:
    assert Role.ORGANIZER.includes(Role.READER)
    assert Role.MODERATOR.includes(Role.MODERATOR)
    assert not Role.READER.includes(Role.MODERATOR)


def test_who_just_takes_part_has_none(site: Site, octo: str) -> None:
    assert role_of(find_person(octo)) is None
    assert not may(find_person(octo), Role.READER)
    assert not may(None, Role.READER)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_given_and_withdrawn(site: Site, ada: str, octo: str, role: Role) -> None:
    grant(octo, role)
    assert role_of(find_person(octo)) is role
    with site.later(hours=1):
        grant(octo, None)
    assert role_of(find_person(octo)) is None
    assert [entry.what for entry in entries_about("people", octo)] == ["withdraw", "grant"]


def test_the_last_organiser_stays_one(ada: str, octo: str) -> None:
    for role in (None, Role.READER):
        with pytest.raises(Conflict):
            grant(ada, role)
    grant(octo, Role.ORGANIZER)
    grant(ada, Role.READER)
    assert role_of(find_person(ada)) is Role.READER
    with pytest.raises(Conflict):
        grant(octo, None)


def test_who_is_suspended_has_none_meanwhile(ada: str, octo: str) -> None:
    person = grant(octo, Role.MODERATOR)
    person.disabled = True
    assert role_of(person) is None


def test_nobody_who_is_not_there_gets_one(ada: str) -> None:
    with pytest.raises(NotFound):
        grant("nobody", Role.READER)
