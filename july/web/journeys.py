"""Ways to a git host and back: what a browser keeps meanwhile, in the cookie of its session.

A journey begins and ends in the same browser, at the same host, for the same person, and once.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from july.config import Client
from july.errors import BadRequest
from july.hosts import HOSTS
from july.hosts.oauth import Wish
from july.lib import clock
from july.people.oauth import depart
from july.web.links import absolute

JOURNEYS = "journeys"
MOST = 3
"""Journeys of one browser at a time: somebody has several pages open."""
LASTS = timedelta(minutes=10)


class Purpose(StrEnum):
    """What somebody goes to a host for."""

    ENTER = "enter"
    """To sign in or up."""
    LINK = "link"
    """To have one more way to sign in."""
    PROVE = "prove"
    """To show again who they are."""
    HOOKS = "hooks"
    """To let July set up hooks for them; links as well."""
    ORGANISATIONS = "organisations"
    """The same for hooks of organisations too."""

    @property
    def wish(self) -> Wish:
        """What the host is asked to let July do."""
        wishes = {Purpose.HOOKS: Wish.HOOK, Purpose.ORGANISATIONS: Wish.HOOK_WHOLLY}
        return wishes.get(self, Wish.KNOW)


@dataclass(frozen=True, slots=True)
class Journey:
    """A way to a host that has been begun."""

    host: str
    purpose: Purpose
    onward: str
    """Path of this site to which it leads in the end."""
    person: str
    """Who was signed in, "" if nobody was."""
    verifier: str
    begun: int


def begin_journey(
    request: HttpRequest, client: Client, purpose: Purpose, onward: str, person: str
) -> str:
    """Begin one; gives the address of the host to which the browser is to go."""
    departure = depart(client, address_of_return(client), purpose.wish)
    begun = int(clock.now().timestamp())
    journey = Journey(client.host, purpose, onward, person, departure.verifier, begun)
    known = list(request.session.get(JOURNEYS, {}).items())[1 - MOST :]
    request.session[JOURNEYS] = {**dict(known), _mark(departure.state): asdict(journey)}
    return departure.address


def end_journey(request: HttpRequest, client: Client, state: str, person: str) -> Journey:
    """The journey from which a browser comes back; it is over then.

    Raises BadRequest if this browser has begun none with that state, or elsewhere, or as somebody
    else, or too long ago.
    """
    known = dict(request.session.get(JOURNEYS, {}))
    told = known.pop(_mark(state), None)
    request.session[JOURNEYS] = known
    if told is None:
        raise _lost(client)
    journey = Journey(**told | {"purpose": Purpose(told["purpose"])})
    too_old = journey.begun < (clock.now() - LASTS).timestamp()
    if too_old or journey.host != client.host or not _same(journey.person, person):
        raise _lost(client)
    return journey


def address_of_return(client: Client) -> str:
    """Where a host sends people back to; each host has its own, so that none passes for another."""
    return absolute(reverse("host-back", args=[client.host]))


def _mark(state: str) -> str:
    """What is kept of a state: what the host gives back is not in the cookie."""
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:32]


def _same(one: str, other: str) -> bool:
    return constant_time_compare(one, other)


def _lost(client: Client) -> BadRequest:
    message = _(
        "This is not the way on which you went to %(host)s, or it took too long. Nothing was"
        " changed; begin once more."
    )
    return BadRequest(message % {"host": HOSTS[client.host].title})
