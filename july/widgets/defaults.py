"""Which widgets a hub of each kind has until its owner arranges them."""

from collections.abc import Mapping
from typing import Any

from july.hubs.contract import NARROW, WIDE
from july.hubs.placement import Placement


def _narrow(widget: str, id: str = "", **settings: Any) -> Placement:  # noqa: ANN401 - settings
    return Placement(id or widget, widget, NARROW, settings)


def _wide(widget: str, id: str = "", **settings: Any) -> Placement:  # noqa: ANN401 - settings
    return Placement(id or widget, widget, WIDE, settings)


_PLACE = (_narrow("calendar"), _narrow("neighbours"), _wide("members"))

DEFAULTS: Mapping[str, tuple[Placement, ...]] = {
    "site": (
        _narrow("neighbours"),
        _narrow("leaderboard"),
        _narrow("join"),
        _narrow("locations", limit=6),
        _narrow("games"),
        _wide("feed", limit=30),
        _wide("newest", kind="people"),
        _wide("about"),
    ),
    "games": (
        _wide("winners"),
        _wide("leaderboard", "people", board="people"),
        _wide("leaderboard", "projects", board="projects", limit=5),
        _wide("leaderboard", "teams", board="teams", limit=5),
        _wide("leaderboard", "locations", board="locations", limit=5),
        _wide("leaderboard", "languages", board="languages", limit=5),
        _narrow("countdown"),
        _narrow("calendar"),
        _narrow("rules"),
        _narrow("feed", limit=10),
    ),
    "people": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("projects"),
        _narrow("deliveries"),
        _wide("feed", limit=20),
    ),
    "projects": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("people"),
        _wide("feed", limit=20),
        _narrow("about"),
    ),
    "teams": _PLACE,
    "locations": _PLACE,
    "languages": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("counting"),
        _wide("feed", limit=20),
    ),
}
