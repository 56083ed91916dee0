"""Views for who has shown a short while ago who they are: nobody deletes an account that was left
open on somebody's table."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from july.people.models import Person
from july.web.members import for_members
from july.web.requests import PageRequest
from july.web.sessions import is_proved

P = ParamSpec("P")
View = Callable[Concatenate[PageRequest, Person, P], HttpResponse]


def for_the_proved(
    back: str,
) -> Callable[[View[P]], Callable[Concatenate[PageRequest, P], HttpResponse]]:
    """Ask who is signed in who they are, unless they have shown it within the last ten minutes.

    They come back to the page called `back`, where they may do again what they wanted to do.
    """

    def decorate(view: View[P]) -> Callable[Concatenate[PageRequest, P], HttpResponse]:
        def guarded(
            request: PageRequest, viewer: Person, /, *args: P.args, **named: P.kwargs
        ) -> HttpResponse:
            if not is_proved(request):
                return to_the_proof(reverse(back))
            return view(request, viewer, *args, **named)

        return for_members(guarded)

    return decorate


def to_the_proof(onward: str) -> HttpResponse:
    """Send somebody to show who they are, and to `onward` afterwards."""
    return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': onward})}")
