"""What moves: the feed and the pulse, of everything or of one thing.

Without JavaScript they show what July's services answer now; live.js and pulse.js ask the same
services and go on from there.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from july.hubs.queries import muted_by, unmuted
from july.lib.zones import zone_of_reader
from july.live.services.own import feed, pulse, streams
from july.web.beats import hours, minutes, rates
from july.web.channels import Flip, flip_to, groups
from july.web.requests import PageRequest, wanted

FEED = 30


def live_page(request: PageRequest) -> HttpResponse:
    """The feed alone, for a screen on the wall."""
    flip = flip_to(wanted(request, "channel"))
    muted = muted_by(request.viewer)
    messages = unmuted(feed.latest(flip.channel, FEED), muted)
    context = _flips(flip) | {"messages": messages, "muted": sorted(muted)}
    return render(request, "live.html", context)


def pulse_page(request: PageRequest) -> HttpResponse:
    """Commits and points as they come, and the raw streams that run."""
    flip = flip_to(wanted(request, "channel"))
    told = pulse.history(flip.channel)
    context = _flips(flip) | {
        "rates": rates(told),
        "minutes": minutes(told),
        "zone": _("your time") if zone_of_reader() else "UTC",
        "hours": hours(pulse.hours(flip.channel)),
        "streams": streams.running(),
        "stream": wanted(request, "stream"),
    }
    return render(request, "pulse.html", context)


def _flips(flip: Flip) -> dict[str, Any]:
    offered = groups()
    known = {each.channel for _kind, flips in offered for each in flips}
    return {"flip": flip, "groups": offered, "is_offered": flip.channel in known}
