"""What a frame on a WebSocket asks for, and what is answered: the protocol, without any socket.

The words of the protocol are in docs/services.md.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from july.channel.subscriptions import Entry, Pair, entry, entry_of_call
from july.channel.viewers import Credentials
from july.errors import JulyError
from july.live import private
from july.live.envelopes import as_name, encode, envelope
from july.live.services import Answer, Id, NoSuchMethod, Notice, Prepared, prepare

LONGEST_FRAME = 65_536
"""Characters of one message of a client."""
LONGEST_ID = 200
MOST_SUBSCRIPTIONS = 100
"""Of one connection."""
QUOTED = 200


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever sent a frame, and what they hold already."""

    connection: str
    credentials: Credentials
    subscriptions: int = 0
    held: frozenset[Pair] = frozenset()
    """The subscriptions by name, told when there are as many as there may be."""

    def has_room(self, pair: Pair) -> bool:
        """Whether one more subscription may be held, or this is one that is."""
        return self.subscriptions < MOST_SUBSCRIPTIONS or pair in self.held


@dataclass(frozen=True, slots=True)
class Request:
    """A client's message, its parts checked."""

    action: str | None
    method: str | None
    params: object
    client: Id | None
    callback: Id | None
    clients: tuple[Id, ...]
    """Whose subscriptions are to end."""
    token: str

    def answer(
        self, *, data: str | None = None, error: str | None = None, trigger: str | None = None
    ) -> str:
        """A message that carries the request's own ids."""
        return envelope(
            callback=as_name(self.callback),
            client=as_name(self.client),
            data=data,
            error=error,
            trigger=trigger,
        )


@dataclass(slots=True)
class Decision:
    """What the switchboard is to do."""

    send: list[str] = field(default_factory=list)
    subscribe: list[Entry] = field(default_factory=list)
    unsubscribe: list[Id] = field(default_factory=list)
    forget: list[Pair] = field(default_factory=list)
    notices: tuple[Notice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is answered."""
        return {
            "send": self.send,
            "subscribe": self.subscribe,
            "unsubscribe": self.unsubscribe,
            "forget": self.forget,
            "notify": [notice.as_json() for notice in self.notices],
        }


class BadFrame(Exception):
    """A message that is none; the text says why."""


def decide(text: str, speaker: Speaker) -> Decision:
    """Carry out what a frame asks for. Never raises: what went wrong is sent."""
    try:
        message = _decode(text)
        request = _read(message)
    except BadFrame as error:
        return Decision([envelope(error=str(error))])
    if request.action == "unsubscribe":
        return _unsubscribe(request)
    if request.action == "token":
        return _open_private(request)
    if request.action is not None:
        return Decision([request.answer(error=f"unknown action: {request.action[:QUOTED]!r}")])
    return _call(request, speaker)


def _decode(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_FRAME:
        too_long = f"incoming websocket message has more than {LONGEST_FRAME} characters"
        raise BadFrame(too_long)
    try:
        message: object = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        shown = text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
        raise BadFrame(f"incoming websocket message was not a json object: {shown}")
    return message


def _read(message: Mapping[str, Any]) -> Request:
    action = message.get("action") or None
    several = action == "unsubscribe" and isinstance(message.get("client"), list)
    clients = message["client"] if several else [message.get("client")]
    checked = tuple(id for each in clients if (id := _id(each, "client")) is not None)
    return Request(
        action=_text(action, "action"),
        method=_text(message.get("method"), "method"),
        params=message.get("params"),
        client=None if several or not checked else checked[0],
        callback=_id(message.get("callback"), "callback"),
        clients=checked,
        token=_text(message.get("token"), "token") or "",
    )


def _text(value: object, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    message = f"{name} must be a text"
    raise BadFrame(message)


def _id(value: object, name: str) -> Id | None:
    """An id as it came; nothing is no id, and neither is an empty text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > LONGEST_ID:
        message = f"{name} must be a text of at most {LONGEST_ID} characters, or a whole number"
        raise BadFrame(message)
    return value


def _unsubscribe(request: Request) -> Decision:
    acknowledged = (
        [] if request.callback is None else [envelope(callback=as_name(request.callback))]
    )
    return Decision(acknowledged, unsubscribe=list(request.clients))


def _open_private(request: Request) -> Decision:
    """Let the connection have what is sent on the private channel that the token opens."""
    try:
        token = private.read_token(request.token)
    except JulyError as error:
        return Decision([request.answer(error=error.message)])
    told = envelope(
        callback=as_name(request.callback),
        client=as_name(token.client_id),
        data=encode({"expires": token.expires}),
        trigger="subscribe",
    )
    opened = entry((token.client_id, None), (token.channel,), relays=True, until=token.expires)
    return Decision([told], [opened])


def _call(request: Request, speaker: Speaker) -> Decision:
    try:
        prepared = _prepared(request, speaker)
    except JulyError as error:
        return Decision([request.answer(error=error.message)], forget=_replaced(request))
    answer = prepared.run()
    return Decision(
        send=list(_told(request, answer)),
        subscribe=_subscriptions(request, prepared, answer, speaker),
        forget=[] if prepared.channels else _replaced(request),
        notices=answer.notices,
    )


def _prepared(request: Request, speaker: Speaker) -> Prepared:
    if request.method is None:
        raise NoSuchMethod("no method: say which service to call")
    caller = speaker.credentials.caller(request.client)
    prepared = prepare(request.method, request.params, caller)
    pair = request.client, request.callback
    if prepared.channels and request.client is not None and not speaker.has_room(pair):
        message = f"one connection has at most {MOST_SUBSCRIPTIONS} subscriptions; end one first"
        raise TooManySubscriptions(message)
    return prepared


class TooManySubscriptions(JulyError):
    """A connection holds as many subscriptions as it may."""

    code = "too_many_subscriptions"
    status = 429


def _told(request: Request, answer: Answer) -> Iterable[str]:
    """The reply, if anybody waits for one: errors are told in any case."""
    if answer.error is not None:
        yield request.answer(error=answer.error.message)
    elif request.callback is not None:
        yield request.answer(data=answer.data)
    elif request.client is not None:
        yield request.answer(data=answer.data, trigger="subscribe")


def _subscriptions(
    request: Request, prepared: Prepared, answer: Answer, speaker: Speaker
) -> list[Entry]:
    if request.client is None or not prepared.channels:
        return []
    pair = request.client, request.callback
    kept = entry_of_call(
        pair,
        prepared,
        request.params,
        answer,
        connection=speaker.connection,
        credentials=speaker.credentials,
    )
    return [kept]


def _replaced(request: Request) -> list[Pair]:
    """What a request with a client ends without beginning another."""
    return [] if request.client is None else [(request.client, request.callback)]
