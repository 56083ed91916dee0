"""Calls by JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one request each."""

from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

from requests import Session
from requests.exceptions import RequestException

from july.lib.bounded import BoundedAdapter
from july.live.client import CallFailed, NotConnected
from july.live.client.websocket import LARGEST

if TYPE_CHECKING:
    from july.lib.remote_services import RemoteHost

AWAY = frozenset({502, 503, 504})
"""What stands between says so when the site does not answer."""


class JsonRpc:
    """Calls services of one host. Safe to use from any thread."""

    def __init__(self, host: "RemoteHost") -> None:
        self._host = host
        self._numbers = count(1)
        self._session: Session | None = None
        self._lock = Lock()

    def call(self, method: str, /, *params: Any, **named: Any) -> Any:  # noqa: ANN401 - the service's
        """What the service gives. Raises CallFailed, and NotConnected without an answer in time."""
        if params and named:
            message = "a call has positional or named arguments, not both"
            raise TypeError(message)
        number = next(self._numbers)
        question: dict[str, Any] = {"jsonrpc": "2.0", "id": number, "method": method}
        if params or named:
            question["params"] = named or list(params)
        try:
            response = self._opened().post(
                self._host.jsonrpc, json=question, headers=self._headers(), allow_redirects=False
            )
        except RequestException as error:
            message = f"There is no answer from {self._host.jsonrpc}: {error}"
            raise NotConnected(message) from error
        return self._read(response)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _opened(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = _session(self._host)
            return self._session

    def _headers(self) -> dict[str, str]:
        token = self._host.token
        return {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}

    def _read(self, response: Any) -> Any:  # noqa: ANN401 - of requests, without types
        if response.status_code in AWAY:
            raise NotConnected(f"{self._host.jsonrpc} answered {response.status_code}")
        try:
            told = response.json()
        except ValueError:
            told = None
        error = told.get("error") if isinstance(told, dict) else "no JSON-RPC"
        if error or response.status_code != 200:
            raise CallFailed(_said(error) or f"the site answered {response.status_code}")
        return told.get("result")


def _session(host: "RemoteHost") -> Session:
    """Connections that check who is at the other end, and follow nobody elsewhere."""
    session = Session()
    session.trust_env = False
    adapter = BoundedAdapter(
        patience=(host.timeout, host.timeout), seconds=host.timeout, largest=LARGEST
    )
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    if host.ca is not None:
        session.verify = str(host.ca)
    if host.certificate is not None:
        own = str(host.certificate)
        session.cert = (own, str(host.key)) if host.key else own
    return session


def _said(error: object) -> str:
    """The words of an error, in JSON-RPC's form or July's own."""
    return str(error.get("message", "")) if isinstance(error, dict) else str(error or "")
