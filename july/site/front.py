"""The one front for one machine: the switchboard, the WSGI applications and the files."""

from typing import Any
from wsgiref.types import WSGIApplication

from july.live.asgi import Application, Receive, Scope, Send
from july.live.static import Folders, static_files
from july.live.switchboard import (
    Ask,
    AskInside,
    Attendance,
    EventStreams,
    Handshakes,
    Rpc,
    Sockets,
    Switchboard,
)
from july.site.life import Life
from july.site.threads import Threads


class Front:
    """An ASGI application around one switchboard: its start, its stop, and who answers what."""

    def __init__(self, switchboard: Switchboard, ask: Ask) -> None:
        self.switchboard = switchboard
        self.sockets = Sockets(switchboard, Rpc(ask, switchboard.limits))
        self.failure: Exception | None = None
        """What kept the site from starting."""
        self._ask = ask
        self._streams = EventStreams(switchboard, ask)
        self._handshakes = Handshakes(self.sockets, ask)
        self._attendance = Attendance(self._present, ask)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._route(scope["path"])(scope, receive, send)

    def close_streams(self) -> None:
        """End what would never end by itself, when the server begins to stop."""
        self.switchboard.stop()
        self.sockets.stop()

    def _route(self, path: str) -> Application:
        """Whoever answers at that address."""
        raise NotImplementedError

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._start()
        except Exception as error:  # noqa: BLE001 - told to whoever starts the server
            self.failure = error
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        self.switchboard.start()
        self.sockets.start()
        self._attendance.start()

    async def _stop(self) -> None:
        self.close_streams()
        await self._attendance.stop()
        await self._ask.close()

    def _present(self) -> set[str]:
        """Who is connected."""
        return self.switchboard.ids | self.sockets.ids


class Site(Front):
    """Gives each address of a whole site to whoever answers it."""

    def __init__(
        self,
        *,
        main: WSGIApplication,
        api: WSGIApplication,
        channel: WSGIApplication,
        static: Folders,
        switchboard: Switchboard | None = None,
        threads: Threads | None = None,
        life: Life | None = None,
    ) -> None:
        super().__init__(switchboard or Switchboard(), AskInside(channel))
        self._threads = threads or Threads()
        self._life = life or Life()
        self._main = self._threads.run(main)
        self._routes: dict[str, Application] = {
            "events": self._streams,
            "ws": self._handshakes,
            "jsonrpc": self._threads.run(channel),
            "api": self._threads.run(api),
            "_tasks": self._threads.run(api),
            "_ah": self._threads.run(channel),
            "static": _below("/static", self._threads.run(static_files(static))),
        }

    def _route(self, path: str) -> Application:
        return self._routes.get(first_part(path), self._main)

    def _start(self) -> None:
        # Nothing that is published meanwhile gets into the ring before it has been filled: the
        # event loop, which does that, waits for this.
        super()._start()
        self._life.startup(self.switchboard)

    async def _stop(self) -> None:
        await super()._stop()
        self._threads.close()
        self._life.shutdown(self.switchboard)


def first_part(path: str) -> str:
    """What stands before the second slash of an address."""
    return path.removeprefix("/").partition("/")[0]


def _below(prefix: str, application: Application) -> Application:
    """`application` for the addresses below `prefix`, which it does not get to see."""

    async def below(scope: Scope, receive: Receive, send: Send) -> None:
        shorter: dict[str, Any] = {**scope, "path": scope["path"].removeprefix(prefix)}
        await application(shorter, receive, send)

    return below
