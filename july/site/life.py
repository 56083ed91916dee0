"""What has to run before the first request, and to end after the last."""

from collections.abc import Callable
from dataclasses import dataclass

from july.live.switchboard import Switchboard


def _nothing(_: Switchboard) -> None:
    """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a site does around its requests, beside the switchboard's own.

    Both run in the event loop's thread while no request is served, and may block.
    """

    startup: Callable[[Switchboard], None] = _nothing
    """Opens what requests need, fills the switchboard. What it raises stops the start."""
    shutdown: Callable[[Switchboard], None] = _nothing
    """Closes it again, after the last request."""
