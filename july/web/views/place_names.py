"""For organisers: the other names of a location or team, and merging it into another one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from july.audit import acting
from july.errors import Forbidden, JulyError, NotFound
from july.lib.paths import path_to
from july.people.models import Person, Place
from july.people.places import MODELS, merge, other_names
from july.people.queries import place_with
from july.web.members import for_members
from july.web.requests import PageRequest


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def names_page(request: PageRequest, viewer: Person, kind: str, slug: str) -> HttpResponse:
    """The names, a form for another one, and one to merge the place into another."""
    if not viewer.organizer:
        raise Forbidden(_("Only organisers can merge places."))
    place = place_with(MODELS[kind], slug)
    if place is None:
        raise NotFound(_("There is nothing called %(name)r here.") % {"name": slug}, field="slug")
    if place.slug != slug:
        return HttpResponseRedirect(_path(kind, place))
    if request.method != "POST":
        return _page(request, kind, place)
    try:
        with acting(viewer.name):
            merged = _merge(request, kind, place)
    except JulyError as error:
        return _page(request, kind, place, problem=error.message, status=error.status)
    return HttpResponseRedirect(_path(kind, merged))


def _merge(request: PageRequest, kind: str, place: Place) -> Place:
    """The place that has all the names now."""
    if "into" in request.POST:
        return merge(kind, place.slug, request.POST["into"])
    return merge(kind, request.POST.get("name", ""), place.slug)


def _page(
    request: PageRequest, kind: str, place: Place, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "kind": kind,
        "place": place,
        "names": other_names(place),
        "problem": problem,
        "said": request.POST,
    }
    return render(request, "place-names.html", context, status=status)


def _path(kind: str, place: Place) -> str:
    return f"{path_to(kind, place.slug)}names/"
