"""A clock that stands until a test moves it."""

from contextlib import ExitStack
from datetime import datetime, timedelta

from july.lib import clock


class Clock:
    """Stands; `advance` and `set` move it, for everything that asks July what time it is."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @property
    def now(self) -> datetime:
        """What it shows, in UTC."""
        return clock.now()

    def set(self, moment: datetime) -> None:
        """Let it show that moment."""
        self._stack.enter_context(clock.freeze(moment))

    def advance(self, **much: float) -> datetime:
        """Move it on by `days=1, hours=2`, as a timedelta has them; gives what it shows then."""
        self.set(self.now + timedelta(**much))
        return self.now
