"""Settings: the one place that reads the environment.

A wrong value stops the start with one line that names the variable, the value and what is
allowed. Every variable is described in docs/configuration.md; a test keeps the two together.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

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
    """The settings in `environ`. Raises ConfigurationError for the first wrong value."""
    for name, what in UNUSABLE.items():
        if environ.get(name):
            allowed = f"July does not connect to {what}; unset it"
            raise wrong(name, environ[name], allowed)
    data = _read(environ, "JULY_DATA", "var", _folder)
    return Settings(
        data=data,
        secret_key=_secret_key(environ, data),
        base_url=_read(environ, "JULY_BASE_URL", "http://127.0.0.1:8000", _address),
        open_hooks=_read(environ, "JULY_OPEN_HOOKS", "0", _switch),
        debug=_read(environ, "JULY_DEBUG", "0", _switch),
    )


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
    path = Path(value).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"it must be a folder that July may write to ({error.strerror})"
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
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        message = "it must be an address such as https://july.example.org, without a path"
        raise ValueError(message)
    return value.rstrip("/")


def _key(value: str) -> str:
    if len(value) < 32:
        message = "it must be at least 32 characters that nobody can guess"
        raise ValueError(message)
    return value


def _secret_key(environ: Mapping[str, str], data: Path) -> str:
    if environ.get("JULY_SECRET_KEY"):
        return _read(environ, "JULY_SECRET_KEY", "", _key)
    return _own_key(data)


def _own_key(data: Path) -> str:
    """The key this site made for itself at its first start, kept beside its data.

    Linked into place whole, so that two processes that start together read the same one.
    """
    path = data / "secret_key"
    if not path.exists():
        draft = data / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), "ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text("ascii").strip()
