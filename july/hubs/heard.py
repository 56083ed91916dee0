"""What this process has heard on the bus, by which kept data are found to be stale."""

from collections.abc import Callable
from threading import Lock

from july import bus
from july.bus import Past
from july.bus.told import Told


class Listening:
    """The moments of this process, which listens from the first look on."""

    def __init__(self) -> None:
        self._told = Told()
        self._stop: Callable[[], None] | None = None
        self._lock = Lock()

    def told(self) -> Told:
        """When each channel was last told of something."""
        if self._stop is None:
            self._begin()
        return self._told

    def _begin(self) -> None:
        with self._lock:
            if self._stop is None:
                self._told.forget()
                self._stop = bus.listen(self._told.note, self._anew)

    def _anew(self, _past: Past) -> None:
        self._told.forget()

    def end(self) -> None:
        """Hear nothing any more."""
        with self._lock:
            if self._stop is not None:
                self._stop()
            self._stop = None


listening = Listening()
"""This process' own."""
