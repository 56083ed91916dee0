"""My API tokens: making one, which is shown once, and revoking it."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from july.errors import JulyError
from july.lib import clock
from july.lib.times import utc
from july.people.models import Person, Token
from july.people.tokens import (
    SCOPES,
    create_token,
    has_expired,
    revoke_token,
    scopes_of,
    tokens_of,
)
from july.web.forms import LIFETIMES, NewTokenForm
from july.web.members import for_members
from july.web.proofs import for_the_proved
from july.web.requests import PageRequest
from july.web.sessions import is_proved


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PageRequest, viewer: Person) -> HttpResponse:
    """Which I have, and what it takes to have another."""
    if request.method == "POST":
        return _make(request)
    return _page(request, viewer, NewTokenForm())


@for_the_proved("tokens")
def _make(request: PageRequest, viewer: Person) -> HttpResponse:
    form = NewTokenForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, form, status=400)
    wanted = form.cleaned_data
    days = int(wanted["days"]) or None
    try:
        made = create_token(viewer.name, scopes=wanted["scopes"], days=days, title=wanted["title"])
    except JulyError as error:
        form.add_error(None, error.message)
        return _page(request, viewer, form, status=error.status)
    return _page(request, viewer, NewTokenForm(), made=made)


@for_the_proved("tokens")
@require_POST
def revoke(request: PageRequest, viewer: Person) -> HttpResponse:
    """Have one be good for nothing from now on."""
    revoke_token(viewer.name, request.POST.get("token", ""))
    return HttpResponseRedirect(reverse("tokens"))


def _page(
    request: PageRequest, viewer: Person, form: NewTokenForm, *, made: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "tokens": [_described(token) for token in tokens_of(viewer.name)],
        "form": form,
        "scopes": SCOPES,
        "lifetimes": LIFETIMES,
        "made": made,
        "proved": is_proved(request),
    }
    return render(request, "tokens.html", context, status=status)


def _described(token: Token) -> dict[str, object]:
    return {
        "digest": token.key.id(),
        "title": token.title,
        "scopes": [scope for scope in SCOPES if scope in scopes_of(token)],
        "created": utc(token.created),
        "expires": _moment(token.expires),
        "expired": has_expired(token),
        "used": _moment(token.used),
    }


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else clock.from_microseconds(microseconds)
