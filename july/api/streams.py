"""`/api/v1/streams/KEY`: say something on a raw stream."""

from threading import Lock
from time import monotonic
from typing import ClassVar

from july import bus
from july.api.handler import LARGEST_WRITE, Handler
from july.bus.raw import check_key
from july.errors import BadRequest, TooLarge, TooOften

MOST_AT_ONCE = 1_000
"""Messages of one request."""
MOST_A_SECOND = 1_000
"""Messages of one person, on all streams together; twice as many at once."""
MOST_PEOPLE = 10_000
"""People whose rate is remembered; those of longest ago are forgotten."""


class Rates:
    """How much each may still say. Safe to use from any thread."""

    def __init__(self, a_second: float = MOST_A_SECOND) -> None:
        self._a_second = a_second
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, name: str, number: int) -> bool:
        """Note that `name` says so many; False, and nothing noted, if they are too many now."""
        now, most = monotonic(), 2 * self._a_second
        with self._lock:
            left, since = self._left.pop(name, (most, now))
            left = min(most, left + (now - since) * self._a_second)
            allowed = number <= left
            self._left[name] = left - number if allowed else left, now
            while len(self._left) > MOST_PEOPLE:
                del self._left[next(iter(self._left))]
        return allowed


class StreamHandler(Handler):
    """`/api/v1/streams/KEY`."""

    rates: ClassVar[Rates] = Rates()

    def post(self, key: str) -> None:
        """Say each line of the body on the raw stream KEY: needs a token.

        Raises Unauthorized, BadField for a key or a line that can't be, BadRequest for a body that
        is empty or no text, TooLarge, TooOften, Unavailable if Redis does not take it.
        """
        person = self.require_person("streams")
        check_key(key)
        messages = _lines(self._body())
        if not self.rates.take(person.name, len(messages)):
            self.response.headers["Retry-After"] = "1"
            raise TooOften(f"A person may send {MOST_A_SECOND:,} messages a second; slow down.")
        bus.relay(key, messages)
        self.reply({"key": key, "messages": len(messages)})

    def _body(self) -> bytes:
        if (self.request.content_length or 0) > LARGEST_WRITE:
            raise TooLarge(f"A body may have {LARGEST_WRITE} bytes here; send in smaller parts.")
        return bytes(self.request.body_file.read(LARGEST_WRITE))


def _lines(body: bytes) -> list[str]:
    """The messages in a body, which are its lines that are not empty."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadRequest("The body must be text in UTF-8, one message a line.") from None
    messages = [line for each in text.split("\n") if (line := each.removesuffix("\r"))]
    if not messages:
        raise BadRequest("The body is empty: send one message a line.")
    if len(messages) > MOST_AT_ONCE:
        raise TooLarge(f"A body may have {MOST_AT_ONCE:,} messages; send in smaller parts.")
    return messages
