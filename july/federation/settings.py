"""Which sites are friends, and how they are reached."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from july.lib.remote_services import RemoteHost
from july.plugins.configuration import PluginSettings

LONGEST_TITLE = 60
Title = Annotated[str, Field(max_length=LONGEST_TITLE)]


class Site(RemoteHost):
    """A friendly site: the keys of a host, and what it is called here."""

    title: Annotated[Title, Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_heard(self) -> Self:
        if self.jsonrpc_only:
            raise ValueError("jsonrpc_only: boards are subscribed to, which JSON-RPC can't")
        return self


class Settings(PluginSettings):
    """All there is to set."""

    plugin: ClassVar[str] = "federation"

    title: Title = ""
    """What this site is called beside the others; "" for "This site"."""
    sites: dict[str, Site]
    """The friends, in the order in which they are shown."""


settings = Settings()  # type: ignore[call-arg]  # what is missing comes from files or the environment
