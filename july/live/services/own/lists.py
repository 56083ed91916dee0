"""Long lists: a stretch of what a query finds, and where to go on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from google.cloud import ndb

from july.lib.cursors import Position, read_cursor, write_cursor
from july.live.services.own.reading import LONGEST_CURSOR, MOST_ROWS, checked_number, checked_text

Model = dict[str, Any]
Told = Callable[[Sequence[ndb.Model]], Sequence[Model]]

USUAL = 20
"""Models of a stretch for which no limit is asked."""


def stretch(
    name: str, query: ndb.Query, told: Told, limit: int, cursor: str | None, **filters: str | None
) -> Model:
    """`{"models": [model, …], "next": cursor or null}`.

    `name` and `filters` tell the list from others: its cursors are good for no other one. Raises
    BadField.
    """
    count = checked_number(limit, "limit", MOST_ROWS)
    scope = f"{name}?{urlencode(sorted(_given(filters).items()))}"
    start = Position(None, 0)
    if cursor is not None:
        start = read_cursor(checked_text(cursor, "cursor", LONGEST_CURSOR), scope)
    entities, after, more = query.fetch_page(count, start_cursor=start.cursor)
    onward = Position(after, start.passed + len(entities))
    return {"models": list(told(entities)), "next": write_cursor(onward, scope) if more else None}


def equal(model: type[ndb.Model], **filters: str | None) -> list[ndb.FilterNode]:
    """The conditions that each of `filters` that is given holds of `model`. Raises BadField."""
    return [
        getattr(model, name) == checked_text(value, name) for name, value in _given(filters).items()
    ]


def _given(filters: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}
