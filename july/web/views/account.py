"""Signing in and out, and what only oneself may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from july.config import settings
from july.errors import NotFound, Suspended
from july.hosts import HOSTS
from july.hubs.verdicts import tell
from july.people.joining import pending_addresses
from july.people.models import Person
from july.people.queries import addresses_of, person_with_password
from july.projects.actions import delete_hook, save_hook
from july.projects.models import Hook
from july.projects.queries import deliveries_to, find_hook, hooks_of
from july.web.attempts import MINUTES, forget, may_try
from july.web.forms import NewHookForm, SignInForm
from july.web.links import own_path
from july.web.members import HOME, for_members
from july.web.requests import PageRequest, address_of
from july.web.sessions import sign_in, sign_out

DELIVERIES = 10
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
    """Who I am, my addresses, my hooks and what came through them."""
    hooks = [_described(hook) for hook in hooks_of(viewer.name)]
    used = {hook["name"] for hook in hooks}
    context = {
        "emails": addresses_of(viewer.name),
        "pending": pending_addresses(viewer.name),
        "on_console": settings().mail_url is None,
        "hooks": hooks,
        "free_hosts": [host for host in HOSTS.values() if host.name not in used],
    }
    return render(request, "account.html", context)


def _described(hook: Hook) -> dict[str, Any]:
    host = HOSTS[hook.host]
    return {
        "id": hook.id,
        "name": host.name,
        "host": host,
        "address": f"{settings().base_url}/api/v1/{hook.host}/{hook.id}",
        "secret": hook.secret,
        "deliveries": [tell(delivery) for delivery in deliveries_to(hook.id, DELIVERIES)],
    }


@for_members
@require_POST
def new_hook(request: PageRequest, viewer: Person) -> HttpResponse:
    """Make a hook for one git host."""
    form = NewHookForm(request.POST)
    if form.is_valid():
        hook = save_hook(viewer.name, form.cleaned_data["host"])
        return HttpResponseRedirect(f"{HOME}#hook-{hook.id}")
    return HttpResponseRedirect(HOME)


@for_members
@require_POST
def remove_hook(request: HttpRequest, viewer: Person, hook_id: str) -> HttpResponse:
    """Take nothing more through one of my hooks."""
    del request
    hook = find_hook(hook_id)
    if hook is None or hook.owner != viewer.name:
        raise NotFound(_("there is no such hook of yours"))
    delete_hook(hook)
    return HttpResponseRedirect(f"{HOME}#hooks")
