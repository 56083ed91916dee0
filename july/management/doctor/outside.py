"""What stands outside this process: Redis, mail, the site's own address, the time."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from django.core.mail import get_connection
from redis import Redis
from redis.exceptions import RedisError

from july.bus.stream import bounded
from july.config import Settings
from july.lib.clock import now
from july.management.doctor.findings import Finding, fine, worth_a_look, wrong

SECONDS = 5.0
SKEW = timedelta(seconds=30)
"""Git hosts' clocks and this one may differ by so much before commits are judged wrongly."""


def redis(settings: Settings) -> Iterator[Finding]:
    """Whether the bus between processes answers."""
    if settings.redis_url is None:
        yield fine("redis", "none is configured; one process serves the site")
        return
    client = Redis.from_url(settings.redis_url, **bounded(SECONDS))
    try:
        client.ping()
    except RedisError as error:
        remedy = "start it, or set JULY_REDIS_URL to where it is; nothing is lost meanwhile"
        yield wrong("redis", f"it does not answer: {error}", remedy)
    else:
        yield fine("redis", "it answers")
    finally:
        client.close()


def mail(settings: Settings) -> Iterator[Finding]:
    """Whether the server that takes mail lets July in. Nothing is sent."""
    if settings.mail_url is None:
        remedy = "set JULY_MAIL_URL, or nobody can verify an address or get a new password"
        yield worth_a_look("mail", "mail is printed on the console and sent nowhere", remedy)
        return
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except OSError as error:
        remedy = "look at JULY_MAIL_URL: host, port, name and password"
        yield wrong("mail", f"the server does not take mail: {error}", remedy)
    else:
        yield fine("mail", f"{urlsplit(settings.mail_url).hostname} takes mail")
    finally:
        with suppress(OSError):
            connection.close()


def address(settings: Settings) -> Iterator[Finding]:
    """Whether the site answers where people are told to reach it."""
    status, _date = _asked(f"{settings.base_url}/healthz")
    if status == 200:
        yield fine("address", f"{settings.base_url} answers")
    else:
        told = f"{settings.base_url} answers {status}" if status else "nobody answers there"
        remedy = f"start the site, or set JULY_BASE_URL (it is {settings.base_url})"
        yield worth_a_look("address", told, remedy)


def clock(settings: Settings) -> Iterator[Finding]:
    """Whether this machine knows what time it is: commits are judged by it."""
    for client in settings.clients:
        _status, told = _asked(client.url)
        if told is not None:
            yield _compared(told - now(), client.url)
            return
    told_here = f"it is {now():%Y-%m-%d %H:%M:%S} UTC here; there is no git host to compare it with"
    yield fine("clock", told_here)


def _compared(difference: timedelta, url: str) -> Finding:
    if abs(difference) > SKEW:
        told = f"it differs by {abs(difference.total_seconds()):.0f} s from that of {url}"
        return wrong("clock", told, "set it, and let the system keep it (chrony, timesyncd)")
    return fine("clock", f"it agrees with that of {url}")


def _asked(url: str) -> tuple[int | None, datetime | None]:
    """Status and time of an answer; None and None where nobody answers."""
    try:
        answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException:
        return None, None
    with suppress(KeyError, ValueError, TypeError):
        return answer.status_code, parsedate_to_datetime(answer.headers["Date"])
    return answer.status_code, None
