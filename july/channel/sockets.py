"""`/ws`, `/ws/again`, `/jsonrpc`: handshakes, frames and calls as ordinary requests."""

from typing import Any

from july import stores
from july.channel import jsonrpc
from july.channel.application import Handler
from july.channel.frames import Speaker, decide
from july.channel.origins import is_own, require_own
from july.channel.questions import believed_object, limited_body
from july.channel.subscriptions import call_again
from july.channel.viewers import checked_viewer, credentials_in, read_context, write_context
from july.errors import BadRequest

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
        """A frame. Raises Forbidden unless a switchboard passes it on."""
        question = believed_object(self.request)
        speaker = _speaker(question)
        with stores.context():
            decision = decide(question["frame"], speaker)
        self.reply_json(decision.as_json())


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
