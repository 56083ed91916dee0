"""Another password: for who has forgotten theirs, and for who wants another."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from july.config import settings
from july.errors import BadField
from july.people.actions import Profile, save_person
from july.people.joining import require_password
from july.people.letters import read_reset, send_resets
from july.people.models import Person
from july.people.queries import person_with_password
from july.web.attempts import MINUTES, may_try
from july.web.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from july.web.members import HOME, for_members
from july.web.proofs import to_the_proof
from july.web.requests import PageRequest, address_of
from july.web.sessions import is_proved, sign_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: PageRequest) -> HttpResponse:
    """Ask for a letter with a link. The answer is the same whether there is anybody to get it."""
    context = {"sent": False, "problem": "", "on_console": settings().mail_url is None}
    form = ForgottenForm(request.POST)
    if request.method != "POST":
        return render(request, "forgotten.html", context)
    if not form.is_valid():
        context["problem"] = _("Write your name or an address of yours.")
        return render(request, "forgotten.html", context, status=400)
    wanted = form.cleaned_data["who"]
    if not may_try(f"forgotten {wanted}", address_of(request)):
        context["problem"] = _too_often()
        return render(request, "forgotten.html", context, status=429)
    send_resets(wanted)
    return render(request, "forgotten.html", context | {"sent": True})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: PageRequest) -> HttpResponse:
    """Where the link of that letter leads."""
    token = request.POST.get("token") or request.GET.get("token", "")
    person = read_reset(token)
    context = {"token": token, "name": person.name, "problem": ""}
    if request.method != "POST":
        return render(request, "new-password.html", context)
    form = NewPasswordForm(request.POST)
    chosen = form.cleaned_data["password"] if form.is_valid() else ""
    try:
        changed = _change(person, chosen)
    except BadField as error:
        context["problem"] = error.message
        return render(request, "new-password.html", context, status=400)
    sign_in(request, changed)
    return HttpResponseRedirect(HOME)


@sensitive_post_parameters("old", "password")
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, viewer: Person) -> HttpResponse:
    """Another password for who is signed in and knows the present one; a first one for who has
    none, and has shown a short while ago who they are."""
    if not viewer.password and not is_proved(request):
        return to_the_proof(request.path)
    if request.method != "POST":
        return render(request, "change-password.html", {"problem": ""})
    problem, status = _try_to_change(request, viewer)
    if problem:
        return render(request, "change-password.html", {"problem": problem}, status=status)
    return HttpResponseRedirect(HOME)


def _try_to_change(request: PageRequest, viewer: Person) -> tuple[str, int]:
    """What is wrong, if anything is, and with which status to say so."""
    form = ChangePasswordForm(request.POST) if viewer.password else NewPasswordForm(request.POST)
    if not form.is_valid():
        return _("Fill in both.") if viewer.password else _("Write a password."), 400
    if not may_try(viewer.name, address_of(request)):
        return _too_often(), 429
    if viewer.password and not person_with_password(viewer.name, form.cleaned_data["old"]):
        return _("The present password is another one."), 400
    try:
        changed = _change(viewer, form.cleaned_data["password"])
    except BadField as error:
        return error.message, 400
    sign_in(request, changed)
    return "", 200


def _change(person: Person, password: str) -> Person:
    require_password(password, person.name)
    return save_person(person.name, Profile(password=password))


def _too_often() -> str:
    message = _("Too many attempts. Wait %(minutes)s minutes, then try again.")
    return message % {"minutes": MINUTES}
