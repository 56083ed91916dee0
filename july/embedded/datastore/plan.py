"""Which index answers a query, by the cloud's rules."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from july.embedded.datastore.branches import Bound, Branch, Range
from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.choice import Choice, Part, Shape
from july.embedded.datastore.encoding import END, inverted
from july.embedded.datastore.indexes import KEY, Index, Sort
from july.embedded.datastore.positions import has_mark
from july.embedded.datastore.query import Query
from july.embedded.datastore.refusals import no_index
from july.embedded.datastore.scans import (
    Limit,
    Scan,
    Window,
    composite_scan,
    entity_scan,
    merge_scan,
    value_scan,
)

_RARE = 500
"""Values are counted up to here when the rarest of several is wanted."""


class Planner:
    """Makes scans of queries, in one snapshot of the file."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog, choice: Choice) -> None:
        self._connection = connection
        self._catalog = catalog
        self._choice = choice

    def scans(self, query: Query, cursors: Window) -> list[Scan]:
        """One scan for each branch that can have results.

        Raises FailedPrecondition with the entry for `index.yaml` if an index is missing, whether
        or not there are entities.
        """
        return [
            scan for branch in query.branches for scan in self._branch_scans(query, branch, cursors)
        ]

    def _branch_scans(self, query: Query, branch: Branch, cursors: Window) -> Iterator[Scan]:
        equal = dict(branch.equals)
        sorts = _key_last(sort for sort in query.sorts if sort.name not in equal)
        constants = _constants(query, equal)
        moved = bool(constants) or sorts[-1].name != query.sorts[-1].name
        if moved:
            # The cursors then stand in another order than this index, and are looked at later.
            cursors = Window()
        if query.kind is None:
            scan = self._kindless(query, branch, cursors)
        elif sorts == (Sort(KEY),):
            scan = self._by_key(query, branch, cursors)
        elif len(sorts) == 2 and sorts[1] == Sort(KEY) and not (equal or branch.ancestor):
            scan = self._by_value(query, branch, sorts[0], cursors)
        else:
            scan = self._composite(query, branch, sorts, cursors)
        if scan is not None:
            limits = _limits(query, branch, sorts[0])
            if moved:
                scan = replace(scan, constants=constants, own=sorts)
            if constants:
                # Branches may find an entity at different places then, so that all are looked at.
                scan = replace(scan, repeated="1")
            yield replace(scan, limits=limits) if limits else scan

    def _kindless(self, query: Query, branch: Branch, cursors: Window) -> Scan | None:
        kinds = self._catalog.kinds(self._connection, query.partition)
        return entity_scan(kinds, _key_window(branch).both(cursors)) if kinds else None

    def _by_key(self, query: Query, branch: Branch, cursors: Window) -> Scan | None:
        assert query.kind is not None  # noqa: S101 - asked before
        window = _key_window(branch).both(cursors)
        kind = self._catalog.kind(self._connection, query.partition, query.kind)
        if kind is None:
            return None
        if not branch.equals:
            return entity_scan([kind], window)
        if len(branch.equals) > 1:
            found = self._parts(query.kind, branch, (Sort(KEY),), ancestor=False)
            if len(found) == 1:
                prefix = _prefix(found[0], kind, branch, None)
                scan = composite_scan([(found[0].table, prefix)], window)
                # Behind one value of each property an entity stands once, however many it has.
                return replace(scan, repeated="0")
        return self._merge(kind, branch, window)

    def _merge(self, kind: int, branch: Branch, window: Window) -> Scan | None:
        pairs = []
        for name, value in branch.equals:
            column = self._catalog.property(self._connection, kind, name)
            if column is None:
                return None
            pairs.append((column, value))
        if len(pairs) > 1:
            pairs.sort(key=self._count)
        return merge_scan(pairs, window)

    def _count(self, pair: tuple[int, bytes]) -> int:
        count: int = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM datastore_values "
            "WHERE property = ? AND value = ? LIMIT ?)",
            (*pair, _RARE),
        ).fetchone()[0]
        return count

    def _by_value(self, query: Query, branch: Branch, sort: Sort, cursors: Window) -> Scan | None:
        assert query.kind is not None  # noqa: S101 - asked before
        kind = self._catalog.kind(self._connection, query.partition, query.kind)
        if kind is None:
            return None
        column = self._catalog.property(self._connection, kind, sort.name)
        if column is None:
            return None
        values = _value_window(branch.ranges.get(sort.name, Range()), descending=False)
        return value_scan(column, values, cursors, descending=sort.descending)

    def _composite(
        self, query: Query, branch: Branch, sorts: tuple[Sort, ...], cursors: Window
    ) -> Scan | None:
        assert query.kind is not None  # noqa: S101 - asked before
        found = self._parts(query.kind, branch, sorts, ancestor=branch.ancestor is not None)
        if not found:
            raise no_index(_advice(query.kind, branch, sorts))
        kind = self._catalog.kind(self._connection, query.partition, query.kind)
        if kind is None:
            return None
        first = sorts[0]
        if first.name == KEY:
            window = _descending_key_window(branch)
        else:
            given = branch.ranges.get(first.name, Range())
            window = _value_window(given, descending=first.descending)
        parts = [(part.table, _prefix(part, kind, branch, branch.ancestor)) for part in found]
        return composite_scan(parts, window.both(cursors))

    def _parts(
        self, kind: str, branch: Branch, sorts: tuple[Sort, ...], *, ancestor: bool
    ) -> tuple[Part, ...]:
        equals = tuple(name for name, _ in branch.equals)
        return self._choice.parts(Shape(kind, equals, sorts, ancestor))


def _prefix(part: Part, kind: int, branch: Branch, ancestor: bytes | None) -> bytes:
    """What the sorts of all wanted rows of an index begin with."""
    prefix = part.table.prefix(kind, ancestor)
    for sort, place in zip(part.table.index.sorts, part.equals, strict=False):
        _, value = branch.equals[place]
        prefix += inverted(value) if sort.descending else value
    return prefix


def _key_last(sorts: Iterable[Sort]) -> tuple[Sort, ...]:
    """The order in which an index has the same properties."""
    *others, last = sorts
    if last.name == KEY:
        return (*others, last)
    return (*(sort for sort in (*others, last) if sort.name != KEY), Sort(KEY))


def _constants(query: Query, equal: dict[str, bytes]) -> tuple[tuple[int, bytes], ...]:
    """What the query is ordered by though this branch has only one value of it."""
    return tuple(
        (place, inverted(equal[sort.name]) if sort.descending else equal[sort.name])
        for place, sort in enumerate(query.sorts)
        if sort.name in equal
    )


def _limits(query: Query, branch: Branch, first: Sort) -> tuple[Limit, ...]:
    """The ranges that a scan can't go straight to: all but that of what it is ordered by first."""
    return tuple(
        Limit(place, _in_positions(query, place, branch.ranges[sort.name]), sort.descending)
        for place, sort in enumerate(query.sorts)
        if sort.name in branch.ranges and sort.name != first.name
    )


def _in_positions(query: Query, place: int, limits: Range) -> Range:
    """The range as the parts of positions have it: some keys end with a mark."""
    if query.sorts[place].name != KEY or not has_mark(place, query.sorts):
        return limits
    return _marked(limits)


def _marked(limits: Range) -> Range:
    return Range(_with_end(limits.lower), _with_end(limits.upper))


def _value_window(values: Range, *, descending: bool) -> Window:
    if descending:
        return Window(_descending(values.upper, b""), _descending(values.lower, Window().upper))
    return Window(_ascending(values.lower, b""), _ascending(values.upper, Window().upper))


def _ascending(bound: Bound | None, default: bytes) -> bytes:
    if bound is None:
        return default
    return bound.encoded + b"\xff" if bound.after else bound.encoded


def _descending(bound: Bound | None, default: bytes) -> bytes:
    if bound is None:
        return default
    turned = inverted(bound.encoded)
    return turned if bound.after else turned + b"\xff"


def _key_window(branch: Branch) -> Window:
    """The paths that a branch allows. Behind a path come its descendants, then the next one."""
    keys = branch.ranges.get(KEY, Range())
    window = Window()
    if keys.lower is not None:
        window = Window(keys.lower.encoded + b"\x00" * keys.lower.after)
    if keys.upper is not None:
        window = replace(window, upper=keys.upper.encoded + b"\x00" * keys.upper.after)
    if branch.ancestor is not None:
        window = window.both(Window(branch.ancestor, branch.ancestor + b"\xff"))
    return window


def _descending_key_window(branch: Branch) -> Window:
    keys = branch.ranges.get(KEY, Range())
    return _value_window(_marked(keys), descending=True)


def _with_end(bound: Bound | None) -> Bound | None:
    return None if bound is None else Bound(bound.encoded + END, bound.after)


def _advice(kind: str, branch: Branch, sorts: tuple[Sort, ...]) -> str:
    """What is missing, as an entry of `index.yaml`."""
    equal = tuple(Sort(name) for name in dict(branch.equals))
    shown = sorts[:-1] if sorts[-1] == Sort(KEY) else sorts
    index = Index(kind, equal + shown, branch.ancestor is not None)
    return f"no matching index found. recommended index is:\n{index.as_yaml()}"
