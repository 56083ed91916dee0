"""Which widgets a hub of each kind has until its owner arranges them."""

from collections.abc import Mapping
from typing import Any

from july.hubs.contract import NARROW, WIDE
from july.hubs.placement import Placement


def _narrow(widget: str, id: str = "", **settings: Any) -> Placement:  # noqa: ANN401 - settings
    return Placement(id or widget, widget, NARROW, settings)


def _wide(widget: str, id: str = "", **settings: Any) -> Placement:  # noqa: ANN401 - settings
    return Placement(id or widget, widget, WIDE, settings)


_PLACE = (
    _narrow("calendar"),
    _narrow("neighbours"),
    _narrow("stats"),
    _narrow("languages"),
    _wide("members"),
    _wide("punchcard"),
)

DEFAULTS: Mapping[str, tuple[Placement, ...]] = {
    "site": (
        _narrow("leaderboard"),
        _narrow("neighbours"),
        _narrow("news"),
        _narrow("pulse"),
        _narrow("join"),
        _narrow("locations", limit=6),
        _narrow("games"),
        _narrow("newest", kind="people"),
        _narrow("about"),
        _wide("feed", limit=30),
        _wide("race"),
    ),
    "games": (
        _wide("winners"),
        _wide("leaderboard", "people", board="people"),
        _wide("race"),
        _wide("leaderboard", "projects", board="projects", limit=5),
        _wide("leaderboard", "teams", board="teams", limit=5),
        _wide("leaderboard", "locations", board="locations", limit=5),
        _wide("leaderboard", "languages", board="languages", limit=5),
        _narrow("countdown"),
        _narrow("calendar"),
        _narrow("stats"),
        _narrow("pulse"),
        _narrow("punchcard"),
        _narrow("rules"),
        _narrow("feed", limit=10),
    ),
    "people": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("deliveries"),
        _narrow("streak"),
        _narrow("badges"),
        _narrow("projects"),
        _narrow("languages"),
        _narrow("subscriptions"),
        _wide("calendar", "year", span="year"),
        _wide("punchcard"),
        _wide("feed", limit=20),
    ),
    "projects": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("people"),
        _narrow("languages"),
        _wide("calendar", "year", span="year"),
        _wide("punchcard"),
        _narrow("about"),
        _wide("feed", limit=20),
    ),
    "teams": _PLACE,
    "locations": _PLACE,
    "languages": (
        _narrow("calendar"),
        _narrow("neighbours"),
        _narrow("stats"),
        _narrow("counting"),
        _wide("feed", limit=20),
    ),
}
