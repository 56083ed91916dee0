"""`/events` over ASGI: asks the channel app, then holds the stream.

The question is the client's own request, the answer one of GRIP's hold instructions
(https://pushpin.org/docs/protocols/grip/): `Grip-Hold: stream` and the channels in
`Grip-Channel`. Whatever else the app answers goes to the client as it is.
"""

from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import parse_qs, unquote

from july.errors import JulyError
from july.live import asgi
from july.live.asgi import Receive, Scope, Send
from july.live.switchboard.addresses import counted_address
from july.live.switchboard.asking import Ask
from july.live.switchboard.responses import Response
from july.live.switchboard.switchboard import Client, Sink, Switchboard
from july.live.wsgi import Answer

TAKE_OVER = "july.take_over"
"""Extension of the scope: a `TakeOver`."""


class OpenStream(Sink, Protocol):
    """A connection of which nothing but the rest of its response is left."""

    def hold(self, switchboard: Switchboard, client: Client) -> None:
        """From now on tell `switchboard` when `client` takes more, and when it is gone."""


TakeOver = Callable[[], OpenStream]
"""Takes the connection from the server, once the head of the response has been sent."""


class EventStreams:
    """The ASGI application that opens event streams as the channel app allows."""

    def __init__(self, switchboard: Switchboard, ask: Ask) -> None:
        self._switchboard = switchboard
        self._ask = ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; where its connection can be had, a stream outlasts this."""
        address = counted_address(scope.get("client"))
        try:
            self._switchboard.check_room(address)
            answer = await self._ask(scope)
            self._switchboard.check_room(address)
        except JulyError as error:
            await asgi.answer(send, *asgi.error_response(error))
        else:
            await self._obey(answer, scope, receive, send)

    async def _obey(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        headers = list(_forwarded(answer))
        take_over: TakeOver | None = scope.get("extensions", {}).get(TAKE_OVER)
        if answer.header("Grip-Hold") != "stream":
            await asgi.answer(send, answer.status, headers, answer.body)
        elif scope["method"] == "HEAD":
            await asgi.answer(send, answer.status, headers, b"")
        elif take_over is None:
            response = Response(self._switchboard)
            response.client = self._join(response, answer, scope)
            await response.run(receive, send, answer.status, headers)
        else:
            await asgi.start(send, answer.status, headers)
            self._hold(take_over(), answer, scope)

    def _hold(self, stream: OpenStream, answer: Answer, scope: Scope) -> None:
        try:
            client = self._join(stream, answer, scope)
        except JulyError:
            stream.close()  # no room is left since the head was sent: come back elsewhere
        else:
            stream.hold(self._switchboard, client)

    def _join(self, sink: Sink, answer: Answer, scope: Scope) -> Client:
        return self._switchboard.join(
            _channels(answer),
            _since(scope),
            sink,
            answer.body,
            address=counted_address(scope.get("client")),
        )


def _forwarded(answer: Answer) -> Iterator[tuple[str, str]]:
    """The answer's headers without those meant for whoever holds the stream."""
    held = answer.header("Grip-Hold") is not None
    for name, value in answer.headers:
        lower = name.lower()
        if not lower.startswith("grip-") and not (held and lower == "content-length"):
            yield name, value


def _channels(answer: Answer) -> list[str]:
    names = (answer.header("Grip-Channel") or "").split(",")
    return [unquote(name.strip()) for name in names if name.strip()]


def _since(scope: Scope) -> str | None:
    """The id up to which the client has everything: the header, then what the address says.

    A browser that reconnects keeps the address it began with, and its header is the newer one.
    """
    last = asgi.header(scope, "last-event-id")
    if last:
        return last
    return parse_qs(scope["query_string"].decode("latin-1")).get("since", [None])[-1]
