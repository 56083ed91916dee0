"""July's own services. Each function is written once: REST and pages call the same ones.

Importing this registers them.
"""

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
from july.live.services.registry import services

for _module, _namespace in (
    (boards, "boards"),
    (commits, "commits"),
    (feed, "feed"),
    (games, "games"),
    (hooks, "hooks"),
    (languages, "languages"),
    (locations, "locations"),
    (people, "people"),
    (polling, "sideboard"),
    (projects, "projects"),
    (pulse, "pulse"),
    (stats, "stats"),
    (streams, "streams"),
    (teams, "teams"),
    (tokens, "channel"),
    (watchers, "presence"),
):
    services.register(_module, _namespace)
