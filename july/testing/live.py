"""The site on a real socket, and clients of it."""

from contextlib import ExitStack
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

from july import api, channel, main
from july.live.beside import Beside
from july.live.client import WebSocket
from july.site.front import Site as Front
from july.site.life import Life
from july.site.machine import STATIC
from july.site.server import SiteServer, bind

SECONDS = 30.0
"""How long a start, an end or an answer may take."""


class Answers:
    """What a subscription gets, one after the other."""

    def __init__(self) -> None:
        self._queue: Queue[Any] = Queue()

    def take(self, answer: object) -> None:
        """Keep the answer until somebody asks for it."""
        self._queue.put(answer)

    def next(self) -> Any:  # noqa: ANN401 - the service's
        """The next answer, as soon as it is there. Raises TimeoutError if none comes."""
        try:
            return self._queue.get(timeout=SECONDS)
        except Empty:
            message = f"no further answer came within {SECONDS:g} seconds"
            raise TimeoutError(message) from None


class LiveSite:
    """Serves the site of a test at `url`, and what runs beside its requests."""

    def __init__(self) -> None:
        beside = Beside()
        life = Life(lambda _switchboard: beside.start(), lambda _switchboard: beside.stop())
        front = Front(main=main.app, api=api.app, channel=channel.app, static=STATIC, life=life)
        self._began = Event()
        self._clients = ExitStack()
        listening = bind("127.0.0.1", 0)
        self._server = SiteServer(front, listening, ready=lambda _port: self._began.set())
        self._thread = Thread(target=self._server.serve_until_stopped, name="live-site")
        self.url = f"http://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        """Begin to serve. Raises TimeoutError if that takes too long."""
        self._thread.start()
        if not self._began.wait(SECONDS):
            self.stop()
            raise TimeoutError("the site did not begin in time; the log says why")

    def client(self, **options: Any) -> WebSocket:  # noqa: ANN401 - those of a WebSocket
        """A client of its services, connected until the test ends."""
        address = f"{self.url.replace('http', 'ws')}/ws"
        return self._clients.enter_context(WebSocket(address, **{"seconds": SECONDS, **options}))

    def subscribe(self, method: str, *params: object, **named: object) -> Answers:
        """What the service answers, now and whenever that changes."""
        answers = Answers()
        self.client().subscribe(answers.take, method, *params, **named)
        return answers

    def stop(self) -> None:
        """End the clients, then the site."""
        self._clients.close()
        self._server.stop()
        self._thread.join(SECONDS)
