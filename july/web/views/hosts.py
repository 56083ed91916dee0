"""To a git host and back: signing in and up, linking, and showing again who one is."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from july.config import Client
from july.errors import BadRequest, Conflict, Forbidden, TooOften
from july.hosts import HOSTS
from july.hosts.oauth import Account
from july.people.identities import find_identity
from july.people.linking import Taken, link
from july.people.models import Person
from july.people.oauth import Grant, arrive, client_of
from july.people.queries import find_person, require_active
from july.web.arrivals import keep_arrival, offer_merge
from july.web.attempts import MINUTES, may_try
from july.web.journeys import Journey, Purpose, address_of_return, begin_journey, end_journey
from july.web.links import own_path
from july.web.members import HOME, to_the_form
from july.web.proofs import to_the_proof
from july.web.requests import PageRequest, address_of
from july.web.sessions import is_proved, note_proof, sign_in

HOOKING = frozenset({Purpose.HOOKS, Purpose.ORGANISATIONS})
ADDING = frozenset({Purpose.LINK, *HOOKING})


@never_cache
@require_POST
def go(request: PageRequest, host: str) -> HttpResponse:
    """Send the browser to a host.

    By a page rather than a redirect: what a form leads to has to be this site's, and nobody knows
    to which other sites a host sends people on.
    """
    client = client_of(host)
    try:
        purpose = Purpose(request.POST.get("purpose", ""))
    except ValueError:
        raise BadRequest(_("Go back and use the button there."), field="purpose") from None
    onward = own_path(request.POST.get("next", ""), HOME)
    if purpose is Purpose.ENTER and request.viewer:
        return HttpResponseRedirect(onward)
    if purpose is not Purpose.ENTER and request.viewer is None:
        return to_the_form(onward)
    if purpose in ADDING and not is_proved(request):
        return to_the_proof(reverse("identities") if purpose is Purpose.LINK else onward)
    name = request.viewer.name if request.viewer else ""
    address = begin_journey(request, client, purpose, onward, name)
    context = {"address": address, "title": HOSTS[host].title}
    return render(request, "to-host.html", context)


@never_cache
@require_GET
def back(request: PageRequest, host: str) -> HttpResponse:
    """Where a host sends the browser back to."""
    client = client_of(host)
    name = request.viewer.name if request.viewer else ""
    journey = end_journey(request, client, request.GET.get("state", ""), name)
    code = request.GET.get("code", "")
    if not code or "error" in request.GET:
        return _refused(request, client, journey)
    if not may_try(f"{host} {code}", address_of(request)):
        message = _("Too many attempts. Wait %(minutes)s minutes, then try again.")
        raise TooOften(message % {"minutes": MINUTES})
    account, grant = arrive(client, address_of_return(client), code, journey.verifier)
    if request.viewer is None:
        return _enter(request, host, account, journey)
    if journey.purpose is Purpose.PROVE:
        return _prove(request, request.viewer, account, journey)
    return _link(request, request.viewer, account, grant, journey)


def _refused(request: PageRequest, client: Client, journey: Journey) -> HttpResponse:
    """Somebody said no at the host, or the host did."""
    context = {"title": HOSTS[client.host].title, "onward": journey.onward}
    if request.viewer is None:
        context["onward"] = reverse("sign-in")
    return render(request, "host-refused.html", context, status=403)


def _enter(request: PageRequest, host: str, account: Account, journey: Journey) -> HttpResponse:
    """Sign in whoever is known by that account, and ask anybody else for a name."""
    identity = find_identity(host, account.id)
    if identity is None:
        keep_arrival(request, host, account, journey.onward)
        return HttpResponseRedirect(reverse("join-by-host"))
    person = find_person(identity.person)
    if person is None:
        raise Forbidden(_("This account can't be used any more."))
    require_active(person)
    link(person.name, host, account)
    sign_in(request, person)
    return HttpResponseRedirect(journey.onward)


def _prove(
    request: PageRequest, viewer: Person, account: Account, journey: Journey
) -> HttpResponse:
    identity = find_identity(journey.host, account.id)
    if identity is None or identity.person != viewer.name:
        message = _(
            "You are signed in at %(host)s as %(login)s, which is not linked with %(name)s."
        )
        values = {
            "host": HOSTS[journey.host].title,
            "login": account.login,
            "name": viewer.name,
        }
        raise Conflict(message % values)
    note_proof(request)
    return HttpResponseRedirect(journey.onward)


def _link(
    request: PageRequest, viewer: Person, account: Account, grant: Grant, journey: Journey
) -> HttpResponse:
    """One more way to sign in; of an account that is somebody's, an offer to merge it."""
    kept = grant if journey.purpose in HOOKING else None
    try:
        link(viewer.name, journey.host, account, kept)
    except Taken as taken:
        offer_merge(request, taken.person, HOSTS[journey.host].title)
        return HttpResponseRedirect(reverse("merge"))
    return HttpResponseRedirect(journey.onward)
