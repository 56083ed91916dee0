"""Settings: the one place that reads the environment.

A wrong value stops the start with one line that names the variable, the value and what is
allowed. Every variable is described in docs/configuration.md; a test keeps the two together.
"""

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from july.errors import ConfigurationError
from july.lib import variables

T = TypeVar("T")
ReadSecret = Callable[[str], str]

# Django finds its settings by this name, wherever July is begun.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "july.main.settings")  # noqa: TID251

NEVER_STARTS = 3
"""Exit status by which gunicorn knows that to start another worker would not help."""

_SECRET = re.compile(r"projects/[^/]+/secrets/[^/]+(/versions/[^/]+)?")
_PASSWORD = re.compile(r"//[^/\s]*@")

HOSTS_TO_SIGN_IN_WITH = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "bitbucket": "https://bitbucket.org",
}
"""Git hosts that can tell who somebody is, and where they are unless a setting says otherwise."""


class Engine(StrEnum):
    """What stands behind Google's clients."""

    EMBEDDED = "embedded"
    """July's own, in this process."""
    EMULATOR = "emulator"
    """Another process, by gRPC without TLS: July's `emulate` or an emulator of Google's."""
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Client:
    """How the site is registered with a git host, so that people can sign in with it."""

    host: str
    id: str
    secret: str
    url: str
    """Where people reach the host, without a slash at its end."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be configured."""

    data: Path
    """Folder that holds the site's file of data and its key; made if anything is kept there."""
    secret_key: str
    """Signs sessions, cursors and deliveries of tasks."""
    base_url: str
    """Address under which people reach the site, without a slash at its end."""
    origins: tuple[str, ...]
    """Other sites whose pages may open live connections with a visitor's session."""
    team_approval: bool
    """Whether a new team waits for an organiser before it stands on a board."""
    open_hooks: bool
    """Whether the classic open endpoint takes pushes without a hook's signature."""
    debug: bool
    """Whether error pages show their cause. Never on a public site."""
    log_format: str
    """How the log looks: `line` or `json`."""
    metrics_key: str | None
    """What Prometheus shows to read `/metrics`; None: nobody may."""
    redis_url: str | None
    """Redis as bus and cache; None: both in this process. The file of the authorities that vouch
    for it, if one is named, stands in the query, where redis-py looks for it."""
    mail_url: str | None
    """The server that takes the site's mail; None: it is printed on the console."""
    mail_from: str
    """The address from which that mail comes."""
    clients: tuple[Client, ...]
    """The git hosts with which people can sign in."""
    reports_to: str | None
    """The address to which reports are mailed; None: they wait for `manage.py reports`."""
    blocked_words: tuple[str, ...]
    """What nobody may write about themselves, as `july.people.wording` reads it."""
    most_links: int
    """Links in one text that people write about themselves."""
    plugins: Path
    """Folder in which plugins are found besides those that are installed."""
    plugins_strict: bool
    """Whether a plugin that fails stops July."""
    without_plugins: tuple[str, ...]
    """Plugins that are left out, by name."""
    most_new_places: int
    """Locations and teams that one person may add a day."""
    datastore_emulator_host: str | None
    """Host and port of a Datastore without TLS."""
    tasks_emulator_host: str | None
    """Host and port of a Cloud Tasks without TLS."""
    project: str | None
    """The Google Cloud project whose engines are used, where no emulator is named."""
    tasks_location: str | None
    """Region of the queue."""
    tasks_url: str | None
    """Address of the API app, to which tasks are delivered by HTTP; None in the cloud: App Engine
    delivers them to its service for the API."""
    tasks_account: str | None
    """Service account whose OIDC tokens the tasks of the cloud carry."""
    channel_url: str | None
    """Where the switchboard's process reaches the channel app; None: it has one of its own."""
    app_engine: bool
    """Whether this runs on App Engine (standard), which delivers tasks by itself."""

    @property
    def secure(self) -> bool:
        """Whether people reach the site over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def datastore(self) -> Engine:
        """What stands behind Datastore's client."""
        return self._engine(self.datastore_emulator_host)

    @property
    def tasks(self) -> Engine:
        """What stands behind Cloud Tasks' client."""
        return self._engine(self.tasks_emulator_host)

    @property
    def embeds(self) -> bool:
        """Whether any engine is in this process, on the file in the data folder."""
        return Engine.EMBEDDED in {self.datastore, self.tasks}

    def _engine(self, emulator_host: str | None) -> Engine:
        if emulator_host is not None:
            return Engine.EMULATOR
        return Engine.EMBEDDED if self.project is None else Engine.CLOUD


def wrong(name: str, value: str, allowed: str) -> ConfigurationError:
    """The error for a variable whose value can't be used; passwords in addresses stay out of it."""
    shown = _PASSWORD.sub("//...@", value)
    return ConfigurationError(f"{name}={shown!r} can't be used: {allowed}", field=name)


def missing(name: str, why: str) -> ConfigurationError:
    """The error for a variable that others make necessary."""
    return ConfigurationError(f"{name} is not set: {why}", field=name)


def load(environ: Mapping[str, str], read_secret: ReadSecret | None = None) -> Settings:
    """The settings in `environ`. Raises ConfigurationError for the first wrong value.

    Secrets are fetched, folder and key are made last: a wrong value leaves nothing behind.
    """
    found = Settings(
        data=_read(environ, "JULY_DATA", "var", Path),
        secret_key=_read(environ, "JULY_SECRET_KEY", "", _secret(variables.key)),
        base_url=_read(environ, "JULY_BASE_URL", "http://127.0.0.1:8000", variables.address),
        origins=_read(environ, "JULY_ORIGINS", "", variables.addresses),
        team_approval=_read(environ, "JULY_TEAM_APPROVAL", "0", variables.switch),
        open_hooks=_read(environ, "JULY_OPEN_HOOKS", "0", variables.switch),
        debug=_read(environ, "JULY_DEBUG", "0", variables.switch),
        log_format=_read(environ, "JULY_LOG", "line", variables.log_format),
        metrics_key=_optional(environ, "JULY_METRICS_KEY", variables.key),
        redis_url=_read(environ, "JULY_REDIS_URL", "", _secret(variables.redis_address)) or None,
        mail_url=_read(environ, "JULY_MAIL_URL", "", _secret(variables.mail_address)) or None,
        mail_from=_read(environ, "JULY_MAIL_FROM", "july@localhost", variables.sender),
        clients=tuple(filter(None, (_client(environ, host) for host in HOSTS_TO_SIGN_IN_WITH))),
        reports_to=_optional(environ, "JULY_REPORTS_TO", variables.sender),
        blocked_words=_read(environ, "JULY_BLOCKED_WORDS", "", variables.words_in_file),
        most_links=_read(environ, "JULY_MOST_LINKS", "3", variables.small_number),
        plugins=_read(environ, "JULY_PLUGINS", "plugins", Path),
        plugins_strict=_read(environ, "JULY_PLUGINS_STRICT", "0", variables.switch),
        without_plugins=_read(environ, "JULY_WITHOUT_PLUGINS", "", variables.names),
        most_new_places=_read(environ, "JULY_MOST_NEW_PLACES", "5", variables.small_number),
        datastore_emulator_host=_optional(
            environ, "DATASTORE_EMULATOR_HOST", variables.host_and_port
        ),
        tasks_emulator_host=_optional(
            environ, "CLOUD_TASKS_EMULATOR_HOST", variables.host_and_port
        ),
        project=_optional(environ, "GOOGLE_CLOUD_PROJECT", variables.cloud_name),
        tasks_location=_optional(environ, "JULY_TASKS_LOCATION", variables.cloud_name),
        tasks_url=_optional(environ, "JULY_TASKS_URL", variables.address),
        tasks_account=_optional(environ, "JULY_TASKS_ACCOUNT", variables.account),
        channel_url=_optional(environ, "JULY_CHANNEL_URL", variables.address),
        app_engine=environ.get("GAE_ENV") == "standard",
    )
    authorities = _optional(environ, "JULY_REDIS_CA", variables.certificates)
    _require(found, environ)
    found = _with_secrets(found, read_secret or _from_secret_manager)
    if authorities is not None:
        found = replace(found, redis_url=_vouched_for(found.redis_url, authorities))
    if found.embeds or not found.secret_key:
        found = replace(found, data=_read(environ, "JULY_DATA", "var", variables.folder))
    return replace(found, secret_key=found.secret_key or _own_key(found.data))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return load(os.environ)  # noqa: TID251 - here and nowhere else


def settle() -> None:
    """Read the settings now: a wrong one ends this process with its one line.

    For what servers import by its name, so that it does not start and then fail each request.
    """
    try:
        settings()
    except ConfigurationError as error:
        sys.stderr.write(f"july: {error}\n")
        sys.exit(NEVER_STARTS)


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


def _optional(environ: Mapping[str, str], name: str, parse: Callable[[str], str]) -> str | None:
    return _read(environ, name, "", lambda value: parse(value) if value else None)


def _client(environ: Mapping[str, str], host: str) -> Client | None:
    """How the site is registered with that host, None if it is not. Half of it is refused."""
    prefix = f"JULY_{host.upper()}"
    url = _read(environ, f"{prefix}_URL", HOSTS_TO_SIGN_IN_WITH[host], variables.host_address)
    given = {
        f"{prefix}_CLIENT_ID": _optional(environ, f"{prefix}_CLIENT_ID", variables.credential),
        f"{prefix}_CLIENT_SECRET": environ.get(f"{prefix}_CLIENT_SECRET", "").strip(),
    }
    absent = [name for name, value in given.items() if not value]
    if len(absent) == 1:
        (present,) = given.keys() - set(absent)
        raise missing(absent[0], f"with {present} it is needed, so that people can sign in")
    client_id, secret = given.values()
    return Client(host, client_id, secret, url) if client_id and secret else None


def _secret(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Parses what is no name of a secret; names are looked up once all else is right."""
    return lambda value: value if not value or _SECRET.fullmatch(value) else parse(value)


def _with_secrets(found: Settings, read_secret: ReadSecret) -> Settings:
    """`found` with the secrets that it names in place of their names."""
    if _SECRET.fullmatch(found.secret_key):
        key = _fetched("JULY_SECRET_KEY", found.secret_key, variables.key, read_secret)
        found = replace(found, secret_key=key)
    if found.redis_url and _SECRET.fullmatch(found.redis_url):
        url = _fetched("JULY_REDIS_URL", found.redis_url, variables.redis_address, read_secret)
        found = replace(found, redis_url=url)
    if found.mail_url and _SECRET.fullmatch(found.mail_url):
        url = _fetched("JULY_MAIL_URL", found.mail_url, variables.mail_address, read_secret)
        found = replace(found, mail_url=url)
    clients = tuple(_with_its_secret(client, read_secret) for client in found.clients)
    return replace(found, clients=clients)


def _with_its_secret(client: Client, read_secret: ReadSecret) -> Client:
    if not _SECRET.fullmatch(client.secret):
        return client
    name = f"JULY_{client.host.upper()}_CLIENT_SECRET"
    return replace(client, secret=_fetched(name, client.secret, str.strip, read_secret))


def _vouched_for(redis_url: str | None, authorities: str) -> str:
    """The address of a Redis whose certificate is checked by the file `authorities`."""
    if redis_url is None or not redis_url.startswith("rediss://"):
        allowed = "it is for TLS, so JULY_REDIS_URL must begin with rediss://"
        raise wrong("JULY_REDIS_CA", authorities, allowed)
    return f"{redis_url}?{urlencode({'ssl_ca_certs': authorities})}"


def _fetched(name: str, value: str, parse: Callable[[str], str], read: ReadSecret) -> str:
    """The secret called `value`. An error tells the name, never the secret."""
    try:
        return parse(read(value))
    except ValueError as error:
        raise wrong(name, value, f"what this secret holds is wrong: {error}") from None
    except ConfigurationError as error:
        raise wrong(name, value, error.message) from error


def _from_secret_manager(name: str) -> str:
    """Loaded when it is needed: the client takes a while, and most sites keep no secrets there."""
    read: ReadSecret = import_module("july.lib.secret_manager").read_secret
    return read(name)


def _require(found: Settings, environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError if a setting is missing that others make necessary."""
    needed: list[tuple[str, str]] = []
    if found.datastore is Engine.CLOUD:
        why = "with GOOGLE_CLOUD_PROJECT it is needed, because many processes make one site"
        needed += [(name, why) for name in ("JULY_SECRET_KEY", "JULY_BASE_URL", "JULY_REDIS_URL")]
    if found.tasks is Engine.CLOUD:
        needed.append(("JULY_TASKS_LOCATION", "it names the region of the queue in Cloud Tasks"))
    if found.tasks is Engine.CLOUD and found.tasks_url is not None:
        why = "with JULY_TASKS_URL, Cloud Tasks signs with that service account what it delivers"
        needed.append(("JULY_TASKS_ACCOUNT", why))
    if found.tasks is Engine.EMULATOR:
        why = "CLOUD_TASKS_EMULATOR_HOST is to deliver tasks to the API app at that address"
        needed.append(("JULY_TASKS_URL", why))
    for name, why in needed:
        if not environ.get(name):
            raise missing(name, why)


def _own_key(data: Path) -> str:
    """The key this site made for itself at its first start, kept beside its data."""
    path = data / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        return variables.key(path.read_text("ascii").strip())
    except OSError as error:
        reason = f"can't be made or read ({error.strerror})"
        remedy = "make room and let July write there"
    except ValueError:
        reason = f"holds no key of at least {variables.SHORTEST_KEY} ASCII characters"
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
