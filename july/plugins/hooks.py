"""Every hook there is: what a plugin may give to July, and what July's own parts give by the same.

A plugin implements those it needs, as functions of its package or methods of one object:

    from july.plugins import hookimpl

    @hookimpl
    def services():
        return {"ragnarok": service}

What a hook gives is asked for once, when the process begins to need it. What needs no hook stands
in the plugin's folder, as in every Django app: `templates/`, `static/`, `locale/`,
`management/commands/`; composite indexes in `index.yaml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from wsgiref.types import WSGIApplication

import pluggy

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

    from july.bus.listening import Listener
    from july.contest.badges import BadgeRule
    from july.contest.exclusions import Exclusion
    from july.contest.rankings import Board
    from july.contest.scoring import ScoringRule
    from july.hosts.host import Host
    from july.hubs.contract import Widget
    from july.hubs.placement import Placement
    from july.plugins.project import DjangoProject
    from july.web.guide import GuidePage

NAMESPACE = "july"
hookspec = pluggy.HookspecMarker(NAMESPACE)
hookimpl = pluggy.HookimplMarker(NAMESPACE)


# Life


@hookspec
def on_load() -> None:
    """The plugin has been imported, its configuration is right; what is raised here refuses it."""


@hookspec
def on_startup() -> None:
    """A server begins: engines and bus are open, no request has been answered yet."""


@hookspec
def on_shutdown() -> None:
    """The server ends: the last request has been answered, engines and bus are still open."""


# Services and background


@hookspec
def services() -> Mapping[str, object]:
    """Modules or objects whose functions can be called from everywhere, by their namespace."""
    raise NotImplementedError


@hookspec
def tasks() -> Iterable[str]:
    """Names of the modules whose import registers deferred tasks, periodic ones included."""
    raise NotImplementedError


@hookspec
def listeners() -> Iterable["Listener"]:
    """What hears the events of the bus, in a thread of its own where deferred tasks are run."""
    raise NotImplementedError


# Website


@hookspec
def urls() -> Sequence["URLPattern | URLResolver"]:
    """Pages inside July's own Django, below `/NAME/`."""
    raise NotImplementedError


@hookspec
def wsgi() -> WSGIApplication:
    """Any WSGI application, to be mounted at `/NAME/`."""
    raise NotImplementedError


@hookspec
def project() -> "DjangoProject":
    """A Django project with settings of its own, in a process of its own, at `/NAME/`."""
    raise NotImplementedError


@hookspec
def help_pages() -> Iterable["GuidePage"]:
    """Pages of the help, listed behind July's own."""
    raise NotImplementedError


# Hubs


@hookspec
def widgets() -> Iterable["Widget"]:
    """Widgets that owners of hubs can choose."""
    raise NotImplementedError


@hookspec
def hub_defaults() -> Mapping[str, Iterable["Placement"]]:
    """What stands on each kind of hub besides, until somebody changes it."""
    raise NotImplementedError


# Contest


@hookspec
def hosts() -> Iterable["Host"]:
    """Git hosts: how their deliveries are read, and by what they prove where they come from."""
    raise NotImplementedError


@hookspec
def exclusions() -> Iterable["Exclusion"]:
    """Rules that leave commits out: those get the verdict `excluded`."""
    raise NotImplementedError


@hookspec
def scoring_rules() -> Iterable["ScoringRule"]:
    """Rules that give commits points besides."""
    raise NotImplementedError


@hookspec
def boards() -> Iterable["Board"]:
    """Rankings that are worked out by whoever gives them, each with a page."""
    raise NotImplementedError


@hookspec
def badges() -> Iterable["BadgeRule"]:
    """What a person can earn in a game."""
    raise NotImplementedError


SPECIFICATIONS: Mapping[str, Any] = {
    name: value
    for name, value in list(globals().items())
    if getattr(value, f"{NAMESPACE}_spec", None) is not None
}
"""All of them, in the order in which they stand here."""
