"""The last answer of a service elsewhere, kept here, and told on a channel when it changes."""

from datetime import datetime
from threading import Event, Lock
from typing import Any

from july.bus import notices
from july.lib import clock
from july.live.client import CallFailed, NotConnected
from july.live.remote.host import Host, Wish
from july.live.remote.hosts import place_of

TRIGGER = "remote"


class Subscription:
    """Subscribes to `namespace.function` of another host, from the first look at it on.

        builds = Subscription("builds.latest", limit=5)
        builds.result      what it last gave; None before its first answer
        builds.channel     notified when that changes, and when the host comes or goes

    The host is that of the namespace by JULY_REMOTE_SERVICES, unless one is given (`at`); the
    channel is called after the service, unless another name is given (`tells`). All else are the
    service's arguments. A subclass may do more with an answer: it overrides `callback`.
    """

    def __init__(
        self,
        method: str,
        /,
        *params: Any,  # noqa: ANN401 - the service's
        at: Host | None = None,
        tells: str = "",
        **named: Any,  # noqa: ANN401 - the service's
    ) -> None:
        self.method = method
        self.channel = tells or f"remote:{method}"
        self.error = ""
        """In the service's words, if it answered with an error last."""
        self._place = None if at is None else (at, method)
        self._params = params
        self._named = named
        self._wish: Wish | None = None
        self._result: Any = None
        self._seen: datetime | None = None
        self._is_current = False
        self._told = Event()
        self._lock = Lock()

    @property
    def result(self) -> Any:  # noqa: ANN401 - the service's
        """What the service last gave, however long ago; None before its first answer."""
        self.begin()
        return self._result

    @property
    def is_current(self) -> bool:
        """Whether the result is what the service says now."""
        self.begin()
        return self._is_current and self._at()[0].connected

    @property
    def seen(self) -> datetime | None:
        """When the result was last known to be right: now, or when the host went; None if never."""
        return clock.now() if self.is_current else self._seen

    def answer(self, patience: float | None = None) -> Any:  # noqa: ANN401 - the service's
        """The result, after the first answer at the latest.

        Raises NotConnected if there has been none for so many seconds, at once if the host is away;
        CallFailed if it was an error and nothing else has come before.
        """
        self.begin()
        host = self._at()[0]
        seconds = host.settings.timeout if patience is None else patience
        if not self._told.is_set() and (host.is_away or not self._told.wait(seconds)):
            raise NotConnected(f"{host.name} has not answered yet; look again in a moment")
        if self._seen is None:
            raise CallFailed(self.error)
        return self._result

    def refresh(self) -> Any:  # noqa: ANN401 - the service's
        """Call the service now, and give its answer. Raises what `Host.call` raises."""
        host, method = self._at()
        result = host.call(method, *self._params, **self._named)
        self._answered(result)
        return result

    def callback(self, result: Any) -> None:  # noqa: ANN401 - the service's
        """Called with every new answer."""

    def begin(self) -> None:
        """Subscribe, if that has not been done since the server started.

        Raises ConfigurationError if no host is named for the namespace.
        """
        host, method = self._at()
        with self._lock:
            if self._wish is None:
                self._wish = Wish(
                    method,
                    self._params,
                    self._named,
                    answered=self._answered,
                    refused=self._refused,
                    changed=self._changed,
                )
            wish = self._wish
        host.subscribe(wish)

    def end(self) -> None:
        """Hear no more answers, until somebody looks again."""
        with self._lock:
            wish, self._wish = self._wish, None
        if wish is not None:
            self._at()[0].unsubscribe(wish)

    def _at(self) -> tuple[Host, str]:
        """Where the service is, and what it is called there."""
        if self._place is None:
            self._place = place_of(self.method)
        return self._place

    def _answered(self, result: Any) -> None:  # noqa: ANN401 - the service's
        is_new = result != self._result or self._seen is None or not self._is_current
        self._result, self._seen, self._is_current, self.error = result, clock.now(), True, ""
        self._told.set()
        if is_new:
            self._notify()
        self.callback(result)

    def _refused(self, error: str) -> None:
        is_new = error != self.error or self._is_current
        if self._is_current:
            self._seen = clock.now()
        self.error, self._is_current = error, False
        self._told.set()
        if is_new:
            self._notify()

    def _changed(self) -> None:
        """The host has gone, or is back and will answer soon, or nobody waits for it any more."""
        if self._is_current:
            self._seen, self._is_current = clock.now(), False
            self._notify()
        elif self._seen is None:
            self._notify()

    def _notify(self) -> None:
        notices.notify([self.channel], TRIGGER)
