"""Rows of boards: what another site answered, and several boards as one.

What comes from elsewhere may be anything: what is no row is left out, and an address is made here,
so that it leads to that site and nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from july.lib.paths import path_to

LONGEST = 200
"""Characters of a name."""
LARGEST = 2**53
"""Beyond it JavaScript can't count."""
_NUMBERS = ("points", "commits", "projects", "days")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a board, as it is shown."""

    rank: int
    slug: str
    name: str
    url: str
    points: int
    commits: int
    projects: int
    days: int
    site: str = ""
    """Whose row it is; "" for this site."""

    def as_json(self) -> dict[str, Any]:
        """As the service answers it."""
        return asdict(self)


def read_rows(answer: object, kind: str, *, site: str = "", address: str = "") -> tuple[Row, ...]:
    """The rows that `boards.page` of the site at `address` gave, as far as they are rows."""
    found = answer.get("models") if isinstance(answer, Mapping) else None
    told = found if isinstance(found, list) else []
    return tuple(_rows(told, kind, site, address))


def merged(boards: Iterable[tuple[Row, ...]], limit: int) -> tuple[Row, ...]:
    """The first of all of them by points; those with the same share their rank."""
    every = [row for rows in boards for row in rows]
    every.sort(key=lambda row: -row.points)
    return tuple(_ranked(every[:limit]))


def _rows(told: Iterable[object], kind: str, site: str, address: str) -> Iterator[Row]:
    for each in told:
        if not isinstance(each, Mapping):
            continue
        slug, name = each.get("slug"), each.get("name")
        numbers = {key: each.get(key) for key in ("rank", *_NUMBERS)}
        if _is_text(slug) and _is_text(name) and all(map(_is_number, numbers.values())):
            url = f"{address}{path_to(kind, str(slug))}"
            yield Row(slug=str(slug), name=str(name), url=url, site=site, **numbers)  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _ranked(rows: list[Row]) -> Iterator[Row]:
    rank, points = 0, -1
    for place, row in enumerate(rows, 1):
        if row.points != points:
            rank, points = place, row.points
        yield Row(**{**asdict(row), "rank": rank})
