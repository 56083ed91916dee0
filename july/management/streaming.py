"""Sends the messages of a raw stream to a running site, over one connection that is kept open."""

import json
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from july.errors import BadRequest, NotFound, Unauthorized, Unavailable

TIMEOUT_SECONDS = 10.0
GATHER_SECONDS = 0.05
"""How long messages are gathered for one request: a site answers twenty a second with ease."""
LONGEST_ANSWER = 64 * 1024


class Sender:
    """Says messages on the raw stream `key` of a site."""

    def __init__(self, site: str, key: str, token: str) -> None:
        parts = urlsplit(site)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = f"{site!r} is no address of a site; it must be like http://127.0.0.1:8000"
            raise BadRequest(message)
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = connect(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        self._site = site
        self._path = f"{parts.path.rstrip('/')}/api/v1/streams/{key}"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "text/plain; charset=utf-8",
            "User-Agent": "july-stream",
        }

    def send(self, messages: Sequence[str]) -> None:
        """Say `messages`.

        Raises Unauthorized for a token that is nobody's, Unavailable if the site does not answer or
        can't take them now, NotFound or BadRequest if it never will.
        """
        status, answer = self._post("\n".join(messages).encode())
        if status < 300:
            return
        said = _said(answer)
        if status == Unauthorized.status:
            raise Unauthorized(f"{said}; --token takes what `manage.py createtoken NAME` printed")
        message = f"{self._site} answers {status}: {said}"
        if status >= 500 or status == 429:
            raise Unavailable(message)
        if status == NotFound.status or status < 400:
            raise NotFound(f"{message}; name another site by --site")
        raise BadRequest(message)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _post(self, body: bytes) -> tuple[int, bytes]:
        """The answer. A kept connection that the site has closed is opened anew, once."""
        for kept in (self._connection.sock is not None, False):
            try:
                self._connection.request("POST", self._path, body, self._headers)
                response = self._connection.getresponse()
                return response.status, response.read(LONGEST_ANSWER)
            except (HTTPException, OSError) as error:
                self._connection.close()
                if not kept:
                    message = f"{self._site} does not answer ({error}); start it, or give --site"
                    raise Unavailable(message) from None
        raise AssertionError


def _said(answer: bytes) -> str:
    """The message of an error as July words it, else the beginning of what was answered."""
    try:
        return str(json.loads(answer)["error"]["message"])
    except (ValueError, TypeError, KeyError):
        return answer[:100].decode("utf-8", "replace")
