"""Federation: boards of friendly sites beside one's own, merged or side by side.

A plugin that ships with July, and is off until its settings name a site.
docs/plugins/federation.md tells of it.
July's server asks the others and keeps their answers; a visitor's browser asks this site alone.

`settings` names the sites, `friends` keeps what they last said, `rows` reads and merges boards,
`service` tells them, `widget` and `pages` show them.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from july.plugins import hookimpl

if TYPE_CHECKING:
    from django.urls import URLPattern

    from july.hubs.contract import Widget
    from july.hubs.placement import Placement

# Each is imported when it is asked for: the API needs no pages.


@hookimpl
def on_load() -> None:
    """Refuses settings that are wrong."""
    import_module("july.federation.settings")


@hookimpl
def services() -> Mapping[str, object]:
    """`federation.boards`."""
    return {"federation": import_module("july.federation.service")}


@hookimpl
def widgets() -> Iterable["Widget"]:
    """The box with a board."""
    yield import_module("july.federation.widget").WIDGET


@hookimpl
def hub_defaults() -> Mapping[str, Iterable["Placement"]]:
    """It stands on the front page."""
    return import_module("july.federation.widget").DEFAULTS


@hookimpl
def urls() -> Sequence["URLPattern"]:
    """`/federation/`."""
    found: Sequence[URLPattern] = import_module("july.federation.pages").URLS
    return found
