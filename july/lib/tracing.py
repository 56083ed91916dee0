"""The id of the request that is being carried out, from the first app to the last deferred task.

It comes from a proxy or from the task's own request by the header `X-Request-Id`, or is made here;
every line of the log has it, every answer and every task that is deferred carries it on.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request", default="")


def current() -> str:
    """The id of the present request; "" outside of any."""
    return _current.get()


def id_from(header: str) -> str:
    """The id that a request brings along, or a new one if that could be no id."""
    return header if _SANE.fullmatch(header) else secrets.token_hex(8)


@contextmanager
def tracing(id: str) -> Iterator[None]:
    """What is done inside belongs to that request."""
    token = _current.set(id)
    try:
        yield
    finally:
        _current.reset(token)
