"""Scans: SQL statements that walk through an index in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from july.embedded.datastore.branches import Range
from july.embedded.datastore.encoding import decode_value, inverted
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.indexes import Sort
from july.embedded.datastore.messages import Value

Parameter: TypeAlias = bytes | int

LAST = b"\xff\xff"
"""Comes after every position."""


@dataclass(frozen=True, slots=True)
class Window:
    """The positions a scan walks through: from `lower` on, `upper` not any more."""

    lower: bytes = b""
    upper: bytes = LAST

    def both(self, other: "Window") -> "Window":
        """What is in both."""
        return Window(max(self.lower, other.lower), min(self.upper, other.upper))


@dataclass(frozen=True, slots=True)
class Limit:
    """What the part at one place of a position lies in, if its row is a result."""

    place: int
    range: Range
    descending: bool

    def has(self, parts: Sequence[bytes]) -> bool:
        """Whether a position, in its parts, keeps the limit."""
        part = parts[self.place]
        return self.range.has(inverted(part) if self.descending else part)


@dataclass(frozen=True, slots=True)
class Scan:
    """One walk. `head`, and `tail` if there is one, joined, are a row's position.

    `constants` are values that every row of this scan has in common and that have a place in the
    query's order, though not in this index: (place in the order, bytes). `own` is the order of the
    rows, if it is not the query's.
    """

    source: str
    entity: str
    head: str
    tail: str
    repeated: str
    where: str
    order: str
    head_parameters: tuple[Parameter, ...]
    parameters: tuple[Parameter, ...]
    constants: tuple[tuple[int, bytes], ...] = ()
    own: tuple[Sort, ...] = ()
    limits: tuple[Limit, ...] = ()
    inverted_head: bool = False

    def select(self, *, full: bool) -> str:
        """The statement without its limit. `full` adds what is stored of the entities."""
        position = f"{self.head}, {self.tail}" if self.tail else self.head
        columns = f"{position}, {self.repeated}, {self.entity}"
        source = self.source
        if full:
            columns += ", e.version, e.created, e.proto"
        if full and self.entity != "e.id":
            # CROSS JOIN keeps SQLite from walking through the entities first.
            source += f" CROSS JOIN datastore_entities e ON e.id = {self.entity}"
        return f"SELECT {columns} FROM {source} WHERE {self.where}"  # noqa: S608 - our own names


def entity_scan(kinds: list[int], window: Window) -> Scan:
    """All entities of some kinds, by key."""
    marks = "= ?" if len(kinds) == 1 else f"IN ({', '.join('?' * len(kinds))})"
    return Scan(
        source="datastore_entities e",
        entity="e.id",
        head="e.key",
        tail="",
        repeated="0",
        where=f"e.kind {marks} AND e.key >= ? AND e.key < ?",
        order="e.key",
        head_parameters=(),
        parameters=(*kinds, window.lower, window.upper),
    )


def merge_scan(equals: list[tuple[int, bytes]], window: Window) -> Scan:
    """The entities that have all of these values, by key; the rarest value is the first."""
    source = "datastore_values s"
    joined: list[Parameter] = []
    for place, pair in enumerate(equals[1:]):
        other = f"s{place}"
        source += (
            f" CROSS JOIN datastore_values {other} ON {other}.property = ? "
            f"AND {other}.value = ? AND {other}.key = s.key"
        )
        joined.extend(pair)
    return Scan(
        source=source,
        entity="s.entity",
        head="s.key",
        tail="",
        repeated="0",
        where="s.property = ? AND s.value = ? AND s.key >= ? AND s.key < ?",
        order="s.key",
        head_parameters=(),
        parameters=(*joined, *equals[0], window.lower, window.upper),
    )


def composite_scan(parts: Sequence[tuple[CompositeTable, bytes]], window: Window) -> Scan:
    """The rows of one composite index behind a prefix, of which the others have the same."""
    (table, prefix), *others = parts
    source = f"{table.name} s"
    joined: list[Parameter] = []
    for place, (other, its_prefix) in enumerate(others):
        alias = f"s{place}"
        source += (
            f" CROSS JOIN {other.name} {alias} "
            f"ON {alias}.sort = CAST(? || substr(s.sort, ?) AS BLOB)"
        )
        joined += [its_prefix, len(prefix) + 1]
    return Scan(
        source=source,
        entity="s.entity",
        head="substr(s.sort, ?)",
        tail="",
        repeated="s.repeated",
        where="s.sort >= ? AND s.sort < ?",
        order="s.sort",
        head_parameters=(len(prefix) + 1,),
        parameters=(*joined, prefix + window.lower, prefix + window.upper),
    )


def value_scan(column: int, values: Window, cursors: Window, *, descending: bool) -> Scan:
    """The rows of one property, by value and then by key, between two values and two cursors."""
    begin = _begin_descending(values, cursors) if descending else _begin(values, cursors)
    conditions = [("s.property = ?", (column,)), *begin]
    if cursors.upper != LAST:
        value, key = _split(cursors.upper, descending=descending)
        end = ("(s.value, s.key) < (?, ?)", (value, key))
        conditions.append((_UNTIL_DESCENDING, (value, value, key)) if descending else end)
    return Scan(
        source="datastore_values s",
        entity="s.entity",
        head="s.value",
        tail="s.key",
        repeated="s.repeated",
        where=" AND ".join(condition for condition, _ in conditions),
        order="s.value DESC, s.key" if descending else "s.value, s.key",
        head_parameters=(),
        parameters=tuple(each for _, parameters in conditions for each in parameters),
        inverted_head=descending,
    )


_Condition: TypeAlias = tuple[str, tuple[Parameter, ...]]

_FROM_DESCENDING = "s.value <= ? AND (s.value < ? OR s.key >= ?)"
_UNTIL_DESCENDING = "s.value >= ? AND (s.value > ? OR s.key < ?)"


def _begin(values: Window, cursors: Window) -> list[_Condition]:
    """Where an ascending scan begins: one condition, so that SQLite goes straight to it."""
    below: _Condition = ("s.value < ?", (values.upper,))
    if cursors.lower:
        value, key = _split(cursors.lower, descending=False)
        if value >= values.lower:
            return [("(s.value, s.key) >= (?, ?)", (value, key)), below]
    return [("s.value >= ?", (values.lower,)), below]


def _begin_descending(values: Window, cursors: Window) -> list[_Condition]:
    above: _Condition = ("s.value >= ?", (values.lower,))
    if cursors.lower:
        value, key = _split(cursors.lower, descending=True)
        if value < values.upper:
            return [(_FROM_DESCENDING, (value, value, key)), above]
    return [("s.value < ?", (values.upper,)), above]


def _split(position: bytes, *, descending: bool) -> tuple[bytes, bytes]:
    """A position of a value scan as value and key."""
    if not descending:
        end = decode_value(position, 0, Value())
        return position[:end], position[end:]
    value = inverted(position)
    end = decode_value(value, 0, Value())
    return value[:end], position[end:]
