"""Saving people: repeatable, whole or not at all, and nobody takes what is somebody else's."""

from collections.abc import Callable

import pytest
from google.cloud import ndb

from july import deferred
from july.contest.models import Standing
from july.errors import BadField, Conflict, Suspended
from july.people.actions import Profile, save_person, suspend
from july.people.models import Email
from july.people.queries import (
    addresses_of,
    find_location,
    find_people,
    find_person,
    find_team,
    owners_of,
    person_with_password,
)
from july.people.tokens import bearer_of, create_token, token_digest
from july.testing.site import Site

OCTO = Profile(title="Octo Cat", location="Berlin", team="Pythons", password="tentacles-8")
OCTOS = ["octo@example.org", "octo@work.example.org"]


def stored() -> dict[ndb.Key, ndb.Model]:
    """Everything there is but the outbox."""
    found = ndb.Query().fetch()
    return {entity.key: entity for entity in found if entity.key.kind() not in {"Outbox", "Mark"}}


def test_saving_a_person_again_changes_nothing(site: Site, octo: str) -> None:
    site.drain()
    before = stored()
    save_person("Octo", OCTO, OCTOS)
    assert stored() == before
    assert site.waiting("contest.move_person") == site.waiting("contest.claim_orphans") == 0


def test_what_is_not_said_stays_as_it_is(site: Site, octo: str) -> None:
    save_person("octo", Profile(title="Octo"))
    person = find_person("octo")
    assert person is not None
    assert (person.title, person.location, person.team) == ("Octo", "berlin", "pythons")
    assert person_with_password("octo", "tentacles-8")
    assert addresses_of("octo") == OCTOS


def test_an_empty_value_empties(site: Site, octo: str) -> None:
    person = save_person("octo", Profile(title="", location="", team=""))
    assert (person.title, person.location, person.team) == ("octo", None, None)


def test_a_place_is_made_once_and_keeps_its_first_name(site: Site, octo: str) -> None:
    save_person("ada", Profile(location=" BERLIN ", team="pythons"))
    location, team = find_location("berlin"), find_team("pythons")
    assert location is not None
    assert team is not None
    assert (location.name, team.name) == ("Berlin", "Pythons")


def test_an_address_of_somebody_else_is_refused_and_nothing_is_changed(
    site: Site, octo: str
) -> None:
    before = stored()
    profile = Profile(
        title="Mallory", location="Lagos", team="Thieves", password="x", organizer=True
    )
    for name in ("mallory", "ada"):
        with pytest.raises(Conflict) as caught:
            save_person(name, profile, ["new@example.org", "OCTO@example.org"])
        assert caught.value.field == "email"
    assert stored() == before


def test_a_refused_value_changes_nothing(site: Site, octo: str) -> None:
    before = stored()
    for name, profile, emails in (
        ("octo", Profile(title="New", location="Lagos", team="..."), []),
        ("octo", Profile(title="New", location="Lagos"), ["no address"]),
        ("-octo", Profile(location="Lagos"), []),
    ):
        with pytest.raises(BadField):
            save_person(name, profile, emails)
    assert stored() == before


def test_who_moves_is_followed_by_their_standings(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="Lagos", team=""))
    site.drain()
    assert [row["slug"] for row in site.board("locations")] == ["lagos"]
    assert site.board("teams") == []
    assert site.differences() == []


def test_who_changes_their_title_is_called_so_on_the_board(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(title="Octavia"))
    site.drain()
    assert [row["name"] for row in site.board("people")] == ["Octavia"]


def test_a_move_survives_a_crash(site: Site, octo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site.push(site.commit())
    site.drain()
    _crash_in(monkeypatch, lambda: save_person("octo", Profile(location="Lagos")))
    _start_again(site)
    assert [row["slug"] for row in site.board("locations")] == ["lagos"]


def test_a_claim_survives_a_crash(site: Site, octo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site.push(site.commit("new@example.org"))
    site.drain()
    _crash_in(monkeypatch, lambda: save_person("octo", Profile(), ["new@example.org"]))
    _start_again(site)
    assert [row["slug"] for row in site.board("people")] == ["octo"]


def _crash_in(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Let the process end when `work` has stored everything and hands its tasks to the queue."""

    def end(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        for name in ("defer", "settle"):
            patch.setattr(deferred, name, end)
        with pytest.raises(SystemExit):
            work()


def _start_again(site: Site) -> None:
    with site.later(seconds=6):
        deferred.sweep()
        site.drain()
    assert site.differences() == []
    assert Standing.query().count() > 0


def test_a_password_is_kept_as_a_digest_only(site: Site, octo: str) -> None:
    person = find_person("octo")
    assert person is not None
    assert "tentacles-8" not in person.password
    assert person_with_password("OCTO", "tentacles-8").key == person.key  # type: ignore[union-attr]


@pytest.mark.parametrize("password", ["", "tentacles", "TENTACLES-8", "tentacles-8 ", "x" * 5_000])
def test_a_wrong_password_lets_nobody_in(site: Site, octo: str, password: str) -> None:
    assert person_with_password("octo", password) is None


def test_nobody_is_let_in_who_has_no_password_or_is_not_there(site: Site, mallory: str) -> None:
    for password in ("", "None", "!"):
        assert person_with_password("mallory", password) is None
        assert person_with_password("nobody", password) is None


def test_the_disabled_are_let_in_neither_by_password_nor_by_token(site: Site, octo: str) -> None:
    token = create_token("octo")
    suspend("octo")
    with pytest.raises(Suspended, match="suspended this account"):
        person_with_password("octo", "tentacles-8")
    assert person_with_password("octo", "tentacles-9") is None
    assert bearer_of(token_digest(token)) is None
    suspend("octo", on=False)
    assert bearer_of(token_digest(token)) is not None


def test_owners_are_found_however_an_address_is_written(site: Site, octo: str) -> None:
    found = owners_of([" OCTO@example.org", "nobody@example.org", "", "octo@example.org"])
    assert found == {"octo@example.org": "octo"}


def test_people_are_found_by_name(site: Site, octo: str, ada: str) -> None:
    assert set(find_people(["octo", "ada", "nobody", "octo"])) == {"octo", "ada"}
    assert find_person("") is None
    assert Email.query().count() == 3
