"""The one front for one machine: the switchboard, the WSGI applications and the files."""

from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from july.live.asgi import Application, Receive, Scope, Send
from july.live.switchboard import EventStreams, Switchboard
from july.site.life import Life
from july.site.static import static_files
from july.site.threads import Threads


class Site:
    """The ASGI application that gives each address to whoever answers it."""

    def __init__(
        self,
        *,
        main: WSGIApplication,
        api: WSGIApplication,
        channel: WSGIApplication,
        static: Path,
        switchboard: Switchboard | None = None,
        threads: Threads | None = None,
        life: Life | None = None,
    ) -> None:
        self.switchboard = switchboard or Switchboard()
        self.failure: Exception | None = None
        """What kept the site from starting."""
        self._threads = threads or Threads()
        self._life = life or Life()
        self._streams = EventStreams(self.switchboard, channel)
        self._main = self._threads.run(main)
        self._routes: dict[str, Application] = {
            "events": self._streams,
            "api": self._threads.run(api),
            "_tasks": self._threads.run(api),
            "_ah": self._threads.run(channel),
            "static": _below("/static", self._threads.run(static_files(static))),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._route(scope["path"])(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def close_streams(self) -> None:
        """End what would never end by itself, when the server begins to stop."""
        self.switchboard.stop()

    def _route(self, path: str) -> Application:
        first = path.removeprefix("/").partition("/")[0]
        return self._routes.get(first, self._main)

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
        self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        # Nothing that is published meanwhile gets into the ring before it has been filled: the
        # event loop, which does that, waits for this.
        self.switchboard.start()
        self._life.startup(self.switchboard)

    def _stop(self) -> None:
        self.switchboard.stop()
        self._streams.close()
        self._threads.close()
        self._life.shutdown(self.switchboard)


def _below(prefix: str, application: Application) -> Application:
    """`application` for the addresses below `prefix`, which it does not get to see."""

    async def below(scope: Scope, receive: Receive, send: Send) -> None:
        shorter: dict[str, Any] = {**scope, "path": scope["path"].removeprefix(prefix)}
        await application(shorter, receive, send)

    return below
