"""July's own services. Each function is written once: REST and pages call the same ones.

Importing this registers them.
"""

from july.live.services.own import (
    boards,
    feed,
    people,
    polling,
    projects,
    pulse,
    stats,
    streams,
    tokens,
    watchers,
)
from july.live.services.registry import services

for _module, _namespace in (
    (boards, "boards"),
    (feed, "feed"),
    (people, "people"),
    (polling, "sideboard"),
    (projects, "projects"),
    (pulse, "pulse"),
    (stats, "stats"),
    (streams, "streams"),
    (tokens, "channel"),
    (watchers, "presence"),
):
    services.register(_module, _namespace)
