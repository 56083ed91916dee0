"""Nothing that July stores goes on naming somebody whose account is gone.

A new model has to be put into one of the two lists; of what names people there has to be a row
here that does, which the account's end must take away or rewrite.
"""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from google.cloud import ndb
from PIL import Image

from july.audit import AuditEntry, acting
from july.contest.attributed import unanswered
from july.contest.leaving import put_away as of_contest
from july.contest.models import (
    Commit,
    Contribution,
    DayRanks,
    DisownedCommit,
    Fingerprints,
    GameRow,
    Ranks,
    Standing,
)
from july.deferred.outbox import Outbox
from july.deferred.recounts import Mark
from july.hubs.actions import reset, set_follow, set_mute, set_star
from july.hubs.leaving import put_away as of_hubs
from july.hubs.models import Attention, HubLayout, HubStars
from july.hubs.queries import marks_of_person
from july.hubs.subjects import find_subject
from july.people import models as people
from july.people.actions import Profile, save_person, suspend
from july.people.disowning import disown, recognise, recognised_by
from july.people.joining import add_address
from july.people.leaving import GONE, Departure, Fate, delete_account, merge_account
from july.people.pictures import picture_of, set_picture
from july.people.queries import find_person, find_team
from july.people.remains import put_away as of_people
from july.people.reports import Reported, report, reports
from july.people.sessions import begin_session
from july.people.teams import may_lead
from july.people.tokens import create_token
from july.projects.actions import change_hook, save_hook
from july.projects.connecting import connection_key
from july.projects.leaving import put_away as of_projects
from july.projects.models import Connection, Delivery, Hook, Project, ProjectAddress
from july.projects.queries import connections_of, find_project, hooks_of
from july.web.own_data import everything_about
from tests.conftest import Site
from tests.signing import signed

NAMING: set[type[ndb.Model]] = {
    Attention, AuditEntry, Commit, Connection, Contribution, DayRanks, Delivery, DisownedCommit,
    Hook, HubLayout, HubStars, Project, Ranks, Standing, people.Email, people.Identity, people.Move,
    people.PendingEmail, people.Person, people.Picture, people.Recognised, people.Report,
    people.Sessions, people.Team, people.Today, people.Token,
}  # fmt: skip
"""What names people, or is keyed by a person's name."""
MEANWHILE: set[type[ndb.Model]] = {people.LastAccess}
"""Is made as somebody goes, and is gone when all is put away."""
STAYS: set[type[ndb.Model]] = {people.NameLook}
"""Nobody else gets the name."""
NOBODYS: set[type[ndb.Model]] = {
    Fingerprints, GameRow, Mark, Outbox, ProjectAddress, people.Location, people.Place,
}  # fmt: skip
"""What names nobody, or only until its work is done."""
LEAVER, HEIR, OTHER = "zaphod", "ford", "trillian"
# None of them tells the name.
ADDRESSES = {name: f"{name[::-1]}@example.org" for name in (LEAVER, HEIR, OTHER)}


def models(base: type[ndb.Model] = ndb.Model) -> Iterator[type[ndb.Model]]:
    for model in base.__subclasses__():
        if model.__module__.startswith("july."):
            yield model
        yield from models(model)


def naming(name: str) -> set[type[ndb.Model]]:
    """The models with a row in which that name stands."""
    found = set()
    for model in NAMING | MEANWHILE | NOBODYS - {people.Place}:
        for row in model.query():
            if model is Delivery and row.owner != name:
                continue  # what others' hosts sent is kept as it came, for a limited time
            if name in repr((row.key.id(), row.to_dict())):
                found.add(model)
    return found


def hub(kind: str, slug: str) -> Any:
    return find_subject(kind, slug)


@pytest.fixture
def everywhere(site: Site) -> None:
    """The leaver in all that names people."""
    for name in (LEAVER, HEIR, OTHER):
        save_person(name, Profile(title=name.title()), [ADDRESSES[name]])
    save_person(LEAVER, Profile(team="Hearts of Gold", location="Betelgeuse"))
    save_person(OTHER, Profile(team="Hearts of Gold"))
    leaver, other = find_person(LEAVER), find_person(OTHER)
    assert leaver is not None
    assert other is not None
    add_address(leaver, "other@example.org")
    begin_session(LEAVER, "Firefox")
    create_token(LEAVER, title="Backup", scopes=["profile"], days=9)
    people.Identity(
        id="github|42", person=LEAVER, host="github", login="president", access=b"sealed"
    ).put()
    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(picture, "PNG")
    set_picture(LEAVER, picture.getvalue())
    hook = save_hook(LEAVER, "push")
    change_hook(hook.id, quiet=True)
    Connection(
        key=connection_key(LEAVER, "github", "7"), owner=LEAVER, host="github", repository="7",
        place="gold/heart", title="gold/heart", hook=hook.id, remote="1",
    ).put()  # fmt: skip
    Delivery(id="delivery", hook=hook.id, owner=LEAVER, received=1, status=200, size=2).put()
    push(site, hook, site.commit(ADDRESSES[LEAVER]), site.commit(ADDRESSES[OTHER]))
    site.push(site.commit(ADDRESSES[LEAVER]), repository="gold/fake")
    site.drain()
    with site.later(days=1):
        site.push(site.commit(ADDRESSES[OTHER]), repository="gold/day-after")
        site.drain()
    fake, heart = find_project("push-gold-fake"), find_project("push-gold-heart")
    assert fake is not None
    assert heart is not None
    disown(LEAVER, Reported("projects", fake.slug, fake.title, None), fake.id)
    recognise(LEAVER, heart.id)
    report(Reported("people", OTHER, "Trillian", OTHER), LEAVER, "other", "Went away.")
    report(Reported("people", LEAVER, "Zaphod", LEAVER), OTHER, "posing", "Has two heads.")
    set_mute(leaver, OTHER, on=True)
    set_mute(leaver, HEIR, on=True)
    set_follow(hub("people", OTHER), leaver, on=True)
    set_star(hub("people", LEAVER), leaver, on=True)
    with acting(LEAVER, "Spams every board."):
        suspend(OTHER)
    with acting(LEAVER, "Spams every board."), site.later(hours=1):
        suspend(OTHER, on=False)
    for kind, slug in (("people", LEAVER), ("teams", "hearts-of-gold")):
        HubLayout(id=f"{kind}|{slug}", placements=[], version=1).put()
        reset(hub(kind, slug), leaver, 1)
    site.drain()


def push(site: Site, hook: Hook, *commits: dict[str, Any]) -> None:
    """Deliver commits to a project through a hook."""
    body = json.dumps(site.body(*commits, repository="gold/heart")).encode()
    site.api.post(f"/api/v1/push/{hook.id}", body, headers=signed(hook.secret, body))
    site.drain()


def test_every_model_is_known_to_name_people_or_not() -> None:
    assert set(models()) == NAMING | MEANWHILE | STAYS | NOBODYS


def test_whoever_goes_was_everywhere(everywhere: None) -> None:
    assert naming(LEAVER) == NAMING


@pytest.mark.parametrize("fate", [Fate.NOBODY, Fate.VANISH])
def test_whoever_goes_is_named_nowhere(site: Site, everywhere: None, fate: Fate) -> None:
    delete_account(LEAVER, fate)
    assert people.LastAccess in naming(LEAVER)
    site.drain()
    assert naming(LEAVER) == set()
    assert site.differences() == []


def test_what_was_begun_before_may_be_carried_out_again(site: Site, everywhere: None) -> None:
    delete_account(LEAVER, Fate.NOBODY)
    site.drain()
    for put_away in (of_people, of_projects, of_hubs, of_contest):
        put_away(Departure(LEAVER, Fate.NOBODY))
    site.drain()
    assert naming(LEAVER) == set()
    assert site.differences() == []


def test_reports_stay_without_the_name(site: Site, everywhere: None) -> None:
    delete_account(LEAVER, Fate.NOBODY)
    site.drain()
    told = {(each.by, each.whose, each.kind, each.subject, each.words) for each in reports()}
    assert told == {
        (None, None, "projects", "push-gold-fake", ""),
        (None, OTHER, "people", OTHER, "Went away."),
        (OTHER, None, "people", None, "Has two heads."),
    }


def test_a_team_is_all_members_when_who_looked_after_it_goes(site: Site, everywhere: None) -> None:
    team, other = find_team("hearts-of-gold"), find_person(OTHER)
    assert team is not None
    assert other is not None
    assert not may_lead(team, other)
    delete_account(LEAVER, Fate.NOBODY)
    site.drain()
    team = find_team("hearts-of-gold")
    assert team is not None
    assert may_lead(team, other)


def test_others_are_still_asked_about_commits_through_a_hook_of_who_is_gone(
    site: Site, everywhere: None
) -> None:
    delete_account(LEAVER, Fate.NOBODY)
    site.drain()
    other = find_person(OTHER)
    assert other is not None
    assert (GONE,) in [each.through for each in unanswered(other)]


def test_an_account_that_is_merged_is_named_nowhere_either(site: Site, everywhere: None) -> None:
    merge_account(LEAVER, HEIR)
    site.drain()
    assert naming(LEAVER) == set()
    assert site.differences() == []


def test_the_heir_has_what_the_other_account_had(site: Site, everywhere: None) -> None:
    merge_account(LEAVER, HEIR)
    site.drain()
    heir = find_person(HEIR)
    assert heir is not None
    assert picture_of(heir)
    assert set(marks_of_person(HEIR).mutes) == {OTHER}
    assert recognised_by(HEIR) == {"push:git.example.org:gold/heart"}
    assert heir.disowned == ["push:git.example.org:gold/fake"]
    assert DisownedCommit.query(DisownedCommit.person == HEIR).count() == 1
    (hook,) = hooks_of(HEIR)
    assert hook.quiet
    assert [each.hook for each in connections_of(HEIR, "github")] == [hook.id]


def test_the_heir_keeps_what_they_have_said_and_their_picture(site: Site, everywhere: None) -> None:
    heart = find_project("push-gold-heart")
    assert heart is not None
    disown(HEIR, Reported("projects", heart.slug, heart.title, None), heart.id)
    square = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(square, "PNG")
    set_picture(HEIR, square.getvalue())
    before = find_person(HEIR)
    merge_account(LEAVER, HEIR)
    site.drain()
    heir = find_person(HEIR)
    assert before is not None
    assert heir is not None
    assert heir.picture == before.picture
    assert recognised_by(HEIR) == set()
    assert Commit.query(Commit.person == HEIR).count() == 0
    assert site.differences() == []


def test_the_download_has_a_part_for_all_that_is_known(everywhere: None) -> None:
    person = find_person(LEAVER)
    assert person is not None
    told = json.loads(json.dumps(everything_about(person), default=list))
    assert told["person"]["picture"]["type"] == "image/webp"
    assert told["person"]["last_move"]
    assert told["projects"] == {"mine": ["push-gold-heart"], "not_mine": ["push-gold-fake"]}
    assert told["teams"] == {"founded": ["hearts-of-gold"], "looked_after": ["hearts-of-gold"]}
    assert set(told["muted"]) == {HEIR, OTHER}
    assert [each["title"] for each in told["tokens"]] == ["Backup"]
    assert [each["repository"] for each in told["switched_on"]] == ["gold/heart"]
    assert [each["letters"] for each in told["hooks"]] == [False]
    assert len(told["taken_back"]) == 1
    assert told["brought"] == ["push-gold-heart"]
    assert told["reports"]["by_me"][0].keys() >= {"reason", "words"}
    assert [each["reason"] for each in told["reports"]["about_me"]] == ["posing"]
    assert "teams|hearts-of-gold" in told["pages"]["arranged"]
    assert [each["what"] for each in told["decisions"]["by_me"]] == ["reinstate", "suspend"]


def test_the_download_does_not_tell_who_reported(everywhere: None) -> None:
    person = find_person(LEAVER)
    assert person is not None
    about = json.dumps(everything_about(person)["reports"]["about_me"])
    assert OTHER not in about
    assert "Has two heads." not in about


def test_whoever_is_suspended_can_read_why_in_their_download(site: Site, everywhere: None) -> None:
    other = find_person(OTHER)
    assert other is not None
    decided = everything_about(other)["decisions"]["about_me"]
    assert [each["why"] for each in decided] == ["Spams every board."] * 2
    assert LEAVER not in json.dumps(decided)
