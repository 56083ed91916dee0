"""A call that is running: who calls, for which subscription, and what is told when it has ended.

A call notes what the service asked it for. What a service never asked for, its answer can't depend
on: so an answer that is the same for everybody is worked out once for everybody.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from july.people.models import Person

Id = str | int
"""How a page names one of its subscriptions, or one of its calls."""


class Reach(StrEnum):
    """For whom an answer holds."""

    EVERYBODY = "everybody"
    PERSON = "person"
    """For whoever is signed in as the same person."""
    SUBSCRIPTION = "subscription"
    """For one subscription of one connection."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is to be told that something changed."""

    channels: tuple[str, ...]
    trigger: str

    def as_json(self) -> dict[str, Any]:
        """As one process tells it to another."""
        return {"channels": self.channels, "trigger": self.trigger}


def _nobody() -> Person | None:
    return None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, as far as it is known without asking the engines."""

    find_person: Callable[[], Person | None] = _nobody
    client: Id | None = None
    client_data: Mapping[str, Any] = field(default_factory=dict)


class Call:
    """What a service may know of the call that is running."""

    __slots__ = ("_caller", "_client_data", "_person", "_person_known", "notices", "reach")

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._client_data: dict[str, Any] = deepcopy(dict(caller.client_data))
        self._person: Person | None = None
        self._person_known = False
        self.notices: list[Notice] = []
        """What is told when the call has ended."""
        self.reach = Reach.EVERYBODY
        """For whom the answer holds, by what the service has asked for until now."""

    @property
    def user(self) -> Person | None:
        """Who calls, None if nobody is signed in."""
        if self.reach is Reach.EVERYBODY:
            self.reach = Reach.PERSON
        if not self._person_known:
            self._person, self._person_known = self._caller.find_person(), True
        return self._person

    @property
    def client(self) -> Id | None:
        """The client id that came with the request, None if none did."""
        self.reach = Reach.SUBSCRIPTION
        return self._caller.client

    @property
    def client_data(self) -> dict[str, Any]:
        """What the service keeps with the subscription: it finds it here when called again."""
        self.reach = Reach.SUBSCRIPTION
        return self._client_data

    @property
    def kept(self) -> dict[str, Any]:
        """`client_data` for whoever keeps it between calls."""
        return self._client_data


_current: ContextVar[Call | None] = ContextVar("july.live.services.call", default=None)


def running_call() -> Call | None:
    """The call that is running, None outside of any."""
    return _current.get()


def current_call() -> Call:
    """The call that is running; outside of any, one by nobody."""
    return _current.get() or Call(Caller())


@contextmanager
def running(call: Call) -> Iterator[None]:
    """Let `call` be the current one."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)
