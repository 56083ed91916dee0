"""The email addresses of a person: adding one, showing that it is theirs, removing it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from july.contest.claims import orphans_of
from july.errors import Forbidden, TooOften
from july.people.actions import Profile, remove_address, save_person
from july.people.joining import add_address, forget_pending
from july.people.letters import read_verification
from july.people.models import Person
from july.web.attempts import MINUTES, may_try
from july.web.forms import AddressForm
from july.web.members import HOME, for_members
from july.web.proofs import to_the_proof
from july.web.requests import PageRequest, address_of
from july.web.sessions import is_proved

BACK = f"{HOME}#emails"


@for_members
@require_POST
def add(request: PageRequest, viewer: Person) -> HttpResponse:
    """Add an address, or have its letter sent once more."""
    form = AddressForm(request.POST)
    address = form.cleaned_data["email"] if form.is_valid() else ""
    if not may_try(f"letter to {address}", address_of(request)):
        raise TooOften(_("Too many letters. Wait %(minutes)s minutes.") % {"minutes": MINUTES})
    add_address(viewer, address)
    return HttpResponseRedirect(BACK)


@for_members
@require_POST
def remove(request: PageRequest, viewer: Person) -> HttpResponse:
    """Let an address be mine no longer; what counted stays."""
    remove_address(viewer.name, request.POST.get("email", ""))
    return HttpResponseRedirect(BACK)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: PageRequest, viewer: Person) -> HttpResponse:
    """Where the link of a letter leads. Only a press of the button changes anything, because
    programs that look through mail open its links; and only whose account it is may press it, who
    has shown a short while ago who they are.
    """
    token = request.POST.get("token") or request.GET.get("token", "")
    name, address = read_verification(token)
    if name != viewer.name:
        message = _("This link is for %(name)s: sign in with that name.") % {"name": name}
        raise Forbidden(message)
    if not is_proved(request):  # with an address of theirs anybody can choose another password
        return to_the_proof(f"{request.path}?{urlencode({'token': token})}")
    if request.method == "POST":
        save_person(name, Profile(), [address])
        forget_pending(name, address)
        return HttpResponseRedirect(BACK)
    context = {"token": token, "address": address, "orphans": orphans_of(address)}
    return render(request, "verify.html", context)
