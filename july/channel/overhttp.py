"""WebSockets held by a proxy that speaks WebSocket-over-HTTP, as Pushpin does.

https://pushpin.org/docs/protocols/websocket-over-http/: a message of a client is an event in the
body of a request, and what is to be sent an event in that of the answer. This application keeps
nothing of a connection. What it has to know again, the proxy keeps as a `Meta-` header, signed:
who speaks, and each subscription with the digest of the answer that was sent last. Every few
seconds the proxy sends a request without events, and the services are called again. (A GRIP proxy
could pass on what is published on a channel, but every message here carries an id of the client's.)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.signing import BadSignature, Signer

from july.channel.frames import Decision, Speaker, decide
from july.channel.subscriptions import Entry, Pair, call_again
from july.channel.viewers import read_context
from july.contest.feed import latest
from july.errors import BadField, BadRequest
from july.live.envelopes import as_name, encode, envelope
from july.live.services import Notice, tell

CONTENT_TYPE = "application/websocket-events"
META = "July"
"""The state travels as `Set-Meta-July` and comes back as `Meta-July`."""
LONGEST_STATE = 12_000
"""Characters: proxies and servers take no header of any length."""
REFRESH_SECONDS = 20
"""How often the proxy asks: Pushpin does it no more often, whatever it is told."""
IDLE = frozenset({"PING", "PONG"})
"""Clients that ping keep the proxy from asking by itself: their pings ask as well."""
MOST_MISSED = 100
"""Commits that are told at once to who follows a channel."""
ONLY_EVENTS = "this proxy can't carry it over a WebSocket; follow it by an event stream, /events"
TOO_MUCH = "this connection has subscribed to more than its proxy can remember; end some first"

_signer = partial(Signer, salt="july.channel.overhttp")


@dataclass(frozen=True, slots=True)
class Event:
    """OPEN, TEXT, BINARY, PING, PONG, CLOSE or DISCONNECT."""

    kind: str
    content: bytes = b""


@dataclass(slots=True)
class Held:
    """What the proxy keeps of one connection, and what it is to be sent."""

    connection: str
    context: str
    entries: dict[Pair, Entry] = field(default_factory=dict)
    send: list[str] = field(default_factory=list)

    def write(self) -> str:
        """As text, for the proxy to keep."""
        entries = list(self.entries.values())
        return _signer().sign_object([self.connection, self.context, entries], compress=True)


def read_held(text: str, connection: str) -> Held:
    """What `Held.write` wrote. Raises BadRequest for anything else, and for that of another."""
    try:
        owner, context, entries = _signer().unsign_object(text)
    except (BadSignature, ValueError, TypeError, UnicodeError):
        owner = None
    if owner != connection:
        raise BadRequest("This connection has not been opened here", field=META)
    return Held(owner, context, {(each["client"], each["callback"]): each for each in entries})


def hear(held: Held, frame: str) -> None:
    """Carry out what a message of the client asks for. Never raises: what went wrong is sent."""
    pairs = frozenset(held.entries)
    speaker = Speaker(held.connection, read_context(held.context), len(pairs), pairs)
    decision = decide(frame, speaker)
    before = dict(held.entries)
    _apply(held, decision)
    if len(held.write()) > LONGEST_STATE:
        held.entries = before
        held.send.append(envelope(error=TOO_MUCH))
    tell(decision.notices)
    for notice in decision.notices:
        refresh(held, notice.trigger)


def refresh(held: Held, trigger: str = "manual") -> None:
    """Send the news of every subscription."""
    for pair, entry in list(held.entries.items()):
        if entry["relays"]:
            _send_missed(held, entry)
        else:
            _send_news(held, pair, entry, trigger)


def _apply(held: Held, decision: Decision) -> None:
    held.send += decision.send
    for client in decision.unsubscribe:
        held.entries = {pair: each for pair, each in held.entries.items() if pair[0] != client}
    for pair in decision.forget:
        held.entries.pop(pair, None)
    for entry in decision.subscribe:
        pair = entry["client"], entry["callback"]
        try:
            newest = _newest(entry) if entry["relays"] else None
        except BadField:
            held.entries.pop(pair, None)
            held.send.append(_envelope(entry, error=ONLY_EVENTS))
        else:
            held.entries[pair] = entry | ({"digest": newest} if entry["relays"] else {})


def _newest(entry: Entry) -> str:
    """The id of the last commit on the channel that is followed.

    Raises BadField if it tells of none, or there are several.
    """
    if len(entry["channels"]) != 1:
        raise BadField(ONLY_EVENTS, field="method")
    (channel,) = entry["channels"]
    return next((message["id"] for message in latest(channel, 1)), "0-0")


def _send_missed(held: Held, entry: Entry) -> None:
    (channel,) = entry["channels"]
    missed = [
        each for each in latest(channel, MOST_MISSED) if _is_later(each["id"], entry["digest"])
    ]
    for message in reversed(missed):
        held.send.append(_envelope(entry, data=encode(message), trigger="manual"))
        entry["digest"] = message["id"]


def _is_later(id: str, other: str) -> bool:
    return tuple(map(int, id.split("-"))) > tuple(map(int, other.split("-")))


def _send_news(held: Held, pair: Pair, entry: Entry, trigger: str) -> None:
    asked = {name: entry[name] for name in ("method", "params", "scope", "kept")}
    answer = call_again(asked | {"context": held.context})
    tell([Notice(tuple(each["channels"]), each["trigger"]) for each in answer["notify"]])
    if answer["digest"] != entry["digest"]:
        told = {name: answer.get(name) for name in ("data", "error")}
        held.send.append(_envelope(entry, trigger=trigger, **told))
    kept = {name: answer.get(name, entry[name]) for name in ("digest", "channels", "kept")}
    held.entries[pair] = entry | kept


def _envelope(
    entry: Entry, data: str | None = None, error: str | None = None, trigger: str | None = None
) -> str:
    return envelope(
        callback=as_name(entry["callback"]),
        client=as_name(entry["client"]),
        data=data,
        error=error,
        trigger=trigger,
    )


def decode_events(body: bytes) -> list[Event]:
    """The events of a request. Raises BadRequest for what are none."""
    try:
        return list(_events_in(body))
    except ValueError:
        raise BadRequest(f"This body is no {CONTENT_TYPE}") from None


def _events_in(body: bytes) -> Iterator[Event]:
    at = 0
    while at < len(body):
        end = body.index(b"\r\n", at)
        kind, _, size = body[at:end].decode("ascii").partition(" ")
        at = end + 2
        if size:
            length = int(size, 16)
            if length < 0 or body[at + length : at + length + 2] != b"\r\n":
                raise ValueError(size)
            yield Event(kind, body[at : at + length])
            at += length + 2
        else:
            yield Event(kind)


def encode_event(event: Event) -> bytes:
    """An event as it goes over the wire."""
    if not event.content:
        return f"{event.kind}\r\n".encode("ascii")
    return b"%b %x\r\n%b\r\n" % (event.kind.encode("ascii"), len(event.content), event.content)


def text(message: str) -> Event:
    """A message to the client."""
    return Event("TEXT", message.encode("utf-8", "replace"))


def state_of(held: Held) -> dict[str, Any]:
    """The headers that make a proxy remember the connection."""
    return {f"Set-Meta-{META}": held.write(), "Keep-Alive-Interval": str(REFRESH_SECONDS)}
