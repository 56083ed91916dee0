"""What goes on beside the requests of a process in which services run."""

from collections.abc import Callable

from july import plugins
from july.live import background
from july.live.remote import hosts
from july.live.running import listening
from july.live.services import call_locally


class Beside:
    """Background work, functions that hear of notices, the list of running streams, and the
    connections to other hosts."""

    def __init__(self) -> None:
        self._stop_calling: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin; the engines that functions may need are open."""
        listening.running()
        hosts.begin()
        self._stop_calling = call_locally()
        plugins.ask("on_startup")
        background.start()

    def stop(self) -> None:
        """End; what runs comes to its end, or is left after five seconds."""
        background.stop()
        plugins.ask("on_shutdown")
        if self._stop_calling is not None:
            self._stop_calling()
            self._stop_calling = None
        hosts.end()
        listening.end()
