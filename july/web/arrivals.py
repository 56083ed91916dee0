"""Who has come back from a git host and has still to say something: a name, or whether two accounts
are to become one. It is kept in the cookie of the browser's session, for a quarter of an hour."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.http import HttpRequest

from july.hosts.oauth import Account
from july.lib import clock

ARRIVAL, MERGE = "arrival", "merge"
LASTS = timedelta(minutes=15)
MOST_LETTERS = 1_500
"""Of all addresses: a cookie holds four kilobytes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody with an account at a host, and none here."""

    host: str
    account: Account
    onward: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Another account that who is signed in has shown to be theirs."""

    name: str
    title: str
    """The host that told so."""


def keep_arrival(request: HttpRequest, host: str, account: Account, onward: str) -> None:
    """Keep who has come."""
    lengths = accumulate(len(email) for email in account.emails)
    fitting = [
        e for e, length in zip(account.emails, lengths, strict=True) if length < MOST_LETTERS
    ]
    told = asdict(account) | {"emails": fitting, "picture": account.picture[:300]}
    _keep(request, ARRIVAL, {"host": host, "account": told, "onward": onward[:300]})


def arrival_in(request: HttpRequest) -> Arrival | None:
    """Who has come, None if nobody has, or too long ago."""
    told = _kept(request, ARRIVAL)
    if told is None:
        return None
    account = Account(**told["account"] | {"emails": tuple(told["account"]["emails"])})
    return Arrival(told["host"], account, told["onward"])


def offer_merge(request: HttpRequest, name: str, title: str) -> None:
    """Keep that the account called `name` was shown to be theirs too."""
    _keep(request, MERGE, {"name": name, "title": title})


def offered_merge(request: HttpRequest) -> Merge | None:
    """That account, None if there is none, or it was too long ago."""
    told = _kept(request, MERGE)
    return Merge(told["name"], told["title"]) if told else None


def forget_offer(request: HttpRequest) -> None:
    """Offer no merge any more."""
    request.session.pop(MERGE, None)


def _keep(request: HttpRequest, what: str, told: dict[str, Any]) -> None:
    request.session[what] = told | {"until": int((clock.now() + LASTS).timestamp())}


def _kept(request: HttpRequest, what: str) -> dict[str, Any] | None:
    told: dict[str, Any] | None = request.session.get(what)
    return told if told and told["until"] > clock.now().timestamp() else None
