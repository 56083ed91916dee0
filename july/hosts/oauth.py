"""What July has to know of a git host so that people can sign in with it. All of it is pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from july.errors import BadField
from july.hosts.fields import Fields

MOST_EMAILS = 20


class Wish(StrEnum):
    """What July wants to be let do for somebody at a host; each includes those before it."""

    KNOW = "know"
    """Ask who they are."""
    HOOK = "hook"
    """Set up hooks of their repositories."""
    HOOK_WHOLLY = "hook-wholly"
    """Set up hooks of their organisations too."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as a git host knows them."""

    id: str
    """Stays the same when the login changes."""
    login: str
    title: str
    """The name as the person writes it; the login if they don't."""
    picture: str
    """Address of their picture, "" if there is none."""
    emails: tuple[str, ...]
    """Those that the host has verified, and no others."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """Where a host is asked who somebody is, by OAuth 2, and how its answers are read.

    - `authorize` and `token` are paths below the address of the host, `user` and `emails` paths
      below that of its API, which `api` makes of the host's.
    - `client_auth` is how the host wants to be shown the site's secret: in the body
      (`client_secret_post`) or in a header (`client_secret_basic`).
    - `scopes` let July do what it wants, separated by spaces.
    - `read(user, emails)` gives the account. Raises BadField for what no such host answers.
    """

    authorize: str
    token: str
    api: Callable[[str], str]
    user: str
    emails: str
    client_auth: str
    scopes: Mapping[Wish, str]
    read: Callable[[object, object], Account]


def account_of(
    user: Fields, *, id: str, login: str, title: str, picture: str, emails: list[str]
) -> Account:
    """The account with that id, login, title and picture. Raises BadField without id or login."""
    found = user.identifier(id)
    if not found:
        raise user.wrong(id, "is missing")
    known = tuple(dict.fromkeys(email for email in emails if "@" in email))[:MOST_EMAILS]
    name = user.required_name(login)
    return Account(found, name, user.text(title).strip()[:100] or name, picture[:1000], known)


def fields_of(values: object) -> Fields:
    """The fields of an answer that should be an object. Raises BadField if it is none."""
    if not isinstance(values, dict):
        raise BadField("the answer should be an object", field="answer")
    return Fields(values)


def rows_of(values: object) -> list[Fields]:
    """The objects of an answer that should be a list of them. Raises BadField if it is none."""
    if not isinstance(values, list):
        raise BadField("the answer should be a list", field="answer")
    return [fields_of(row) for row in values]


def link_in(values: Mapping[str, Any], *names: str) -> str:
    """The text at the end of that way through objects, "" if there is none."""
    found: object = values
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
