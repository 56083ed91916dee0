"""The file that says which services are called elsewhere: hosts, and the namespaces they have.

    [hosts.builds]
    address = "https://builds.example.org"

    [services]
    builds = "builds"

Read only where a setting names it: pydantic takes a while to load.
"""

import ssl
import tomllib
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from july.lib import variables

SECONDS = 10.0
FAILURES = 5
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def _is_namespace(name: str) -> bool:
    return all(part.isidentifier() and part[0] != "_" for part in name.split("."))


def _path(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, str) else value


File = Annotated[Path, BeforeValidator(_path)]


class RemoteHost(BaseModel):
    """How one host is reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, AfterValidator(variables.address)]
    """Without a slash at its end; the WebSocket is at `/ws`, JSON-RPC at `/jsonrpc`."""
    token: SecretStr | None = None
    """Who calls, for services that are for members."""
    ca: File | None = None
    """Certificates of the authorities that may vouch for it, in place of the usual ones."""
    certificate: File | None = None
    """By which it knows who calls, with the chain up to an authority that it trusts."""
    key: File | None = None
    """What belongs to that; None: it stands in the same file."""
    timeout: Annotated[float, Field(gt=0, le=60)] = SECONDS
    """Seconds that a call may take."""
    jsonrpc_only: bool = False
    """Whether it is asked by JSON-RPC; it has no subscriptions then."""
    failures: Annotated[int, Field(ge=1, le=100)] = FAILURES
    """After so many calls in a row without an answer nobody waits for it."""

    @field_validator("ca")
    @classmethod
    def _vouches(cls, file: Path | None) -> Path | None:
        if file is not None:
            variables.certificates(str(file))
        return file

    @model_validator(mode="after")
    def _fits(self) -> Self:
        secure = self.address.startswith("https://")
        if self.key is not None and self.certificate is None:
            raise ValueError("key: it belongs to a certificate, and none is named")
        if not secure and (self.ca or self.certificate):
            name = "ca" if self.ca else "certificate"
            raise ValueError(f"{name}: it is for TLS, so the address must begin with https://")
        if self.token and not secure and urlsplit(self.address).hostname not in _HERE:
            raise ValueError("token: it would be read on the way; the address must be https://")
        try:
            self.tls()
        except OSError as error:  # an SSLError is one
            raise ValueError(f"certificate: it can't be used with its key ({error})") from None
        return self

    @property
    def websocket(self) -> str:
        """Where its WebSocket is."""
        return f"ws{self.address.removeprefix('http')}/ws"

    @property
    def jsonrpc(self) -> str:
        """Where it answers JSON-RPC."""
        return f"{self.address}/jsonrpc"

    def tls(self) -> ssl.SSLContext | None:
        """By whom it is trusted, and by what it knows us; None where there is no TLS."""
        if not self.address.startswith("https://"):
            return None
        context = ssl.create_default_context(cafile=self.ca)
        if self.certificate is not None:
            # With a passphrase to go on, OpenSSL does not ask for one on the terminal.
            context.load_cert_chain(self.certificate, self.key, password="")
        return context


class Place(BaseModel):
    """Where the services of one namespace are."""

    model_config = ConfigDict(frozen=True)

    host: str
    namespace: str
    """As they are called there."""


class RemoteServices(BaseModel):
    """All that the file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hosts: dict[str, RemoteHost] = {}
    services: dict[str, Place] = {}
    """By the namespace under which they are called here."""

    @field_validator("services", mode="before")
    @classmethod
    def _places(cls, told: object) -> object:
        if not isinstance(told, dict):
            return told
        return {name: _place(name, value) for name, value in told.items()}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name, place in self.services.items():
            if not _is_namespace(name):
                raise ValueError(f"services.{name}: that is no name for services")
            if not _is_namespace(place.namespace):
                raise ValueError(f"services.{name}: {place.namespace!r} is no name for services")
            if place.host not in self.hosts:
                known = ", ".join(sorted(self.hosts)) or "none"
                raise ValueError(
                    f"services.{name}: there is no host {place.host!r}; hosts: {known}"
                )
        return self


def read(path: str) -> RemoteServices:
    """What that file says. Raises ValueError that names the offending key."""
    try:
        told = tomllib.loads(Path(path).expanduser().read_text("utf-8"))
        return RemoteServices.model_validate(told)
    except ValidationError as error:
        raise ValueError(_first_fault(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is no TOML: {error}") from None
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ValueError(f"it must be a TOML file in UTF-8 ({reason})") from None


def _place(name: str, told: object) -> Place:
    """`host`, or `host:namespace` where the namespace has another name there."""
    if not isinstance(told, str):
        raise ValueError(  # noqa: TRY004 - one that pydantic tells
            f"services.{name}: it must be a text such as host or host:namespace"
        )
    host, _, namespace = told.partition(":")
    return Place(host=host, namespace=namespace or name)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    said = first["msg"].removeprefix("Value error, ")
    if first["type"] != "value_error" or where.count(".") == 2:
        return f"{where}: {said}"
    # What several keys make together names the last part of its key itself.
    return f"{where}.{said}" if "." in where else said
