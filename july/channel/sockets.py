"""`/ws`, `/ws/again`, `/jsonrpc`: handshakes, frames and calls as ordinary requests."""

from typing import Any

from july import stores
from july.channel import jsonrpc, overhttp
from july.channel.application import Handler
from july.channel.frames import Speaker, decide
from july.channel.origins import is_own, require_own
from july.channel.questions import believed_object, limited_body
from july.channel.subscriptions import call_again
from july.channel.viewers import checked_viewer, credentials_in, read_context, write_context
from july.errors import BadRequest

UNSUPPORTED = (1003).to_bytes(2, "big")
"""What WebSockets close with when a message is of a kind that nobody understands."""
LARGEST_CALL = 262_144
"""Bytes of a JSON-RPC body."""


class SocketHandler(Handler):
    """`/ws`: may this client open, and what does its frame ask for?"""

    verbs = ("GET", "HEAD", "OPTIONS", "POST")

    def get(self) -> None:
        """The handshake: who this is, and the context that comes back with every frame.

        Raises Forbidden for pages of other sites, Unauthorized for a token that is nobody's.
        """
        require_own(self.request)
        credentials = credentials_in(self.request)
        with stores.context():
            viewer = checked_viewer(credentials)
        name = viewer.name if viewer else ""
        self.reply_json({"viewer": name, "scope": name, "context": write_context(credentials)})

    def post(self) -> None:
        """A frame. Raises Forbidden unless a switchboard passes it on.

        Or the events of a WebSocket that a proxy holds, which nobody has to be believed: what they
        may do is in what this application has signed itself.
        """
        if self.request.content_type == overhttp.CONTENT_TYPE:
            self._hear_proxy()
            return
        question = believed_object(self.request)
        speaker = _speaker(question)
        with stores.context():
            decision = decide(question["frame"], speaker)
        self.reply_json(decision.as_json())

    def _hear_proxy(self) -> None:
        events = overhttp.decode_events(limited_body(self.request))
        with stores.context():
            opens = bool(events) and events[0].kind == "OPEN"
            held = self._opened() if opens else self._held()
            out = [events[0]] if opens else []
            if {event.kind for event in events} <= overhttp.IDLE:
                overhttp.refresh(held)
            for event in events:
                out += _carry_out(event, held)
        out += map(overhttp.text, held.send)
        self.response.headers.update(overhttp.state_of(held))
        self.response.headers["Content-Type"] = overhttp.CONTENT_TYPE
        self.response.body = b"".join(map(overhttp.encode_event, out))

    def _opened(self) -> overhttp.Held:
        require_own(self.request)
        credentials = credentials_in(self.request)
        checked_viewer(credentials)
        return overhttp.Held(self._connection(), write_context(credentials))

    def _held(self) -> overhttp.Held:
        state = self.request.headers.get(f"Meta-{overhttp.META}", "")
        return overhttp.read_held(state, self._connection())

    def _connection(self) -> str:
        return str(self.request.headers.get("Connection-Id", ""))


class AgainHandler(Handler):
    """`/ws/again`: a service called again, because one of its channels was notified."""

    verbs = ("OPTIONS", "POST")

    def post(self) -> None:
        """The news. Raises Forbidden unless a switchboard asks."""
        question = believed_object(self.request)
        with stores.context():
            self.reply_json(call_again(question))


class JsonRpcHandler(Handler):
    """`/jsonrpc`."""

    verbs = ("OPTIONS", "POST")

    def post(self) -> None:
        """Call services. Pages of other sites call as nobody: a session is not theirs to use."""
        body = limited_body(self.request, LARGEST_CALL)
        credentials = credentials_in(self.request, session=is_own(self.request))
        with stores.context():
            checked_viewer(credentials)
            told = jsonrpc.answer(body, credentials)
        if told is None:
            self.response.status = 204
            del self.response.headers["Content-Type"]
        else:
            self.reply_text(told)


def _carry_out(event: overhttp.Event, held: overhttp.Held) -> list[overhttp.Event]:
    """What the proxy is to answer beside the messages."""
    if event.kind == "TEXT":
        overhttp.hear(held, event.content.decode("utf-8", "replace"))
    elif event.kind == "PING":
        return [overhttp.Event("PONG", event.content)]
    elif event.kind == "CLOSE":
        return [event]
    elif event.kind == "BINARY":
        return [overhttp.Event("CLOSE", UNSUPPORTED)]
    return []


def _speaker(question: dict[str, Any]) -> Speaker:
    """Whoever sent the frame. Raises BadRequest for what no switchboard asks."""
    frame, count = question.get("frame"), question.get("subscriptions", 0)
    if not isinstance(frame, str) or not isinstance(count, int):
        raise BadRequest("A frame is a text, and the number of subscriptions a number")
    try:
        held = frozenset((client, callback) for client, callback in question.get("held") or ())
    except (TypeError, ValueError):
        raise BadRequest("What is held is a list of pairs of ids", field="held") from None
    connection = str(question.get("connection", ""))
    return Speaker(connection, read_context(question.get("context")), count, held)
