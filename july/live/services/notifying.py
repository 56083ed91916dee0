"""Telling whoever watches a channel that something there has changed."""

from collections.abc import Iterable

from july.bus import notices
from july.bus.notices import MANUAL
from july.live.services.calls import Notice, running_call


def notify(channels: str | Iterable[str], delay: bool = False, *, trigger: str = MANUAL) -> None:
    """Let everybody who watches one of `channels` get a new answer, if it is a new one.

    With `delay` it happens when the running call of a service has ended; outside of any, not at
    all.
    """
    names = _listed(channels)
    if not delay:
        notices.notify(names, trigger)
        return
    call = running_call()
    if call is not None:
        call.notices.append(Notice(names, trigger))


def tell_when_ended(channels: tuple[str, ...], trigger: str) -> None:
    """Notify when the running call has ended; at once outside of any."""
    notify(channels, delay=running_call() is not None, trigger=trigger)


def tell(collected: Iterable[Notice]) -> None:
    """Notify what a call that has ended collected, the same only once."""
    for notice in dict.fromkeys(collected):
        notices.notify(notice.channels, notice.trigger)


def _listed(channels: str | Iterable[str]) -> tuple[str, ...]:
    return (channels,) if isinstance(channels, str) else tuple(channels)
