"""July's own services. Each function is written once: REST and pages call the same ones."""

from collections.abc import Mapping

from july.live.services.own import (
    boards,
    commits,
    feed,
    games,
    hooks,
    languages,
    locations,
    people,
    polling,
    projects,
    pulse,
    stats,
    streams,
    teams,
    tokens,
    watchers,
)
from july.plugins import hookimpl


@hookimpl
def services() -> Mapping[str, object]:
    """They, by their namespaces."""
    return {
        "boards": boards,
        "commits": commits,
        "feed": feed,
        "games": games,
        "hooks": hooks,
        "languages": languages,
        "locations": locations,
        "people": people,
        "sideboard": polling,
        "projects": projects,
        "pulse": pulse,
        "stats": stats,
        "streams": streams,
        "teams": teams,
        "channel": tokens,
        "presence": watchers,
    }
