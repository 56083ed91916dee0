"""Settings: the one place that reads the environment.

A wrong value stops the start with one line that names the variable, the value and what is
allowed. Every variable is described in docs/configuration.md; a test keeps the two together.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from pathlib import Path
from typing import TypeVar

from july.errors import ConfigurationError

T = TypeVar("T")

# Django finds its settings by this name, wherever July is begun.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "july.main.settings")  # noqa: TID251

UNUSABLE = {
    "JULY_REDIS_URL": "a bus on Redis",
    "DATASTORE_EMULATOR_HOST": "another Datastore than its own",
    "CLOUD_TASKS_EMULATOR_HOST": "another task queue than its own",
}
"""Engines that July can't use: set, they stop the start instead of being passed over."""

SHORTEST_KEY = 32
LAST_PORT = 65_535
# The names that Django answers to; it refuses all others.
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9.-]*|\[(?P<six>[0-9a-f:.]+)\])(?::(?P<port>[0-9]{1,5}))?/*"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be configured."""

    data: Path
    """Folder that holds the site's file of data and its key."""
    secret_key: str
    """Signs sessions and cursors."""
    base_url: str
    """Address under which people reach the site, without a slash at its end."""
    open_hooks: bool
    """Whether the classic open endpoint takes pushes without a hook's signature."""
    debug: bool
    """Whether error pages show their cause. Never on a public site."""

    @property
    def secure(self) -> bool:
        """Whether people reach the site over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def wrong(name: str, value: str, allowed: str) -> ConfigurationError:
    """The error for a variable whose value can't be used."""
    return ConfigurationError(f"{name}={value!r} can't be used: {allowed}", field=name)


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`. Raises ConfigurationError for the first wrong value.

    Folder and key are made last: a wrong value leaves nothing behind.
    """
    for name, what in UNUSABLE.items():
        if environ.get(name):
            allowed = f"July does not connect to {what}; unset it"
            raise wrong(name, environ[name], allowed)
    secret_key = _read(environ, "JULY_SECRET_KEY", "", _key_or_none)
    base_url = _read(environ, "JULY_BASE_URL", "http://127.0.0.1:8000", _address)
    open_hooks = _read(environ, "JULY_OPEN_HOOKS", "0", _switch)
    debug = _read(environ, "JULY_DEBUG", "0", _switch)
    data = _read(environ, "JULY_DATA", "var", _folder)
    return Settings(data, secret_key or _own_key(data), base_url, open_hooks, debug)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return load(os.environ)  # noqa: TID251 - here and nowhere else


def adopt(overrides: Mapping[str, str]) -> None:
    """Let options of a command stand above the environment, for this process and its children."""
    os.environ.update(overrides)  # noqa: TID251 - here and nowhere else
    settings.cache_clear()


def adopt_default(name: str, value: str) -> None:
    """Let a command know better than the default, where the environment says nothing."""
    if not os.environ.get(name):  # noqa: TID251 - here and nowhere else
        adopt({name: value})


def _read(environ: Mapping[str, str], name: str, default: str, parse: Callable[[str], T]) -> T:
    value = environ.get(name) or default
    try:
        return parse(value)
    except ValueError as error:
        raise wrong(name, value, str(error)) from None


def _folder(value: str) -> Path:
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


def _switch(value: str) -> bool:
    known = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
    if value.lower() not in known:
        message = "it must be one of 1, on, true, 0, off, false"
        raise ValueError(message)
    return known[value.lower()]


def _address(value: str) -> str:
    address = value.lower()
    parts = _ADDRESS.fullmatch(address)
    if not parts or not _is_ipv6(parts["six"]) or not 0 < int(parts["port"] or 80) <= LAST_PORT:
        message = (
            "it must be an address such as https://july.example.org or http://127.0.0.1:8000,"
            " without user, path, query or fragment"
        )
        raise ValueError(message)
    return address.rstrip("/")


def _is_ipv6(text: str | None) -> bool:
    """Whether what stands in brackets, if anything does, is an address."""
    try:
        return text is None or bool(IPv6Address(text).compressed)
    except ValueError:
        return False


def _key_or_none(value: str) -> str | None:
    return _key(value) if value else None


def _key(value: str) -> str:
    if len(value) < SHORTEST_KEY or not value.isprintable():
        message = f"it must be at least {SHORTEST_KEY} characters that nobody can guess, in UTF-8"
        raise ValueError(message)
    return value


def _own_key(data: Path) -> str:
    """The key this site made for itself at its first start, kept beside its data."""
    path = data / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        return _key(path.read_text("ascii").strip())
    except OSError as error:
        reason = f"can't be made or read ({error.strerror})"
        remedy = "make room and let July write there"
    except ValueError:
        reason = f"holds no key of at least {SHORTEST_KEY} ASCII characters"
        remedy = "remove it, and the next start makes one (all have to sign in again)"
    message = f"The file {path} {reason}; {remedy}, or set JULY_SECRET_KEY"
    raise ConfigurationError(message, field="JULY_DATA")


def _make_key(path: Path) -> None:
    """Linked into place whole, so that processes that start together read the same one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), "ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
