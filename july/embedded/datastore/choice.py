"""Which composite indexes answer queries of one shape: the properties they name, not the values.

Sites ask few shapes and many values, so the choice is remembered for each shape. It depends on
nothing in the file but the set of composite indexes, which stays while an engine is open.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.indexes import Sort

_REMEMBERED = 1000


class Shape(NamedTuple):
    """A branch of a query without its values.

    `equals` are the properties that have to equal something, one for each value, and `sorts` is
    the order wanted behind them, with the key.
    """

    kind: str
    equals: tuple[str, ...]
    sorts: tuple[Sort, ...]
    ancestor: bool


class Part(NamedTuple):
    """A composite index; and for its properties before the order, which of the equals they have."""

    table: CompositeTable
    equals: tuple[int, ...]


class Choice:
    """Chooses among composite indexes."""

    def __init__(self, tables: Sequence[CompositeTable]) -> None:
        self._tables = tables
        self.parts = lru_cache(_REMEMBERED)(self._choose)

    def _choose(self, shape: Shape) -> tuple[Part, ...]:
        """Indexes that, merged, have all values that have to be equal; none if there are none.

        Behind those values, each has the order that is wanted.
        """
        waiting = set(range(len(shape.equals)))
        parts: list[Part] = []
        while waiting or not parts:
            part = max(
                (_part(table, shape, waiting) for table in self._fitting(shape)),
                key=lambda part: len(waiting.intersection(part.equals)) if part else -1,
                default=None,
            )
            if part is None or (waiting and waiting.isdisjoint(part.equals)):
                return ()
            parts.append(part)
            waiting.difference_update(part.equals)
        return tuple(parts)

    def _fitting(self, shape: Shape) -> list[CompositeTable]:
        return [
            table
            for table in self._tables
            if table.index.kind == shape.kind
            and table.index.ancestor == shape.ancestor
            and table.sorts[-len(shape.sorts) :] == shape.sorts
        ]


def _part(table: CompositeTable, shape: Shape, waiting: set[int]) -> Part | None:
    """A table with an equal for each of its properties before the order; None if one is lacking."""
    chosen = []
    for sort in table.sorts[: -len(shape.sorts)]:
        places = [place for place, name in enumerate(shape.equals) if name == sort.name]
        if not places:
            return None
        chosen.append(next((place for place in places if place in waiting), places[0]))
    return Part(table, tuple(chosen))
