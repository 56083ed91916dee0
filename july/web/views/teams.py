"""The members of a team: who they are, how others join, and who looks after it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from july.audit import acting
from july.errors import BadField, Forbidden, JulyError, NotFound
from july.lib.paths import path_to
from july.people.models import Person, Team
from july.people.queries import find_people, find_team
from july.people.teams import (
    MOST_MEMBERS,
    approve_team,
    hand_over,
    invited_to,
    join_team,
    leave_team,
    may_lead,
    members,
    refuse_team,
    renew_invitation,
    set_by_invitation,
    waiting_teams,
)
from july.web.links import absolute
from july.web.members import HOME, for_members, to_the_form
from july.web.requests import PageRequest

Action = Callable[[PageRequest, Person, str], object]


@require_http_methods(["GET", "HEAD", "POST"])
def team_page(request: PageRequest, slug: str) -> HttpResponse:
    """Everybody in the team; to its members the link that invites, and what they may do."""
    team = _found(slug)
    if team.slug != slug:
        return HttpResponseRedirect(_path(team))
    if request.method != "POST":
        return _page(request, team)
    viewer = request.viewer
    if viewer is None:
        return to_the_form(_path(team))
    try:
        _act(request, viewer, team)
    except JulyError as error:
        return _page(request, team, problem=error.message, status=error.status)
    return HttpResponseRedirect(HOME if "refuse" in request.POST else _path(team))


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: PageRequest, viewer: Person, slug: str) -> HttpResponse:
    """Where a link that invites leads. Only a press of the button lets anybody join."""
    secret = request.POST.get("invitation") or request.GET.get("invitation", "")
    team = invited_to(slug, secret)
    if request.method == "POST":
        join_team(viewer, team.slug, secret)
        return HttpResponseRedirect(_path(team))
    present = find_team(viewer.team) if viewer.team else None
    context = {"team": team, "secret": secret, "present": present}
    return render(request, "join-team.html", context)


@for_members
@require_safe
def waiting_page(request: PageRequest, viewer: Person) -> HttpResponse:
    """For organisers: the teams that wait to be let on the boards."""
    if not viewer.organizer:
        raise Forbidden(_("Only organisers see which teams wait."))
    return render(request, "waiting-teams.html", {"teams": waiting_teams()})


def _act(request: PageRequest, viewer: Person, team: Team) -> None:
    """Do what the pressed button says. Raises JulyError."""
    for name, action in ACTIONS.items():
        if name in request.POST:
            action(request, viewer, team.slug)
            return
    raise BadField(_("No button says what to do."), field="command")


def _hand_over(request: PageRequest, viewer: Person, slug: str) -> None:
    hand_over(viewer, slug, request.POST.get("to", ""))


def _set_by_invitation(request: PageRequest, viewer: Person, slug: str) -> None:
    set_by_invitation(viewer, slug, request.POST["by-invitation"] == "1")


def _for_organizers(change: Callable[[str], None]) -> Action:
    def action(_request: PageRequest, viewer: Person, slug: str) -> None:
        if not viewer.organizer:
            raise Forbidden(_("Only organisers can do that."))
        with acting(viewer.name):
            change(slug)

    return action


ACTIONS: dict[str, Action] = {
    "leave": lambda _request, viewer, slug: leave_team(viewer, slug),
    "renew": lambda _request, viewer, slug: renew_invitation(viewer, slug),
    "by-invitation": _set_by_invitation,
    "hand-over": _hand_over,
    "approve": _for_organizers(approve_team),
    "refuse": _for_organizers(refuse_team),
}
"""What each button of the page does."""


def _page(
    request: PageRequest, team: Team, *, problem: str = "", status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    people = members(team.slug)
    inside = viewer is not None and viewer.team == team.slug
    known = find_people(filter(None, (team.founder, team.lead)))
    context: dict[str, Any] = {
        "team": team,
        "people": people,
        "more": len(people) == MOST_MEMBERS,
        "inside": inside,
        "leads": viewer is not None and may_lead(team, viewer),
        "founder": _shown(known.get(team.founder)),
        "lead": next((each for each in people if each.name == team.lead), None),
        "link": _link(team) if inside and team.invitation else "",
        "problem": problem,
    }
    response = render(request, "team.html", context, status=status)
    response["Cache-Control"] = "no-store, private" if inside else "private, no-cache"
    return response


def _shown(person: Person | None) -> Person | None:
    return None if person is None or person.disabled else person


def _link(team: Team) -> str:
    path = f"{path_to('teams', team.slug)}join/?{urlencode({'invitation': team.invitation})}"
    return absolute(path)


def _path(team: Team) -> str:
    return f"{path_to('teams', team.slug)}members/"


def _found(slug: str) -> Team:
    team = find_team(slug)
    if team is None:
        raise NotFound(_("There is no team %(name)r.") % {"name": slug}, field="slug")
    return team
