"""What July itself gives: which of its modules implements which hook.

By name, since they are above this package, and imported only when the hook is first asked for: the
API needs no widgets.
"""

from collections.abc import Iterable, Mapping

from july import __version__
from july.plugins.hooks import hookimpl
from july.plugins.plugin import Found

JULY = Found("july", "july", version="", summary="July itself.")
"""July as a plugin among the others, the first of them."""
FIRST = 0

PACKAGED = (
    Found(
        "federation", "july.federation", __version__, "Boards of friendly sites beside one's own."
    ),
)
"""Plugins that come with July, and are there once their settings say something."""

SHIPPED: Mapping[str, str] = {
    "services": "july.live.services.own",
    "tasks": "july.plugins.shipped",
    "widgets": "july.widgets",
    "hub_defaults": "july.widgets",
    "hosts": "july.hosts",
    "boards": "july.hubs.rankings",
    "badges": "july.contest.own_badges",
    "help_pages": "july.web.guide",
}


@hookimpl
def tasks() -> Iterable[str]:
    """The modules with July's own deferred tasks."""
    return ("july.contest.tasks", "july.hubs.tasks", "july.people.tasks", "july.projects.tasks")
