"""Asking a git host who somebody is: OAuth 2, an authorization code with PKCE (RFC 7636).

Everything that a host does wrong is one error, HostFailed, and no host is waited for longer than
a few seconds. https://docs.authlib.org/en/latest/client/oauth2.html
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from django.utils.translation import gettext as _
from requests.exceptions import RequestException

from july.config import HOSTS_TO_SIGN_IN_WITH, Client, settings
from july.errors import BadField, HostFailed, NotFound
from july.hosts import HOSTS
from july.hosts.oauth import Account, OAuth, Wish
from july.lib import clock
from july.lib.bounded import BoundedAdapter

logger = logging.getLogger("july.people.oauth")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send somebody, and what their browser must keep until they are back."""

    address: str
    state: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a host lets July do for somebody."""

    token: str
    scopes: tuple[str, ...]
    refresh: str | None = None
    """Gets another token when this one ends."""
    ends: int | None = None
    """Seconds since 1970; None: never."""

    @property
    def is_over(self) -> bool:
        """Whether the token has ended, or is about to."""
        return self.ends is not None and self.ends - 60 < clock.now().timestamp()


def client_of(host: str) -> Client:
    """How the site is registered with that host. Raises NotFound if it is not."""
    for client in settings().clients:
        if client.host == host:
            return client
    raise NotFound(_("nobody can sign in with that host here"))


def depart(client: Client, back: str, wish: Wish) -> Departure:
    """Begin: where the host asks whether July may do what it wants, and sends them `back`."""
    facts, verifier = _facts(client), generate_token(64)
    with _session(client, facts, back) as session:
        address, state = session.create_authorization_url(
            f"{client.url}{facts.authorize}",
            code_verifier=verifier,
            scope=facts.scopes[wish],
        )
    return Departure(address, state, verifier)


def arrive(client: Client, back: str, code: str, verifier: str) -> tuple[Account, Grant]:
    """End: who came back with `code`, and what July may do. Raises HostFailed."""

    def ask(session: OAuth2Session, facts: OAuth) -> tuple[Account, Grant]:
        address, api = f"{client.url}{facts.token}", facts.api(client.url)
        token = session.fetch_token(address, code=code, code_verifier=verifier)
        grant = _grant(token)
        user, emails = (_json(session, f"{api}{path}") for path in (facts.user, facts.emails))
        return facts.read(user, emails), grant

    return _asked(client, back, ask)


def renew(client: Client, grant: Grant) -> Grant:
    """The same with a new token. Raises HostFailed."""

    def ask(session: OAuth2Session, facts: OAuth) -> Grant:
        address = f"{client.url}{facts.token}"
        return _grant(session.refresh_token(address, refresh_token=grant.refresh))

    return _asked(client, "", ask)


def title_of(client: Client) -> str:
    """The host's name, with its place where that is not the usual one."""
    title = HOSTS[client.host].title
    if client.url == HOSTS_TO_SIGN_IN_WITH[client.host]:
        return title
    return f"{title} ({urlsplit(client.url).netloc})"


def own_hosts() -> tuple[str, ...]:
    """The origins of the hosts that this site names."""
    parts = [urlsplit(client.url) for client in settings().clients]
    return tuple(f"{each.scheme}://{each.netloc}" for each in parts)


def _facts(client: Client) -> OAuth:
    facts = HOSTS[client.host].oauth
    assert facts is not None  # noqa: S101 - the settings name only hosts that have some
    return facts


def _session(client: Client, facts: OAuth, back: str) -> OAuth2Session:
    session = OAuth2Session(
        client.id,
        client.secret,
        token_endpoint_auth_method=facts.client_auth,
        redirect_uri=back or None,
        code_challenge_method="S256",
    )
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter())
    return session


def _asked(client: Client, back: str, ask: Callable[[OAuth2Session, OAuth], Answer]) -> Answer:
    """What the host answers. Why it failed is for the log: people can do nothing about it."""
    facts = _facts(client)
    try:
        with _session(client, facts, back) as session:
            return ask(session, facts)
    except (AuthlibBaseError, RequestException, ValueError, BadField) as error:
        logger.warning("%s failed: %s", client.host, type(error).__name__)
        values = {"host": HOSTS[client.host].title}
        message = _("%(host)s does not answer as it should. Nothing was changed; try it again.")
        raise HostFailed(message % values) from error


def _json(session: OAuth2Session, address: str) -> object:
    response = session.get(address, headers={"Accept": "application/json"})
    response.raise_for_status()
    answer: object = response.json()
    return answer


def _grant(token: dict[str, Any]) -> Grant:
    """What stands in the answer of a host. Raises ValueError if no token does."""
    access, refresh, ends = (token.get(n) for n in ("access_token", "refresh_token", "expires_at"))
    if not isinstance(access, str) or not access:
        raise ValueError("there is no token in the answer")
    # GitHub puts commas between them, Bitbucket calls them by another name.
    scopes = re.split(r"[,\s]+", str(token.get("scope") or token.get("scopes") or "").strip())
    return Grant(
        access,
        tuple(filter(None, scopes)),
        refresh if isinstance(refresh, str) else None,
        ends if isinstance(ends, int) else None,
    )
