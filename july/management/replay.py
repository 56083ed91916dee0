"""Delivers pushes in July's own format to a running site, as a git host would."""

import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from july.errors import BadRequest, JulyError, NotFound, TooLarge, Unauthorized, Unavailable
from july.hosts.values import PushedCommit

HOST = "push"
REF = "refs/heads/main"
TIMEOUT_SECONDS = 30.0
TRIES = 6
FIRST_PAUSE = 0.5
"""Seconds before the second try; every further pause is about twice as long."""
LONGEST_ANSWER = 16 * 1024 * 1024
BUSY = 429
OF_ONE_PUSH = (BadRequest.status, TooLarge.status)
"""Refusals that say nothing about the next push."""


@dataclass(slots=True)
class Totals:
    """What became of everything that was replayed."""

    pushes: int = 0
    commits: int = 0
    failed: int = 0
    """Pushes that the site did not take."""
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, answer: Mapping[str, Any]) -> None:
        """Add the answer to one push."""
        verdicts = [commit["verdict"] for commit in answer["commits"]]
        self.pushes += 1
        self.commits += len(verdicts)
        self.verdicts.update(verdicts)

    def as_json(self) -> dict[str, Any]:
        """The totals, verdicts by name."""
        return {
            "pushes": self.pushes,
            "commits": self.commits,
            "failed": self.failed,
            "verdicts": dict(sorted(self.verdicts.items())),
        }


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where pushes go: an address of a hook with its secret, or the open endpoint without."""

    url: str
    secret: str | None = None
    pause: Callable[[float], None] = time.sleep

    def deliver(self, body: bytes) -> dict[str, Any]:
        """The site's answer to one delivery, tried several times if the site is away or busy.

        Raises Unavailable if it stays away, Unauthorized, NotFound or BadRequest if it says no.
        """
        for wait in (*_pauses(), None):
            try:
                return self._post(body)
            except _TryAgain as error:
                if wait is None:
                    raise Unavailable(str(error)) from error
                self.pause(max(wait, error.after))
        raise AssertionError

    def _post(self, body: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "User-Agent": "july-replay"}
        if self.secret is not None:
            headers["X-July-Signature"] = sign(body, self.secret)
        request = Request(self.url, body, headers, method="POST")  # noqa: S310 - checked by `endpoint`
        try:
            with _opener(self.url).open(request, timeout=TIMEOUT_SECONDS) as response:
                return _answer(self.url, response.read(LONGEST_ANSWER))
        except HTTPError as error:
            with error:
                raise self._refusal(error) from None
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", None) or error
            message = f"{self.url} does not answer ({reason}); start the site, or name it by --site"
            raise _TryAgain(message) from None

    def _refusal(self, error: HTTPError) -> Exception:
        said = _said(error)
        if error.code >= 500 or error.code == BUSY:
            message = f"{self.url} answers {error.code} ({said}); see its log, then replay again"
            return _TryAgain(message, _seconds(error.headers.get("Retry-After")))
        if error.code == Unauthorized.status:
            return Unauthorized(f"the site takes no push like this: {self._advice(said)}")
        if error.code == NotFound.status:
            return NotFound(f"{self.url} is not there ({said}); compare --site and --hook")
        if error.code < 400:
            target = error.headers.get("Location", "another address")
            return NotFound(f"{self.url} redirects to {target}; name that site by --site")
        message = f"{self.url} answers {error.code}: {said}"
        return BadRequest(message) if error.code in OF_ONE_PUSH else Unavailable(message)

    def _advice(self, said: str) -> str:
        if self.secret is not None:
            return f"{said}; --secret must be what `manage.py createhook` printed for --hook"
        return (
            f"{said}; give --hook and --secret from `manage.py createhook --owner NAME"
            f" --host {HOST}`, or start the site with JULY_OPEN_HOOKS=1"
        )


class _TryAgain(Exception):
    """The site may take the same push later; `after` so many seconds, where it says so."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class _NoRedirects(HTTPRedirectHandler):
    """Lets a redirect be an error: followed, a POST would become a GET and bring nothing."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def endpoint(site: str, hook: str | None, secret: str | None) -> Endpoint:
    """The endpoint of `site` for a hook, or the open one. Raises BadRequest for what can't be."""
    parts = urlsplit(site)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{site!r} is no address of a site; it must be like http://127.0.0.1:8000"
        raise BadRequest(message)
    if (hook is None) != (secret is None):
        raise BadRequest("--hook and --secret go together: `manage.py createhook` prints both")
    address = f"{site.rstrip('/')}/api/v1/{HOST}"
    return Endpoint(f"{address}/{hook}" if hook else address, secret)


def push_body(repository: str, commits: Sequence[PushedCommit]) -> bytes:
    """A push of `commits` in July's own format, as JSON."""
    push = {
        "repository": {"id": None, "name": repository, "url": None, "private": False},
        "ref": REF,
        "commits": [_as_json(commit) for commit in commits],
    }
    return json.dumps(push).encode()


def sign(body: bytes, secret: str) -> str:
    """The value of X-July-Signature for `body`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _as_json(commit: PushedCommit) -> dict[str, Any]:
    return {
        "id": commit.hash,
        "message": commit.message,
        "timestamp": commit.time.isoformat() if commit.time else None,
        "url": commit.url or None,
        "author": {"name": commit.author.name, "email": commit.author.email},
        "files": list(commit.files),
    }


def _pauses() -> Iterator[float]:
    """Seconds to wait after each failed try but the last, never the same for two senders."""
    for number in range(TRIES - 1):
        yield FIRST_PAUSE * 2**number * random.uniform(0.5, 1.5)  # noqa: S311 - no secret


def _opener(url: str) -> OpenerDirector:
    """An opener that follows no redirect, and asks no proxy about this machine."""
    direct = [ProxyHandler({})] if _is_here(urlsplit(url).hostname or "") else []
    return build_opener(_NoRedirects, *direct)


def _is_here(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _answer(url: str, text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text)
        known = all(isinstance(commit["verdict"], str) for commit in answer["commits"])
    except (ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise NotFound(f"what answers at {url} is no site of July; name one by --site")
    return dict(answer)


def _said(response: HTTPResponse | HTTPError) -> str:
    """The message of an error as July words it, else the reason that goes with the status."""
    try:
        return str(json.loads(response.read(LONGEST_ANSWER))["error"]["message"])
    except (ValueError, TypeError, KeyError, OSError, HTTPException):
        return str(response.reason)


def _seconds(text: str | None) -> float:
    """What a Retry-After says, half a minute at most; 0 if it says nothing of use."""
    return min(float(text), 30.0) if text and text.isdecimal() else 0.0


def stops_everything(error: JulyError) -> bool:
    """Whether every other push would meet the same error."""
    return not isinstance(error, BadRequest)
