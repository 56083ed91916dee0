"""What July has to know about a git host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from july.hosts.oauth import OAuth
from july.hosts.texts import storable
from july.hosts.values import Content

LONGEST_DELIVERY_ID = 100
LONGEST_EVENT = 100

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Instructions:
    """How somebody makes this host send its pushes here, in plain words.

    `signature` tells by which header a delivery proves that it knows the secret of its hook.
    """

    title: str
    steps: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class Host:
    """One git host: how its deliveries are read and how they are signed.

    `name` stands in addresses (`/api/v1/NAME`), `prefix` begins the slugs of its projects, `events`
    are the event names that July does something with. Names of headers are lower case everywhere.

    - `parse(headers, body)` gives the content of a delivery; pure; raises BadRequest or BadField.
    - `verify(headers, body, secret)` tells whether the delivery is signed with the secret; in
      constant time, over the raw body; it never raises.
    - `event_headers` are those, the first that is there counts, which name the event.
    - `delivery_id(headers)` is the id that the host itself gave the delivery, if it did.
    - `oauth` is how people sign in with the host, None if they can't.
    """

    name: str
    prefix: str
    title: str
    events: tuple[str, ...]
    parse: Callable[[Headers, bytes], Content]
    verify: Callable[[Headers, bytes, str], bool]
    event_headers: tuple[str, ...]
    delivery_id: Callable[[Headers], str | None]
    instructions: Instructions
    oauth: OAuth | None = None

    def event_of(self, headers: Headers) -> str:
        """What the host calls the event; what comes without a name is taken for a push."""
        return storable(header(headers, *self.event_headers))[:LONGEST_EVENT] or "push"


def header(headers: Headers, *names: str) -> str:
    """The first of the headers `names` that is there and not blank, stripped; else ""."""
    return next((value for name in names if (value := headers.get(name, "").strip())), "")


def delivery_id_from(*names: str) -> Callable[[Headers], str | None]:
    """A function that reads the delivery's id from the first of these headers."""

    def delivery_id(headers: Headers) -> str | None:
        return storable(header(headers, *names))[:LONGEST_DELIVERY_ID] or None

    return delivery_id
