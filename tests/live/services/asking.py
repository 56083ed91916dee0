"""Asking of services what a subscription to them would listen to."""

from july.live.services import Caller, prepare


def channels(method: str, *params: object) -> tuple[str, ...]:
    """What changes the answer to that call."""
    return prepare(method, list(params), Caller()).channels
