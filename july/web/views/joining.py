"""Becoming a member: by name and password, or by an account at a git host."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from july.config import settings
from july.errors import BadField, Conflict
from july.hosts import HOSTS
from july.people.joining import join
from july.people.linking import free_addresses, free_name, join_with
from july.web.arrivals import Arrival, arrival_in
from july.web.attempts import MINUTES, may_try
from july.web.forms import NameForm, SignUpForm
from july.web.members import HOME
from july.web.requests import PageRequest, address_of
from july.web.sessions import sign_in


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request: PageRequest) -> HttpResponse:
    """The form, and what it sends."""
    if request.viewer:
        return HttpResponseRedirect(HOME)
    if request.method != "POST":
        return _form(request, SignUpForm(), "", 200)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("Fill in all three."), 400)
    if not may_try(f"sign up {form.cleaned_data['name']}", address_of(request)):
        message = _("Too many attempts. Wait %(minutes)s minutes, then try again.")
        return _form(request, form, message % {"minutes": MINUTES}, 429)
    try:
        person = join(**form.cleaned_data)
    except (BadField, Conflict) as error:
        return _form(request, form, error.message, error.status)
    sign_in(request, person)
    return HttpResponseRedirect(HOME)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_host(request: PageRequest) -> HttpResponse:
    """Which name somebody wants who has come back from a git host for the first time."""
    arrival = arrival_in(request)
    if request.viewer or arrival is None:
        return HttpResponseRedirect(HOME)
    if request.method != "POST":
        return _name_form(request, arrival, free_name(arrival.account.login), "", 200)
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    if not may_try(f"sign up {name}", address_of(request)):
        message = _("Too many attempts. Wait %(minutes)s minutes, then try again.")
        return _name_form(request, arrival, name, message % {"minutes": MINUTES}, 429)
    try:
        person = join_with(name, arrival.host, arrival.account)
    except (BadField, Conflict) as error:
        return _name_form(request, arrival, name, error.message, error.status)
    sign_in(request, person)
    return HttpResponseRedirect(arrival.onward)


def _name_form(
    request: PageRequest, arrival: Arrival, name: str, problem: str, status: int
) -> HttpResponse:
    free = free_addresses(arrival.account)
    context = {
        "login": arrival.account.login,
        "emails": free,
        "known": len(free) < len(arrival.account.emails),
        "title": HOSTS[arrival.host].title,
        "name": name,
        "problem": problem,
    }
    return render(request, "join-by-host.html", context, status=status)


def _form(request: PageRequest, form: SignUpForm, problem: str, status: int) -> HttpResponse:
    context = {"form": form, "problem": problem, "on_console": settings().mail_url is None}
    return render(request, "sign-up.html", context, status=status)
