"""Who is acting in this context, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something for the whole site."""

    name: str | None
    """None: a command on the machine."""
    why: str = ""


_SHELL = Actor(None)
_actor: ContextVar[Actor] = ContextVar("actor", default=_SHELL)


def actor() -> Actor:
    """Whoever acts now."""
    return _actor.get()


@contextmanager
def acting(name: str | None, why: str = "") -> Iterator[None]:
    """What is done inside is done by that person, for that reason."""
    token = _actor.set(Actor(name, why.strip()[:LONGEST_REASON]))
    try:
        yield
    finally:
        _actor.reset(token)
