"""Showing again who one is, before what can't be undone."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from july.people.identities import identities_of
from july.people.models import Person
from july.people.queries import person_with_password
from july.web.attempts import MINUTES, forget, may_try
from july.web.forms import PasswordForm
from july.web.links import own_path
from july.web.members import HOME, for_members
from july.web.requests import PageRequest, address_of
from july.web.sessions import note_proof


@sensitive_post_parameters("password")
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: PageRequest, viewer: Person) -> HttpResponse:
    """The password once more, or the way over a git host."""
    onward = own_path(request.POST.get("next") or request.GET.get("next") or HOME, HOME)
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _try(request, viewer)
        if not problem:
            note_proof(request)
            return HttpResponseRedirect(onward)
    context = {
        "next": onward,
        "problem": problem,
        "linked": {identity.host for identity in identities_of(viewer.name)},
    }
    return render(request, "prove.html", context, status=status)


def _try(request: PageRequest, viewer: Person) -> tuple[str, int]:
    """What is wrong, if anything is, and with which status to say so."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _("Write your password."), 400
    if not may_try(viewer.name, address_of(request)):
        message = _("Too many attempts. Wait %(minutes)s minutes, then try again.")
        return message % {"minutes": MINUTES}, 429
    if person_with_password(viewer.name, form.cleaned_data["password"]) is None:
        return _("Your password is another one."), 400
    forget(viewer.name, address_of(request))
    return "", 200
