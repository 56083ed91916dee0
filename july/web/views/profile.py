"""`/account/profile/`: who one is, where one belongs, and what of it everybody gets to see."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from july.errors import BadField, Conflict, TooOften
from july.lib.zones import zones_by_region
from july.live.services.own.people import settling_as_json
from july.people.actions import save_person
from july.people.models import Person
from july.people.pictures import LARGEST, remove_picture, set_picture
from july.people.places import FIELDS, suggest
from july.people.queries import find_team
from july.web.attempts import MINUTES, may_try
from july.web.members import for_members
from july.web.profile_form import ProfileForm, said_by
from july.web.requests import PageRequest, address_of

HERE = "/account/profile/"
KEPT = f"{HERE}?kept=1"
FOUND = 10
"""Places that are offered."""


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PageRequest, viewer: Person) -> HttpResponse:
    """The form, and what it sends: what to keep, or which places to look for."""
    if request.method != "POST":
        return _page(request, viewer, ProfileForm(said_by(viewer)))
    if any(name in request.POST for name in ("find", "choose-location", "choose-team")):
        return _with_places(request, viewer)
    form = ProfileForm(request.POST)
    if form.is_valid() and _keep(form, viewer):
        return HttpResponseRedirect(KEPT)
    return _page(request, viewer, form, status=400)


@for_members
@require_POST
def picture(request: PageRequest, viewer: Person) -> HttpResponse:
    """Take another picture, or go back to the one that is drawn from the name."""
    if "remove" in request.POST:
        remove_picture(viewer.name)
        return HttpResponseRedirect(KEPT)
    if not may_try(f"picture {viewer.name}", address_of(request)):
        raise TooOften(_("Too many pictures. Wait %(minutes)s minutes.") % {"minutes": MINUTES})
    try:
        set_picture(viewer.name, _sent(request))
    except BadField as error:
        form = ProfileForm(said_by(viewer))
        return _page(request, viewer, form, picture_problem=error.message, status=400)
    return HttpResponseRedirect(KEPT)


def _sent(request: PageRequest) -> bytes:
    """The file that was sent. Raises BadField where there is none."""
    upload = request.FILES.get("picture")
    if upload is None or not upload.size:
        raise BadField(_("Choose a file first."), field="picture")
    # One byte more than is taken is enough to be refused.
    return bytes(upload.read(LARGEST + 1))


def _keep(form: ProfileForm, viewer: Person) -> bool:
    """Whether it could be kept; if not, the form says why."""
    try:
        save_person(viewer.name, form.profile(), freely=bool(viewer.organizer))
    except (BadField, Conflict, TooOften) as error:
        form.add_error(error.field, error.message)
        return False
    return True


def _with_places(request: PageRequest, viewer: Person) -> HttpResponse:
    """The form as it was sent, with the places that fit, or with the one that was chosen."""
    said = request.POST.copy()
    for field in FIELDS.values():
        if chosen := said.get(f"choose-{field}"):
            said[field] = chosen
    found = {
        field: suggest(kind, said.get(field, ""), FOUND)
        for kind, field in FIELDS.items()
        if said.get("find") == field
    }
    return _page(request, viewer, ProfileForm(said), found=found, checks=False)


def _page(
    request: PageRequest,
    viewer: Person,
    form: ProfileForm,
    *,
    status: int = 200,
    checks: bool = True,
    **more: object,
) -> HttpResponse:
    team = find_team(viewer.team) if viewer.team else None
    context = {
        "form": form,
        "errors": form.errors if checks else {},
        "found": {},
        "zones": zones_by_region(),
        "kept": "kept" in request.GET,
        "settling": _settling(viewer.name),
        "waiting_team": team if team and team.waits else None,
        "picture_problem": "",
    }
    return render(request, "profile.html", context | more, status=status)


def _settling(name: str) -> dict[str, Any] | None:
    """The last move, in words for before and after it has settled; None where there was none."""
    told = settling_as_json(name)
    names = told["places"]
    if not names:
        return None
    values = {"places": _listed(names)}
    before = ngettext(
        "%(places)s is being counted again…", "%(places)s are being counted again…", len(names)
    )
    after = ngettext(
        "%(places)s has been counted again.", "%(places)s have been counted again.", len(names)
    )
    return {"settled": told["settled"], "before": before % values, "after": after % values}


def _listed(names: list[str]) -> str:
    """`Berlin, Hamburg and Pythons`."""
    *first, last = names
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}
