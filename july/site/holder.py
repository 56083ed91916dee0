"""The switchboard in a process of its own: the open streams of a site on many machines."""

from july import bus, channel
from july.config import Settings, missing
from july.errors import NotFound, Unavailable
from july.live import asgi
from july.live.asgi import Application, Receive, Scope, Send
from july.live.beside import Beside
from july.live.switchboard import Ask, AskByHttp, AskInside, Switchboard
from july.site.front import Front, first_part

HEALTHY = b"ok\n"


class Holder(Front):
    """Holds event streams and WebSockets, and asks the channel app who may open one."""

    def __init__(
        self, ask: Ask, switchboard: Switchboard | None = None, beside: Beside | None = None
    ) -> None:
        super().__init__(switchboard or Switchboard(), ask)
        self._beside = beside
        self._routes: dict[str, Application] = {
            "events": self._streams,
            "ws": self._handshakes,
            "healthz": self._health,
        }

    def _route(self, path: str) -> Application:
        return self._routes.get(first_part(path), _nothing_here)

    def _start(self) -> None:
        super()._start()
        if self._beside is not None:
            self._beside.start()

    async def _stop(self) -> None:
        await super()._stop()
        if self._beside is not None:
            self._beside.stop()

    async def _health(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """`ok` while streams can be opened. Not when Redis is away: ending all would not help."""
        if not self.switchboard.runs:
            await asgi.answer(send, *asgi.error_response(Unavailable("The switchboard stops")))
            return
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(HEALTHY))),
            ("Cache-Control", "no-store"),
        ]
        await asgi.answer(send, 200, headers, HEALTHY)


def make_holder(settings: Settings) -> Holder:
    """The ASGI application of a switchboard that is alone.

    Raises ConfigurationError if there is no Redis from which it could hear of anything.
    """
    if settings.redis_url is None:
        raise missing("JULY_REDIS_URL", "a switchboard by itself hears of events from Redis only")
    bus.open_bus(settings)
    # Services run where the channel app is; what goes on beside them does so there.
    return Holder(_ask(settings), beside=None if settings.channel_url else Beside())


def _ask(settings: Settings) -> Ask:
    """The channel app: where it is said to be, else one in this process."""
    if settings.channel_url:
        return AskByHttp(settings.channel_url, key=settings.secret_key)
    return AskInside(channel.app)


async def _nothing_here(_scope: Scope, _receive: Receive, send: Send) -> None:
    error = NotFound(
        "There is nothing at this address; event streams are at /events, WebSockets at /ws"
    )
    await asgi.answer(send, *asgi.error_response(error))
