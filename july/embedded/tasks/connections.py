"""HTTP connections that are kept between requests, and keep to a deadline."""

import io
import socket
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, RemoteDisconnected
from typing import Any, TypeAlias
from urllib.parse import urlsplit

MOST_READ = 65_536
"""Bytes of an answer that are read; a longer one costs its connection."""

Place: TypeAlias = tuple[str, str]
"""Scheme and network location of a URL."""


class Stale(Exception):
    """The other side had closed a kept connection; ask again on another."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `url` is absolute and encoded."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, its header Retry-After if any, and the start of its body."""

    status: int
    retry_after: str
    start: bytes


class Connections:
    """Connections that wait for their next request; any thread may ask."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._idle: dict[Place, list[HTTPConnection]] = defaultdict(list)
        weakref.finalize(self, _close_all, self._idle)

    def ask(self, request: Request, *, ends: float, fresh: bool = False) -> Answer:
        """What is answered until `ends`, in seconds of time.monotonic().

        Redirects are not followed. Raises TimeoutError after that, `Stale` if a kept connection
        turned out to be closed, which a `fresh` one can't, OSError, HTTPException and ValueError
        for all else.
        """
        parts = urlsplit(request.url)
        place = (parts.scheme, parts.netloc)
        kept = None if fresh else self._take(place)
        connection = kept or _connect(place)
        try:
            connection.timeout = _left(ends)
            connection.response_class = partial(_response, ends=ends)  # type: ignore[assignment]
            if connection.sock is not None:
                connection.sock.settimeout(connection.timeout)
            target = parts._replace(scheme="", netloc="", fragment="").geturl()
            connection.request(
                request.method, target or "/", request.body or None, dict(request.headers)
            )
            response = connection.getresponse()
            answer = Answer(
                response.status,
                response.headers.get("Retry-After", ""),
                response.read(MOST_READ),
            )
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
            connection.close()
            if kept is None:
                raise
            raise Stale from error
        except BaseException:
            connection.close()
            raise
        self._give_back(place, connection, response)
        return answer

    def _take(self, place: Place) -> HTTPConnection | None:
        with self._changing:
            idle = self._idle[place]
            return idle.pop() if idle else None

    def _give_back(self, place: Place, connection: HTTPConnection, response: HTTPResponse) -> None:
        if response.isclosed() and connection.sock is not None:
            with self._changing:
                self._idle[place].append(connection)
        else:
            response.close()
            connection.close()


def _connect(place: Place) -> HTTPConnection:
    scheme, location = place
    return (HTTPSConnection if scheme == "https" else HTTPConnection)(location)


def _close_all(idle: dict[Place, list[HTTPConnection]]) -> None:
    for connections in idle.values():
        for connection in connections:
            connection.close()


def _left(ends: float) -> float:
    """Seconds until `ends`. Raises TimeoutError when there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _response(sock: socket.socket, *, ends: float, **options: Any) -> HTTPResponse:  # noqa: ANN401
    """A response that is read until `ends` and no longer, however slowly it comes."""
    return HTTPResponse(_Punctual(sock, ends), **options)  # type: ignore[arg-type]


class _Punctual:
    """A socket as HTTPResponse uses it: a file to read from."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._ends = ends

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._ends))


class _Reader(io.RawIOBase):
    """Reads a socket until a moment; the time that one read may take shrinks towards it."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._ends = ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        self._sock.settimeout(_left(self._ends))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
