"""Signing in and out, and the first page of an account."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from july.config import settings
from july.errors import Suspended
from july.hubs.verdicts import Told, tell
from july.people.joining import pending_addresses
from july.people.models import Person
from july.people.queries import addresses_of, person_with_password
from july.projects.models import Hook
from july.projects.queries import deliveries_to, hooks_of
from july.web.attempts import MINUTES, forget, may_try
from july.web.forms import SignInForm
from july.web.links import own_path
from july.web.members import HOME, for_members
from july.web.requests import PageRequest, address_of
from july.web.sessions import sign_in, sign_out

DELIVERIES, HOOKS = 5, 30
"""Deliveries that are shown, of how many hooks at most."""
WRONG = gettext_lazy(
    "There is nobody with this name and password. Mind capital letters in the password."
)
TOO_OFTEN = gettext_lazy("Too many attempts. Wait %(minutes)s minutes, then try again.")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: PageRequest) -> HttpResponse:
    """The form, and what it sends."""
    onward = own_path(request.POST.get("next") or request.GET.get("next") or HOME, HOME)
    if request.method == "POST":
        return _try(request, onward)
    if request.viewer:
        return HttpResponseRedirect(onward)
    return _form(request, onward, "", 200)


@never_cache
@require_POST
def sign_out_page(request: PageRequest) -> HttpResponse:
    """End the session."""
    sign_out(request)
    return HttpResponseRedirect("/")


def _try(request: PageRequest, onward: str) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _form(request, onward, str(WRONG), 400)
    name, address = form.cleaned_data["name"], address_of(request)
    if not may_try(name, address):
        return _form(request, onward, TOO_OFTEN % {"minutes": MINUTES}, 429)
    try:
        person = person_with_password(name, form.cleaned_data["password"])
    except Suspended as error:
        return _form(request, onward, error.message, error.status)
    if person is None:
        return _form(request, onward, str(WRONG), 400)
    forget(name, address)
    sign_in(request, person)
    return HttpResponseRedirect(onward)


def _form(request: PageRequest, onward: str, problem: str, status: int) -> HttpResponse:
    context = {"next": onward, "name": request.POST.get("name", "")[:100], "problem": problem}
    return render(request, "sign-in.html", context, status=status)


@for_members
def account(request: PageRequest, viewer: Person) -> HttpResponse:
    """Who I am, my addresses, and the way to the rest."""
    hooks = hooks_of(viewer.name)
    context = {
        "emails": addresses_of(viewer.name),
        "pending": pending_addresses(viewer.name),
        "on_console": settings().mail_url is None,
        "hooks": len(hooks),
        "deliveries": _newest(hooks),
    }
    return render(request, "account.html", context)


def _newest(hooks: list[Hook]) -> list[Told]:
    """What became of the last deliveries to any of them."""
    found = [each for hook in hooks[-HOOKS:] for each in deliveries_to(hook.id, DELIVERIES)]
    newest = sorted(found, key=lambda delivery: -delivery.received)[:DELIVERIES]
    return [tell(delivery) for delivery in newest]
