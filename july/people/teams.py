"""Teams: who belongs to one, who looks after it, and how others get in."""

from collections.abc import Callable

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.audit import note
from july.errors import BadField, Conflict, Forbidden, NotFound
from july.people.actions import Profile, save_person
from july.people.models import Person, Team
from july.people.places import moving, new_secret, tell
from july.people.queries import find_people, find_team

MOST_MEMBERS = 500
"""Of a team, that are listed."""
MOST_WAITING = 100
RECOUNT = "contest.recount_place"


def members(slug: str) -> list[Person]:
    """The people of a team by name, without those who are disabled; the first few hundred."""
    found = Person.query(Person.team == slug).order(Person.key).fetch(MOST_MEMBERS)
    return [person for person in found if not person.disabled]


def may_lead(team: Team, person: Person) -> bool:
    """Whether the team is that member's to look after.

    Where who looks after it has left, it is every member's.
    """
    if person.team != team.slug:
        return False
    lead = find_people([team.lead]).get(team.lead) if team.lead else None
    return lead is None or lead.name == person.name or lead.disabled or lead.team != team.slug


def waiting_teams() -> list[Team]:
    """The teams that wait for an organiser, by slug."""
    waiting = Team.query(Team.waits == True).fetch(MOST_WAITING)  # noqa: E712 - ndb's way to filter
    return sorted((team for team in waiting if not team.merged_into), key=lambda team: team.slug)


def invited_to(slug: str, secret: str) -> Team:
    """The team to which the secret of a link invites. Raises NotFound where it is none by now."""
    team = find_team(slug)
    if team is None or not _is_secret_of(team, secret):
        message = _("This invitation does not hold any more: ask for another link.")
        raise NotFound(message, field="invitation")
    return team


def _is_secret_of(team: Team, secret: str) -> bool:
    given = secret.encode("utf-8", "replace")
    return bool(team.invitation) and constant_time_compare(team.invitation, given)


def join_team(person: Person, slug: str, secret: str) -> Person:
    """Let the person belong to the team whose members have invited them. Raises NotFound."""
    team = invited_to(slug, secret)
    return save_person(person.name, Profile(team=team.slug))


def leave_team(person: Person, slug: str) -> None:
    """Let the person belong to the team no longer. Raises Conflict for who does not."""
    if person.team != slug:
        raise Conflict(_("You are not in this team."), field="team")
    save_person(person.name, Profile(team=""))


def renew_invitation(person: Person, slug: str) -> None:
    """Let the team have another link; the one before invites nobody any more. Raises Forbidden."""

    def renew(team: Team) -> None:
        team.invitation = new_secret()

    _change(person, slug, renew)


def set_by_invitation(person: Person, slug: str, only: bool) -> None:
    """Let nobody join without the link, or everybody who types the name. Raises Forbidden."""

    def close(team: Team) -> None:
        team.by_invitation = only

    _change(person, slug, close)


def hand_over(person: Person, slug: str, to: str) -> None:
    """Let another member look after the team. Raises Forbidden, and BadField for no member."""
    successor = find_people([to]).get(to)
    if successor is None or successor.team != slug or successor.disabled:
        message = _("%(name)s is not in this team.") % {"name": to}
        raise BadField(message, field="to")

    def give(team: Team) -> None:
        team.lead = to

    _change(person, slug, give)


def approve_team(slug: str) -> None:
    """Let a team that waited stand on the boards. May be repeated. Raises NotFound."""
    deferred.settle(_approve(slug))
    tell("teams", slug)


def refuse_team(slug: str) -> None:
    """Let there be no such team; its members are in none. Only for one that waits.

    Raises NotFound, and Conflict for a team that stands on the boards.
    """
    deferred.settle(_refuse(slug))
    tell("teams", slug)


def _change(person: Person, slug: str, change: Callable[[Team], None]) -> None:
    team = find_team(slug)
    if team is None or not (person.organizer or may_lead(team, person)):
        raise Forbidden(_("Only who looks after the team can do that."))
    _store(team.slug, change)
    tell("teams", team.slug)


@ndb.transactional(retries=5)
def _store(slug: str, change: Callable[[Team], None]) -> None:
    team = _found(slug)
    change(team)
    team.put()


@ndb.transactional(retries=5)
def _approve(slug: str) -> deferred.Outbox:
    team = _found(slug)
    if team.waits:
        before, after = {"waits": True}, {"waits": False}
        note("approve", "teams", slug, title=team.name, before=before, after=after)
    team.waits = False
    call = deferred.Call(RECOUNT, (["teams", slug],))
    outbox = deferred.Outbox.holding(deferred.Work(calls=(call,)))
    ndb.put_multi([team, outbox])
    return outbox


@ndb.transactional(retries=5)
def _refuse(slug: str) -> deferred.Outbox:
    team = _found(slug)
    if not team.waits:
        raise Conflict(_("This team stands on the boards already: merge it into another."))
    outbox = moving("teams", slug)
    note("refuse", "teams", slug, title=team.name, before={"waits": True}, after={"waits": None})
    team.key.delete()
    outbox.put()
    return outbox


def _found(slug: str) -> Team:
    team: Team | None = ndb.Key(Team, slug).get()
    if team is None:
        raise NotFound(_("There is no team %(name)r.") % {"name": slug}, field="slug")
    return team
