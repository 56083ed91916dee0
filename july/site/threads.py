"""The WSGI applications behind ASGI: each request is one stretch of work in one of few threads."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import WSGIApplication, WSGIEnvironment

from july.errors import JulyError, TooLarge, Unavailable
from july.live import asgi
from july.live.asgi import Application, Receive, Scope, Send
from july.live.wsgi import Answer, call, environ_of
from july.site.bodies import Bodies, Gone, TooSlow
from july.site.compression import compressed

logger = logging.getLogger(__name__)

THREADS = 8
"""Enough to wait for the disk together; more would only queue for the interpreter."""
MOST_WAITING = 500
"""Requests that may wait for a thread; a sender would give up on what comes after them."""
LINGER_SECONDS = 2.0
"""How long a refused body is read and thrown away, so that its sender gets to see the answer."""


class Threads:
    """The pool of threads in which all WSGI applications of the site run."""

    def __init__(
        self, *, threads: int = THREADS, waiting: int = MOST_WAITING, bodies: Bodies | None = None
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, "wsgi")
        self._bodies = bodies or Bodies()
        self._most = threads + waiting
        self._requests = 0

    def run(self, application: WSGIApplication) -> Application:
        """`application` as an ASGI application."""

        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await self._run(application, scope, receive, send)
            except Gone:
                pass
            except Unavailable as error:
                await asgi.answer(send, *asgi.error_response(error))
            except (TooLarge, TooSlow) as error:
                await _refuse(error, receive, send)

        return run

    def close(self) -> None:
        """Let what runs come to its end, and begin nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _run(
        self, application: WSGIApplication, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async with self._bodies.taken(scope, receive) as body:
            answer = await self._call(application, environ_of(scope, body))
        await asgi.answer(send, answer.status, answer.headers, answer.body)

    async def _call(self, application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
        if self._requests >= self._most:
            raise Unavailable("The site is busy; try again in a moment")
        self._requests += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, _answer, application, environ)
        finally:
            self._requests -= 1


def _answer(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    try:
        answer = call(application, environ)
        return compressed(answer, environ.get("HTTP_ACCEPT_ENCODING", ""))
    except Exception:
        logger.exception("Could not answer %s", environ["PATH_INFO"])
        error = JulyError("Something went wrong here; it has been logged")
        status, headers, body = asgi.error_response(error)
        return Answer(status, list(headers), body)


async def _refuse(error: JulyError, receive: Receive, send: Send) -> None:
    """Answer and end the connection, though the client may still be sending.

    A connection closed on unread data is reset, and the answer lost with it (RFC 9112, 9.6).
    """
    status, headers, body = asgi.error_response(error, ("Connection", "close"))
    await asgi.start(send, status, headers)
    await asgi.write(send, body, more=True)
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            await _throw_away(receive)
    except TimeoutError:
        pass
    await asgi.write(send, b"")


async def _throw_away(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
