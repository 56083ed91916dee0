"""What the text of an environment variable may be.

Each function gives the value, or raises ValueError with what is allowed.
"""

import os
import re
from ipaddress import IPv6Address
from pathlib import Path
from ssl import create_default_context

from july.lib.logs import FORMATS

LAST_PORT = 65_535
SHORTEST_KEY = 32

_HOST = r"(?:[a-z0-9][a-z0-9.-]*|\[(?P<six>[0-9a-f:.]+)\])"
# The names that Django answers to; it refuses all others.
_ADDRESS = re.compile(rf"https?://{_HOST}(?::(?P<port>[0-9]{{1,5}}))?/*")
_HOST_AND_PORT = re.compile(rf"{_HOST}:(?P<port>[0-9]{{1,5}})")
_REDIS = re.compile(rf"rediss?://(?:[^@/\s]*@)?{_HOST}(?::(?P<port>[0-9]{{1,5}}))?(?:/[0-9]*)?")
_REDIS_SOCKET = re.compile(r"unix://(?:[^@/\s]*@)?/\S+")
_MAIL = re.compile(rf"smtps?://(?:[^@/\s]*@)?{_HOST}(?::(?P<port>[0-9]{{1,5}}))?/?")
_SENDER = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")
_CREDENTIAL = re.compile(r"[!-~]+")
_LOOPBACK = re.compile(r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?")
_NAME = re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]*")
_ACCOUNT = re.compile(r"[^@\s]+@[a-z0-9.-]+\.[a-z]+")


def folder(value: str) -> Path:
    """A folder that may be written to, made if it is missing."""
    try:
        path = Path(value).expanduser().absolute()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: ~ of somebody who has no home
        reason = getattr(error, "strerror", None) or str(error)
        message = f"it must be a folder that July may write to ({reason})"
        raise ValueError(message) from None
    if not os.access(path, os.W_OK | os.X_OK):
        message = "it must be a folder that July may write to"
        raise ValueError(message)
    return path


def switch(value: str) -> bool:
    """On or off."""
    known = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
    if value.lower() not in known:
        message = "it must be one of 1, on, true, 0, off, false"
        raise ValueError(message)
    return known[value.lower()]


def address(value: str) -> str:
    """The address of a site, without a slash at its end."""
    lower = value.lower()
    if not _is_whole(_ADDRESS.fullmatch(lower)):
        message = (
            "it must be an address such as https://july.example.org or http://127.0.0.1:8000,"
            " without user, path, query or fragment"
        )
        raise ValueError(message)
    return lower.rstrip("/")


def addresses(value: str) -> tuple[str, ...]:
    """Addresses of sites, separated by commas."""
    return tuple(address(each.strip()) for each in value.split(",") if each.strip())


def names(value: str) -> tuple[str, ...]:
    """Names, separated by commas."""
    return tuple(filter(None, map(str.strip, value.split(","))))


def host_address(value: str) -> str:
    """The address of a git host that tells who people are: nobody on the way may change it."""
    found = address(value)
    if not found.startswith("https://") and not _LOOPBACK.fullmatch(found):
        message = "it must begin with https://, unless the host is on this machine"
        raise ValueError(message)
    return found


def credential(value: str) -> str:
    """What a git host has given a site, so that it knows it again."""
    if not _CREDENTIAL.fullmatch(value):
        message = "it must be what the host shows, without spaces"
        raise ValueError(message)
    return value


def log_format(value: str) -> str:
    """How the log looks."""
    if value not in FORMATS:
        raise ValueError(f"it must be one of {', '.join(FORMATS)}")
    return value


def host_and_port(value: str) -> str:
    """Where a gRPC server listens."""
    lower = value.lower()
    if not _is_whole(_HOST_AND_PORT.fullmatch(lower)):
        message = "it must be a host and a port such as 127.0.0.1:8081"
        raise ValueError(message)
    return lower


def mail_address(value: str) -> str:
    """Where the server is that takes the site's mail."""
    if not _is_whole(_MAIL.fullmatch(value)):
        message = (
            "it must be an address such as smtp://NAME:PASSWORD@mail.example.org:587,"
            " or smtps:// for TLS from the first byte"
        )
        raise ValueError(message)
    return value


def sender(value: str) -> str:
    """The address from which the site's mail comes."""
    if not _SENDER.fullmatch(value):
        message = "it must be an email address such as july@example.org"
        raise ValueError(message)
    return value


def words_in_file(value: str) -> tuple[str, ...]:
    """The lines of a text file, without empty ones and those that begin with #."""
    if not value:
        return ()
    try:
        lines = Path(value).expanduser().read_text("utf-8").splitlines()
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"it must be a text file in UTF-8 with a word a line ({reason})"
        raise ValueError(message) from None
    words = (line.strip() for line in lines)
    return tuple(word for word in words if word and not word.startswith("#"))


def small_number(value: str) -> int:
    """A number from 0 to 1000."""
    if not (value.isascii() and value.isdigit() and int(value[:5]) <= 1000):
        message = "it must be a number from 0 to 1000"
        raise ValueError(message)
    return int(value)


def redis_address(value: str) -> str:
    """Where Redis is."""
    if not _REDIS_SOCKET.fullmatch(value) and not _is_whole(_REDIS.fullmatch(value)):
        message = (
            "it must be an address such as redis://127.0.0.1:6379/0,"
            " rediss://:PASSWORD@redis.example.org:6379 or unix:///run/redis/redis.sock"
        )
        raise ValueError(message)
    return value


def certificates(value: str) -> str:
    """A file of the certificates of authorities; gives its absolute path."""
    try:
        path = Path(value).expanduser().absolute()
        create_default_context(cafile=path)
    except (OSError, RuntimeError) as error:  # an SSLError is an OSError
        message = f"it must be a PEM file with certificates of authorities ({error})"
        raise ValueError(message) from None
    return str(path)


def cloud_name(value: str) -> str:
    """A project or a region of Google Cloud."""
    if not _NAME.fullmatch(value):
        message = "it must be a name of lower-case letters, digits and dashes"
        raise ValueError(message)
    return value


def account(value: str) -> str:
    """A service account."""
    if not _ACCOUNT.fullmatch(value):
        message = "it must be a service account: tasks@PROJECT.iam.gserviceaccount.com"
        raise ValueError(message)
    return value


def key(value: str) -> str:
    """A key that signs."""
    if len(value) < SHORTEST_KEY or not value.isprintable():
        message = f"it must be at least {SHORTEST_KEY} characters that nobody can guess, in UTF-8"
        raise ValueError(message)
    return value


def _is_whole(parts: re.Match[str] | None) -> bool:
    """Whether there is a match, whose port and numeric host are possible."""
    return (
        parts is not None and _is_ipv6(parts["six"]) and 0 < int(parts["port"] or 80) <= LAST_PORT
    )


def _is_ipv6(text: str | None) -> bool:
    """Whether what stands in brackets, if anything does, is an address."""
    try:
        return text is None or bool(IPv6Address(text).compressed)
    except ValueError:
        return False
