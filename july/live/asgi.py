"""The words of ASGI, and an answer in one go.

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from july.errors import JulyError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[str, str]]


def header(scope: Scope, name: str) -> str | None:
    """The value of the request's first header of that name (lower case)."""
    wanted = name.encode("ascii")
    for key, value in scope["headers"]:
        if key == wanted:
            return str(value, "latin-1")
    return None


async def start(send: Send, status: int, headers: Headers) -> None:
    """Send the status line and the headers."""
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def write(send: Send, body: bytes, *, more: bool = False) -> None:
    """Send a piece of the body; `more` says whether another follows."""
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole response."""
    await start(send, status, headers)
    await write(send, body)


def error_response(error: JulyError, *extra: tuple[str, str]) -> tuple[int, Headers, bytes]:
    """Status, headers and body that tell of `error` as every API of July does."""
    body = json.dumps(error.as_json()).encode("utf-8")
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Access-Control-Allow-Origin", "*"),
        *extra,
    ]
    if error.status == 503:
        headers.append(("Retry-After", "5"))
    return error.status, headers, body
