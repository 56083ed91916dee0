"""The certificates with which Google signs identity tokens, kept as long as they last."""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from july.errors import Unavailable

ADDRESS = "https://www.googleapis.com/oauth2/v1/certs"
"""Certificates in PEM by the id of their key
(https://developers.google.com/identity/gsi/web/guides/verify-google-id-token)."""
WAIT = 5.0
"""Seconds to wait for a connection, and then for the answer."""
USUAL_LIFE = 3600.0
PAUSE = 60.0
"""Seconds until they are asked for again, whatever key somebody claims to have used."""
PAUSE_AFTER_FAILURE = 5.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """Certificates, and for how many seconds they are good."""

    certificates: Mapping[str, str]
    life: float


Fetch = Callable[[], Fetched]


def fetch() -> Fetched:
    """What Google has now. Raises GoogleAuthError or ValueError."""
    answer = Request()(ADDRESS, timeout=WAIT)
    if answer.status != 200:
        raise ValueError(f"{ADDRESS} answered {answer.status}")
    life = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
    return Fetched(json.loads(answer.data), float(life[1]) if life else USUAL_LIFE)


class Certificates:
    """Those certificates, fetched when they are needed. Any thread may use it."""

    def __init__(self, fetch: Fetch = fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._fetched = Fetched({}, 0)
        self._since = float("-inf")
        self._failed = float("-inf")

    def find(self, key: str) -> str | None:
        """The certificate of a key; None if there is none of that id.

        Raises Unavailable if they can't be fetched.
        """
        with self._lock:
            age = self._clock() - self._since
            known = key in self._fetched.certificates and age < self._fetched.life
            if not known and age > PAUSE:
                self._renew()
            return self._fetched.certificates.get(key)

    def _renew(self) -> None:
        message = "Google's certificates can't be had now; try again"
        if self._clock() - self._failed < PAUSE_AFTER_FAILURE:
            raise Unavailable(message)
        try:
            self._fetched = self._fetch()
        except (GoogleAuthError, ValueError) as error:
            self._failed = self._clock()
            raise Unavailable(message) from error
        self._since = self._clock()
