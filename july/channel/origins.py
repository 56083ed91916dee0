"""Which sites' pages may use a visitor's session here.

A browser sends the session's cookie with a WebSocket whatever page opens it, and says in `Origin`
whose page that is (RFC 6455, 10.2). Whoever sends no `Origin` is no browser.
"""

from urllib.parse import urlsplit

import webapp2

from july.config import settings
from july.errors import Forbidden

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def is_own(request: webapp2.Request) -> bool:
    """Whether the request comes from a page of this site, or from no page at all."""
    origin = request.headers.get("Origin")
    return origin is None or origin in _own_origins() or _is_this_machine(origin, request)


def require_own(request: webapp2.Request) -> None:
    """Raise Forbidden for pages of other sites."""
    if not is_own(request):
        raise Forbidden("Live connections are for the pages of this site; see Origin")


def _own_origins() -> set[str]:
    parts = urlsplit(settings().base_url)
    return {f"{parts.scheme}://{parts.netloc}", *settings().origins}


def _is_this_machine(origin: str, request: webapp2.Request) -> bool:
    """Whether it is a page of this site under one of this machine's own names."""
    try:
        parts = urlsplit(origin)
        return parts.hostname in THIS_MACHINE and parts.netloc == request.headers.get("Host")
    except ValueError:
        return False
