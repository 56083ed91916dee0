"""The processes of a site on many machines, on this one: each can be killed and started again."""

import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

from tests.ports import free_port
from tests.processes import Process
from tests.whole.serving import SECONDS, Event, Place, Served, Stream, eventually

BIN = Path(sys.executable).parent


class Running(Protocol):
    """A process that was started."""

    def poll(self) -> int | None:
        """Its status if it has ended."""

    def wait(self, timeout: float) -> int:
        """Its status once it has ended."""

    def send_signal(self, number: int) -> None:
        """Send it a signal."""

    def kill_group(self) -> None:
        """End it, and all that it has started."""

    def close(self) -> None:
        """Wait for its end, and leave no file open."""


class Service:
    """One process that serves on a port of its own."""

    def __init__(self, arguments: Sequence[str], site: Place, log: Path, **more: str) -> None:
        self.port = free_port()
        self.arguments = [each.format(port=self.port) for each in arguments]
        self.environment = site.environment | more
        self.log_file = log
        self._process: Running | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace")[-4_000:]

    def start(self) -> None:
        """Start it, and return when it takes connections."""
        self._process = self._begin()
        eventually(self._listens)

    def kill(self) -> None:
        """End it, and the workers it has started, as a crash would."""
        if self._process is not None:
            self._process.kill_group()
            self._forget()

    def stop(self) -> float:
        """Ask it to end; gives the seconds that took it."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(SECONDS) == 0, self.log
        self._forget()
        return time.monotonic() - began

    def _begin(self) -> Running:
        log = self.log_file
        return Process(self.arguments, self.environment, output=log, errors=log)

    def _forget(self) -> None:
        assert self._process is not None
        self._process.close()
        self._process = None

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log
        return listens(self.port)


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
        return True
    return False


def switchboard(site: Place, channel: Service, log: Path) -> Service:
    arguments = ["manage.py", "switchboard", "--port", "{port}"]
    return Service(arguments, site, log, JULY_CHANNEL_URL=channel.url)


def channel_app(site: Place, log: Path) -> Service:
    arguments = [str(BIN / "gunicorn"), "--bind", "127.0.0.1:{port}", "--threads", "4"]
    return Service([*arguments, "july.channel:app"], site, log)


class Follower:
    """What a browser does: it keeps a stream open at one of several places, comes back with the
    last id when it ends, and reads the feed anew after a reset."""

    def __init__(self, places: Sequence[Served], site: Place, *, pause: float = 0.05) -> None:
        self._places = places
        self._pause = pause
        self._site = site
        self._last: str | None = None
        self._stream: Stream | None = None
        self._stopping = False
        self.events: list[Event] = []
        self.seen: set[str] = set()
        self.connected = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self.connected.wait(SECONDS)

    @property
    def resets(self) -> int:
        return sum(event.name == "reset" for event in self.events)

    def told(self, pushed: Sequence[str]) -> list[str]:
        """Those of the commits `pushed` that the streams told, as often as they did, in order."""
        commits = [event.data["hash"] for event in self.events if event.name == "commit"]
        return [hash for hash in commits if hash in pushed]

    def close(self) -> None:
        self._stopping = True
        if self._stream is not None:
            self._stream.cut()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        turn = 0
        while not self._stopping:
            with suppress(OSError, HTTPException, EOFError, AssertionError):
                self._follow(self._places[turn % len(self._places)])
            turn += 1
            time.sleep(self._pause)

    def _follow(self, place: Served) -> None:
        self._stream = Stream(place, since=self._last)
        self.connected.set()
        try:
            while not self._stopping:
                self._take(self._stream.next())
        finally:
            self._last = self._stream.last
            self._stream.close()

    def _take(self, event: Event) -> None:
        if event.name == "reset":
            feed = self._site.get("/api/v1/live?limit=100")["models"]
            self.seen |= {message["hash"] for message in feed}
        else:
            self.seen.add(event.data["hash"])
        self.events.append(event)
