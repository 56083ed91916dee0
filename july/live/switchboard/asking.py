"""How the switchboard asks the channel app: by a WSGI call in this process, or by HTTP.

A client's own request is put as it came: may it open a stream, and on which channels? What the
switchboard asks by itself (`question`) is a POST with JSON, believed because it was made inside
the process (`july.live.wsgi.INSIDE`) or is signed with the site's key
(`july.live.wsgi.question_purpose`).
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from wsgiref.types import WSGIApplication

import aiohttp
from yarl import URL

from july.errors import Unavailable
from july.lib.tokens import make_token
from july.live.asgi import Scope
from july.live.switchboard.calls import Calls
from july.live.wsgi import Answer, call, environ_of, question_environ, question_purpose

THREADS = 2
"""Enough to ask: an answer takes a fraction of a millisecond, and the interpreter runs one."""
SECONDS = 10.0
"""How long an answer by HTTP may take, with all the waiting for a connection: thousands of clients
come at once when another switchboard stops, and about a thousand a second are asked for."""
ANSWER_SECONDS = 5.0
QUESTION_SECONDS = 60.0
"""How long a service may take that is called elsewhere. Who called it is told much sooner."""
CONNECT_SECONDS = 1.0
CONNECTIONS = 32
AWAY = frozenset({502, 503, 504})
"""What stands between the two answers that when the channel app does not."""

# What belongs to one connection (RFC 9110, 7.6.1) or is made anew for the next.
_OF_CONNECTION = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
_NOT_ASKED = _OF_CONNECTION | {"host", "content-length", "accept-encoding", "expect"}
_NOT_ANSWERED = _OF_CONNECTION | {"date", "server"}


class Ask(Protocol):
    """Puts a client's request to the channel app."""

    async def __call__(self, scope: Scope) -> Answer:
        """The app's answer. Raises Unavailable if there is none in time."""

    async def question(self, path: str, body: bytes) -> Answer:
        """The app's answer to what the switchboard asks, JSON to JSON. Raises Unavailable."""

    async def close(self) -> None:
        """Ask nothing any more."""


class AskInside:
    """Calls the channel app in this process, in threads of its own."""

    def __init__(self, channel: WSGIApplication) -> None:
        self._channel = channel
        self._threads = ThreadPoolExecutor(THREADS, "switchboard-asks")
        self._calls = Calls()

    async def __call__(self, scope: Scope) -> Answer:
        """The app's answer."""
        loop = asyncio.get_running_loop()
        environ = environ_of(scope, b"")
        return await loop.run_in_executor(self._threads, call, self._channel, environ)

    async def question(self, path: str, body: bytes) -> Answer:
        """The app's answer, which may take as long as the service that it calls."""
        return await self._calls.run(call, self._channel, question_environ(path, body))

    async def close(self) -> None:
        """Ask nothing any more."""
        self._calls.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


class AskByHttp:
    """Asks the channel app at `url`, as any proxy that speaks GRIP does.

    `key` is the site's, with which questions are signed.
    """

    def __init__(self, url: str, *, key: str = "", seconds: float = SECONDS) -> None:
        self._url = url
        self._key = key
        self._timeout = aiohttp.ClientTimeout(
            total=seconds, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS
        )
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Scope) -> Answer:
        """The app's answer. Raises Unavailable if there is none in time."""
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1")
        address = f"{path}{'?' if query else ''}{query}"
        return await self._ask(scope["method"], address, list(_asked(scope)), None)

    async def question(self, path: str, body: bytes) -> Answer:
        """The app's answer. Raises Unavailable if there is none in time."""
        token = make_token(self._key, question_purpose(path, body))
        headers = [("Content-Type", "application/json"), ("Authorization", f"Bearer {token}")]
        return await self._ask("POST", path, headers, body, seconds=QUESTION_SECONDS)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _ask(
        self,
        method: str,
        path: str,
        headers: list[tuple[str, str]],
        body: bytes | None,
        *,
        seconds: float | None = None,
    ) -> Answer:
        url = URL(f"{self._url}{path}", encoded=True)
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, total=seconds)
        try:
            async with self._opened().request(
                method,
                url,
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=timeout if seconds else self._timeout,
            ) as response:
                answer = Answer(response.status, list(_answered(response)), await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _no_answer() from error
        if answer.status in AWAY:
            raise _no_answer()
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        # Made late: a session belongs to the event loop that runs.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                skip_auto_headers=("User-Agent", "Accept-Encoding", "Accept"),
            )
        return self._session


def _asked(scope: Scope) -> Iterator[tuple[str, str]]:
    for name, value in scope["headers"]:
        text = name.decode("latin-1")
        if text not in _NOT_ASKED:
            yield text, value.decode("latin-1")


def _answered(response: aiohttp.ClientResponse) -> Iterator[tuple[str, str]]:
    for name, value in response.raw_headers:
        text = name.decode("latin-1")
        if text.lower() not in _NOT_ANSWERED:
            yield text, value.decode("latin-1")


def _no_answer() -> Unavailable:
    return Unavailable("What decides about live connections does not answer; try again in a moment")
