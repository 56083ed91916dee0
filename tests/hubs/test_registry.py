"""Registering widgets: a bad one fails at once, and says what is missing."""

from typing import Any

import pytest

from july.errors import NotFound
from july.hubs.contract import Widget
from july.hubs.registry import Registry, registry
from july.hubs.settings import Setting, Whole

GOOD: dict[str, Any] = {
    "name": "leaderboard",
    "title": "Leaderboard",
    "about": "Who leads.",
    "data": lambda _subject: {},
}
LIMIT = Setting(name="limit", label="Rows", default=10, check=Whole(1, 50))
FAR = Setting(name="limit", label="Rows", default=99, check=Whole(1, 50))


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": "Leader Board"}, "its name must be lower case letters, digits and dashes"),
        ({"title": ""}, "it has no title"),
        ({"about": ""}, "`about` does not say what it shows"),
        ({"data": None}, "`data` is no function"),
        ({"channels": "commits"}, "`channels` is no function"),
        ({"kinds": ("planets",)}, "its kinds must be of site, games"),
        ({"column": "middle"}, "its column must be one of wide, narrow"),
        ({"settings": (LIMIT, LIMIT)}, "two of its settings have the same name"),
        ({"settings": (FAR,)}, "a setting refuses its own default: limit must be a number"),
        ({"name": "nowhere"}, "there is no template nowhere/template.html"),
    ],
)
def test_a_bad_widget_is_refused_with_what_is_wrong(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match="can't be registered") as refused:
        Registry().register(Widget(**GOOD | values))
    assert fault in str(refused.value)


def test_a_name_is_given_once() -> None:
    own = Registry()
    own.register(Widget(**GOOD))
    with pytest.raises(ValueError, match="registered already"):
        own.register(Widget(**GOOD))


def test_an_unknown_widget_is_not_found() -> None:
    with pytest.raises(NotFound, match="no widget called 'horoscope'"):
        registry.find("horoscope")
