"""Views for who is signed in."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from july.errors import Unauthorized
from july.people.models import Person
from july.web.requests import PageRequest

HOME = "/account/"
SIGN_IN = "/account/sign-in/"

P = ParamSpec("P")


class SignInFirst(Unauthorized):
    """A page is for who is signed in; raised in a view it leads to the form, and back."""

    code = "sign_in_first"


def to_the_form(onward: str) -> HttpResponse:
    """Send whoever asks to sign in, and to `onward` afterwards."""
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': onward})}")


def to_the_form_from(request: HttpRequest) -> HttpResponse:
    """Send whoever asks for a page to sign in, and back afterwards."""
    return to_the_form(request.get_full_path() if request.method in {"GET", "HEAD"} else HOME)


def for_members(
    view: Callable[Concatenate[PageRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[PageRequest, P], HttpResponse]:
    """Send whoever is not signed in to the form, and back afterwards."""

    def guarded(request: PageRequest, /, *args: P.args, **named: P.kwargs) -> HttpResponse:
        if request.viewer is None:
            return to_the_form_from(request)
        return view(request, request.viewer, *args, **named)

    return never_cache(guarded)
