"""Whom somebody does not want to read: `/account/muted/`."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from july.errors import BadField
from july.hubs.actions import set_mute
from july.hubs.queries import marks_of_person
from july.people.models import Person
from july.people.queries import find_people
from july.web.links import own_path
from july.web.members import for_members
from july.web.requests import PageRequest

HERE = "/account/muted/"


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def muted(request: PageRequest, viewer: Person) -> HttpResponse:
    """The people whom I have muted; `name` with `on=1` mutes somebody, with `on=0` no more."""
    if request.method == "POST":
        return _set(request, viewer)
    mutes = marks_of_person(viewer.name).mutes
    known = find_people(mutes)
    names = sorted(mutes, key=lambda name: (-mutes[name], name))
    people = [(name, known[name].title if name in known else name) for name in names]
    return render(request, "muted.html", {"people": people})


def _set(request: PageRequest, viewer: Person) -> HttpResponse:
    on = request.POST.get("on")
    if on not in {"0", "1"}:
        raise BadField("Send on=1 or on=0.", field="on")
    set_mute(viewer, request.POST.get("name", ""), on == "1")
    return HttpResponseRedirect(own_path(request.POST.get("next", ""), HERE))
