"""`/events`: may this client open a stream, and on which channels?"""

from urllib.parse import parse_qsl, quote

import webapp2

from july import bus
from july.channel.application import Handler
from july.channel.names import checked_channels
from july.errors import BadField, BadRequest
from july.lib import clock
from july.live.private import read_token
from july.live.switchboard.frames import encode_mark, encode_reset

RETRY_MS = 2_000
"""How long a browser waits before it connects again."""
KNOWN = frozenset({"channel", "since"})


class EventsHandler(Handler):
    """Answers with GRIP's hold instructions (https://pushpin.org/docs/protocols/grip/)."""

    def get(self) -> None:
        """`200` with the channels to hold the stream on; the body is what the stream begins with.

        A token of `create_channel`, sent as `Authorization: Bearer`, opens its private channel, and
        by itself no other. Raises BadField for a channel or an id that can't be, BadRequest for
        other parameters, Unauthorized for a token that is none or is over.
        """
        asked = _parameters(self.request)
        private = _private_channels(self.request)
        names = [value for name, value in asked if name == "channel"]
        channels = (*private, *(checked_channels(names) if names or not private else ()))
        for value in (value for name, value in asked if name == "since"):
            _check_since(value)
        self.response.headers.update(
            {
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
                "Access-Control-Allow-Origin": "*",
                "Grip-Hold": "stream",
                "Grip-Channel": ", ".join(quote(name, safe=":") for name in channels),
                "Grip-Keep-Alive": r":\n\n; format=cstring; timeout=15",
            }
        )
        self.response.body = b"retry: %d\n\n" % RETRY_MS + _opening(self.request)


def _parameters(request: webapp2.Request) -> list[tuple[str, str]]:
    asked = parse_qsl(request.query_string, keep_blank_values=True)
    for name, _ in asked:
        if name not in KNOWN:
            allowed = " and ".join(sorted(KNOWN))
            raise BadRequest(f"{name!r} is no parameter of /events; {allowed} are", field=name)
    return asked


def _private_channels(request: webapp2.Request) -> tuple[str, ...]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return (read_token(token.strip()).channel,) if scheme.lower() == "bearer" else ()


def _opening(request: webapp2.Request) -> bytes:
    """What a proxy can't say by itself: it keeps no past, so whoever comes back has missed some.

    July's own switchboard signs nothing, and opens its streams from what it remembers.
    """
    if "Grip-Sig" not in request.headers:
        return b""
    now = bus.event_id(clock.now())
    since = request.headers.get("Last-Event-ID") or request.GET.get("since")
    return encode_reset(now, since) if since else encode_mark(now)


def _check_since(value: str) -> None:
    if bus.parse_id(value) is None:
        message = f"{value!r} is no id of an event: send back one that an event came with"
        raise BadField(message, field="since")
