"""Runs the site on one port until it is told to stop."""

import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from july.errors import ConfigurationError
from july.site.front import Front
from july.site.protocol import FrontProtocol
from july.site.websocket import MESSAGE_BYTES, FrontSocket

GRACE_SECONDS = 5
"""How long requests may take to end when the site stops."""
KEEP_ALIVE_SECONDS = 20
"""How long a connection without a request is kept."""
BACKLOG = 2_048
LAST_PORT = 65_535
SWITCH_SECONDS = 0.0005
"""How long one thread keeps the interpreter while others want it (Python's own: 5 ms).

With four threads that only compute, an event takes 140 ms (p99) to reach its client at 5 ms, 30 at
1 ms, 16-20 at 0.5 ms and no less below; they get about 8 % less done (`tests/bench/streams.py`).
"""


class SiteServer(uvicorn.Server):
    """uvicorn, with an end for open streams and a word when it is ready."""

    def __init__(
        self,
        site: Front,
        listening: socket.socket,
        *,
        access_log: bool = False,
        ready: Callable[[int], None] | None = None,
    ) -> None:
        self._site = site
        self._listening = listening
        self._ready = ready
        config = uvicorn.Config(
            site,
            http=FrontProtocol,
            ws=FrontSocket,
            ws_max_size=MESSAGE_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            lifespan="on",
            log_config=None,
            access_log=access_log,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)

    @property
    def port(self) -> int:
        """The port it serves on."""
        return int(self._listening.getsockname()[1])

    def serve_until_stopped(self) -> None:
        """Serve, in this thread, until a signal or `stop`. Raises what kept the site from it."""
        try:
            self.run(sockets=[self._listening])
        except SystemExit:
            if self._site.failure is None:
                raise
        finally:
            self._listening.close()
        if self._site.failure is not None:
            raise self._site.failure

    def stop(self) -> None:
        """Stop serving, from whatever thread."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        if self._ready:
            self._ready(self.port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: the server waits for every open response and socket."""
        self._site.close_streams()
        await super().shutdown(sockets)


def serve(
    site: Front,
    host: str,
    port: int,
    *,
    access_log: bool = False,
    bound: Callable[[str, int], None] | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Serve `site` on `host` and `port` (0: any free one); returns after SIGTERM or SIGINT.

    `bound` is told the numeric address and the port before the site starts, `ready` the port when
    requests are taken. Raises ConfigurationError if the port can't be had, and what the site's own
    start raises.
    """
    with bind(host, port) as listening, _returning_after_signals():
        if bound:
            bound(*listening.getsockname()[:2])
        _allow_many_connections()
        sys.setswitchinterval(SWITCH_SECONDS)
        SiteServer(site, listening, access_log=access_log, ready=ready).serve_until_stopped()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises ConfigurationError that says why there is none."""
    try:
        found = socket.getaddrinfo(
            host, _port(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, *_, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = (
            f"Can't serve on {host} port {port}: {reason}. "
            "Stop what uses it, or choose another address with --host and --port"
        )
        raise ConfigurationError(message) from None


def _port(number: int) -> int:
    if not 0 <= number <= LAST_PORT:
        raise OverflowError(f"a port is a number from 0 to {LAST_PORT}")
    return number


@contextmanager
def _returning_after_signals() -> Iterator[None]:
    """uvicorn stops on a signal and then raises it again, for handlers that were there before."""
    signals = signal.SIGTERM, signal.SIGINT
    before = {each: signal.signal(each, _ignore) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _ignore(*_: object) -> None:
    """The server has stopped already."""


def _allow_many_connections() -> None:
    """Every connection is an open file; systems begin with as few as 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
