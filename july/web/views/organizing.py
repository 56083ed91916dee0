"""`/organize/`: the organisers' console."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from google.cloud import ndb

from july import stores
from july.audit import acting, entries_about, latest_entries
from july.config import Engine, settings
from july.errors import BadField, Forbidden, JulyError, NotFound
from july.people.models import Person
from july.people.reports import OPEN, reports
from july.people.roles import Role, may
from july.people.teams import waiting_teams
from july.plugins import State, all_plugins
from july.web.desks import DEEDS, DESKS, Desk, find_desk, listing_of
from july.web.members import for_members
from july.web.requests import PageRequest

P = ParamSpec("P")
LATEST = 10
View = Callable[Concatenate[PageRequest, Person, P], HttpResponse]


def for_staff(view: View[P]) -> Callable[Concatenate[PageRequest, P], HttpResponse]:
    """Only for those who have a role; everybody else is refused."""

    def guarded(
        request: PageRequest, viewer: Person, /, *args: P.args, **named: P.kwargs
    ) -> HttpResponse:
        if not may(viewer, Role.READER):
            raise Forbidden(_("This is the desk of the organisers."))
        return view(request, viewer, *args, **named)

    return for_members(guarded)


@for_staff
@require_safe
def dashboard(request: PageRequest, _viewer: Person) -> HttpResponse:
    """What waits for somebody, and whether everything runs."""
    context = {
        "deeds": DEEDS,
        "desks": DESKS.values(),
        "reports": reports(OPEN, limit=LATEST + 1),
        "teams": waiting_teams(),
        "queues": _queues(),
        "failed": [each for each in all_plugins() if each.state is State.FAILED],
        "entries": latest_entries(LATEST),
        "most": LATEST,
    }
    return render(request, "organize/dashboard.html", context)


@for_staff
@require_safe
def desk(request: PageRequest, _viewer: Person, name: str) -> HttpResponse:
    """The things of one sort, a page at a time."""
    chosen = find_desk(name)
    asked = {key: request.GET.get(key, "") for key in ("search", "filter", "cursor")}
    listing = listing_of(chosen, asked["search"], asked["filter"], asked["cursor"])
    context = {
        "deeds": DEEDS,
        "desks": DESKS.values(),
        "desk": chosen,
        "listing": listing,
        "asked": asked,
    }
    return render(request, "organize/desk.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def thing(request: PageRequest, viewer: Person, name: str, id: str) -> HttpResponse:
    """One thing: what is known of it, what can be done, what was done."""
    chosen = find_desk(name)
    found = chosen.find(id)
    if found is None:
        raise NotFound(_("There is no such thing here."))
    if request.method != "POST":
        return _page(request, chosen, found)
    try:
        _act(request, viewer, chosen, found)
    except JulyError as error:
        return _page(request, chosen, found, problem=error.message, status=error.status)
    gone = chosen.find(id) is None
    onward = reverse("desk", args=[name]) if gone else request.path
    return HttpResponseRedirect(onward)


def _act(request: PageRequest, viewer: Person, desk: Desk, thing: ndb.Model) -> None:
    """Do what the pressed button says, for the reason that is given. Raises JulyError."""
    action = desk.action(request.POST.get("action", ""))
    why = request.POST.get("why", "").strip()
    if action is not None and not may(viewer, action.needs):
        raise Forbidden(_("Only an organiser can do that."))
    if action is None or not action.fits(thing):
        raise BadField(_("As it is now, that is nothing that can be done with it."), field="action")
    if not why:
        raise BadField(_("Say why, for the others and for yourself later."), field="why")
    with acting(viewer.name, why):
        action.perform(thing)


def _page(
    request: PageRequest, desk: Desk, thing: ndb.Model, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "deeds": DEEDS,
        "desks": DESKS.values(),
        "desk": desk,
        "thing": thing,
        "actions": [
            action
            for action in desk.actions
            if action.fits(thing) and may(request.viewer, action.needs)
        ],
        "entries": entries_about(desk.name, desk.subject(thing)),
        "problem": problem,
        "why": request.POST.get("why", ""),
    }
    return render(request, "organize/thing.html", context, status=status)


def _queues() -> list[dict[str, object]]:
    """How the embedded queues stand; elsewhere the cloud's own console tells."""
    if settings().tasks is not Engine.EMBEDDED:
        return []
    return [
        {"name": tally.path.rpartition("/")[2], "tally": tally}
        for tally in stores.stores().tasks.tallies()
    ]
