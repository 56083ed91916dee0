"""Somebody's repositories and organisations at a git host, with a switch each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from july.errors import TooOften
from july.hosts import HOSTS
from july.hosts.client import Hosted, Listed, is_whole
from july.hosts.clients import CLIENTS
from july.hosts.refusals import HostRefusal
from july.people.identities import Access, access_of
from july.people.models import Person
from july.projects.connecting import (
    client_for,
    connections_at,
    may_hook_wholly,
    ping,
    switch_off,
    switch_on,
)
from july.projects.models import Connection
from july.projects.queries import WAITING, find_hooks, state_of
from july.web.attempts import MINUTES, may_repeat
from july.web.members import for_members
from july.web.requests import PageRequest


@dataclass(frozen=True, slots=True)
class Row:
    """A repository, or an organisation, in its list, and how it is connected."""

    repository: Hosted
    connection: Connection | None
    state: str
    """Of its hook, while it is switched on; else ""."""
    by: str
    """The organisation that is switched on and of whose repositories it is one; "" for none."""


@dataclass(frozen=True, slots=True)
class Organisations:
    """Those of somebody, or why they are not told."""

    rows: list[Row]
    allowed: bool
    """Whether July may set up their hooks, as far as that is known without asking."""
    trouble: HostRefusal | None = None


@for_members
def hosted(request: PageRequest, viewer: Person, host: str) -> HttpResponse:
    """Which there are, and which of them deliver here."""
    return _page(request, viewer, host)


@for_members
@require_POST
def switch(request: PageRequest, viewer: Person, host: str) -> HttpResponse:
    """Switch one on or off, or have its host send something now."""
    access = access_of(viewer.name, _known(host))
    if access is None:
        return HttpResponseRedirect(reverse("hosted", args=[host]))
    if not may_repeat(viewer.name):
        raise TooOften(_("Too many at once. Wait %(minutes)s minutes.") % {"minutes": MINUTES})
    try:
        _carry_out(request, viewer, access)
    except HostRefusal as refusal:
        return _page(request, viewer, host, refusal)
    after = request.POST.get("after", "")
    query = f"?{urlencode({'after': after})}" if after else ""
    return HttpResponseRedirect(reverse("hosted", args=[host]) + query)


def _carry_out(request: PageRequest, viewer: Person, access: Access) -> None:
    wanted, name = request.POST.get("wanted"), viewer.name
    if wanted == "on":
        switch_on(name, access, request.POST.get("place", ""))
    elif wanted == "off":
        switch_off(name, access, request.POST.get("repository", "")[:300])
    elif wanted == "ping":
        ping(name, access, request.POST.get("repository", "")[:300])


def _page(
    request: PageRequest, viewer: Person, host: str, refusal: HostRefusal | None = None
) -> HttpResponse:
    access = access_of(viewer.name, _known(host))
    after = request.POST.get("after") or request.GET.get("after", "")
    listed, trouble = Listed((), ""), None
    if access is not None:
        try:
            listed = client_for(access).repositories(after[:200])
        except HostRefusal as error:
            trouble = error
    context = {
        "host": HOSTS[host],
        "access": access,
        "rows": _rows(viewer, host, listed.repositories),
        "organisations": None if access is None or after or trouble else _whole(viewer, access),
        "after": after,
        "more": f"?{urlencode({'after': listed.after})}" if listed.after else "",
        "refusal": refusal,
        "trouble": trouble,
        "waiting": WAITING,
    }
    worst = refusal or trouble
    return render(request, "hosted.html", context, status=worst.status if worst else 200)


def _whole(viewer: Person, access: Access) -> Organisations:
    if not may_hook_wholly(access):
        return Organisations([], allowed=False)
    try:
        found = client_for(access).organisations()
    except HostRefusal as trouble:
        return Organisations([], allowed=True, trouble=trouble)
    return Organisations(_rows(viewer, access.host, found), allowed=True)


def _rows(viewer: Person, host: str, listed: Iterable[Hosted]) -> list[Row]:
    connections = connections_at(viewer.name, host)
    on = {each.id: connections.get(each.id) for each in listed}
    hooks = find_hooks(each.hook for each in on.values() if each)
    organisations = [each.title for each in connections.values() if is_whole(each.place)]
    return [
        Row(
            each,
            found,
            state_of(hooks[found.hook]) if found else "",
            next((by for by in organisations if each.title.startswith(f"{by}/")), ""),
        )
        for each in listed
        for found in (on[each.id],)
    ]


def _known(host: str) -> str:
    if host not in CLIENTS:
        raise Http404
    return host
