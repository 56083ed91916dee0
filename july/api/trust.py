"""Whose requests to carry out a deferred task are believed: the queue's, and nobody else's.

A request comes from the queue if it
- was made inside this process, by its own worker;
- arrived on App Engine with a header that App Engine takes out of every request from outside
  (https://cloud.google.com/tasks/docs/creating-appengine-handlers#reading-headers);
- carries an identity token by which Google says that it is our service account, calling us
  (https://cloud.google.com/tasks/docs/creating-http-target-tasks#token);
- carries a token signed with the site's own key for just this address, as `manage.py emulate`
  sends.

The headers of App Engine prove nothing anywhere else: there, everybody can send them.
"""

import hmac
from typing import Any

import webapp2
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from july.api.certificates import Certificates
from july.config import Engine, Settings
from july.errors import Forbidden
from july.lib.tokens import is_token
from july.live.wsgi import INSIDE

QUEUE = "X-AppEngine-QueueName"
CRON = "X-Appengine-Cron"
ISSUERS = ("https://accounts.google.com", "accounts.google.com")
SKEW = 30
"""Seconds by which our clock and Google's may differ."""
LONGEST_TOKEN = 8_000

certificates = Certificates()


def require_queue(request: webapp2.Request, settings: Settings) -> None:
    """Raise Forbidden unless the queue sent this; Unavailable if that can't be found out now."""
    if request.environ.get(INSIDE) is True:
        return
    if settings.app_engine and request.headers.get(QUEUE):
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and len(token) <= LONGEST_TOKEN:
        if settings.tasks is Engine.EMULATOR and is_own(token, request, settings):
            return
        if settings.tasks is Engine.CLOUD and is_googles(token, settings):
            return
    raise Forbidden("Deferred tasks come from the queue only.")


def require_cron(request: webapp2.Request, settings: Settings) -> None:
    """Raise Forbidden unless App Engine's cron service sent this."""
    if not (settings.app_engine and request.headers.get(CRON) == "true"):
        raise Forbidden("Only App Engine's cron service may ask for this.")


def is_own(token: str, request: webapp2.Request, settings: Settings) -> bool:
    """Whether `token` was signed with this site's key for the address of `request`."""
    return is_token(settings.secret_key, f"{settings.tasks_url}{request.path_qs}", token)


def is_googles(token: str, settings: Settings) -> bool:
    """Whether Google says by `token` that this is `tasks_account`, calling `tasks_url`.

    Raises Unavailable if Google's certificates can't be had.
    """
    if not settings.tasks_account or not settings.tasks_url:
        return False
    claims = _claims(token, settings.tasks_url)
    return (
        claims.get("iss") in ISSUERS
        and claims.get("email_verified") is True
        and hmac.compare_digest(str(claims.get("email")).encode(), settings.tasks_account.encode())
    )


def _claims(token: str, audience: str) -> dict[str, Any]:
    """What a token of Google says, if it is one, for `audience`, and lasts still; else nothing."""
    try:
        key = jwt.decode_header(token).get("kid")  # type: ignore[no-untyped-call]
        certificate = certificates.find(str(key))
        if certificate is None:
            return {}
        claims: dict[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
            token, {key: certificate}, audience=audience, clock_skew_in_seconds=SKEW
        )
    except (GoogleAuthError, ValueError, RecursionError):
        return {}
    return claims
