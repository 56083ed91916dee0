"""Becoming a member by name and password."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from july.config import settings
from july.errors import BadField, Conflict
from july.people.joining import join
from july.web.attempts import MINUTES, may_try
from july.web.forms import SignUpForm
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


def _form(request: PageRequest, form: SignUpForm, problem: str, status: int) -> HttpResponse:
    context = {"form": form, "problem": problem, "on_console": settings().mail_url is None}
    return render(request, "sign-up.html", context, status=status)
