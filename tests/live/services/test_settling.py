"""`people.settling`: one's own move, and nobody else's."""

import pytest

from july.errors import Forbidden
from july.live.services import Call, Caller
from july.live.services.calls import running
from july.live.services.marks import marks_of
from july.live.services.own import people
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.testing.site import Site


def called_by(name: str) -> Call:
    """A call by somebody who is signed in."""
    return Call(Caller(find_person=lambda: find_person(name)))


def test_who_has_moved_is_told_of_both_sides(site: Site, octo: str) -> None:
    save_person("octo", Profile(location="Lagos"))
    with running(called_by("octo")):
        assert people.settling("Octo") == {"settled": False, "places": ["Berlin", "Lagos"]}
        site.drain()
        assert people.settling("octo") == {"settled": True, "places": ["Berlin", "Lagos"]}


def test_where_somebody_else_has_moved_is_told_to_nobody(
    site: Site, octo: str, mallory: str
) -> None:
    with running(called_by("mallory")), pytest.raises(Forbidden):
        people.settling("octo")
    with pytest.raises(Forbidden):
        people.settling("octo")
    assert marks_of(people.settling).needs_login


def test_a_move_is_heard_of_by_itself_and_by_both_sides(site: Site, octo: str) -> None:
    save_person("octo", Profile(location="Lagos", team=""))
    heard = marks_of(people.settling).channels_of({"name": "octo"})
    assert heard == ("move:octo", "location:berlin", "location:lagos", "team:pythons")
