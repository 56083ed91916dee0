"""Positions taken apart and put together."""

from collections.abc import Sequence

from july.embedded.datastore.encoding import END, decode_value, inverted
from july.embedded.datastore.entries import Values
from july.embedded.datastore.indexes import KEY, Sort
from july.embedded.datastore.messages import Message, Value
from july.embedded.datastore.query import Bound, Branch, Query, Range


def split(position: bytes, sorts: Sequence[Sort]) -> list[bytes]:
    """The parts of a position, one for each sort, inverted where the sort descends."""
    parts = []
    offset = 0
    for sort in sorts:
        if sort.name == KEY:
            parts.append(position[offset:])
            break
        rest = position[offset:]
        end = decode_value(inverted(rest) if sort.descending else rest, 0, Value())
        parts.append(rest[:end])
        offset += end
    return parts


def path_of(position: bytes, sorts: Sequence[Sort]) -> bytes:
    """The path of the key at the end of a position."""
    if len(sorts) > 1:
        position = split(position, sorts)[-1]
    return inverted(position)[: -len(END)] if sorts[-1].descending else position


def fill_projection(entity: Message, position: bytes, query: Query) -> None:
    """Give an entity the projected properties, from its position in the results."""
    for sort, part in zip(query.sorts, split(position, query.sorts), strict=True):
        if sort.name not in query.projection:
            continue
        value = entity.properties[sort.name]
        decode_value(inverted(part) if sort.descending else part, 0, value)
        if value.WhichOneof("value_type") == "key_value":
            # Indexes know only the namespace of a key; the rest it shares with all of its file.
            value.key_value.partition_id.project_id = query.partition.project
            value.key_value.partition_id.database_id = query.partition.database


def insert_constants(
    position: bytes, sorts: Sequence[Sort], constants: Sequence[tuple[int, bytes]]
) -> bytes:
    """The position with the parts that a scan's index lacks, each at its place in the order."""
    places = {place for place, _ in constants}
    parts = split(position, [sort for place, sort in enumerate(sorts) if place not in places])
    for place, part in constants:
        parts.insert(place, part)
    return b"".join(parts)


def first_position(query: Query, path: bytes, values: Values) -> bytes:
    """The first of the positions at which an entity stands in the results."""
    positions = (_branch_position(query, branch, path, values) for branch in query.branches)
    return min(position for position in positions if position is not None)


def _branch_position(query: Query, branch: Branch, path: bytes, values: Values) -> bytes | None:
    if branch.ancestor is not None and not path.startswith(branch.ancestor):
        return None
    if not _within(path, branch.ranges.get(KEY)):
        return None
    if any(value not in values.get(name, ()) for name, value in branch.equals):
        return None
    equal = dict(branch.equals)
    parts = []
    for sort in query.sorts:
        if sort.name == KEY:
            parts.append(inverted(path + END) if sort.descending else path)
            continue
        given = (equal[sort.name],) if sort.name in equal else values.get(sort.name, ())
        wanted = [value for value in given if _within(value, branch.ranges.get(sort.name))]
        if not wanted:
            return None
        parts.append(inverted(max(wanted)) if sort.descending else min(wanted))
    return b"".join(parts)


def _within(value: bytes, limits: Range | None) -> bool:
    return limits is None or (
        (limits.lower is None or _is_behind(value, limits.lower))
        and (limits.upper is None or not _is_behind(value, limits.upper))
    )


def _is_behind(value: bytes, bound: Bound) -> bool:
    return value > bound.encoded or (value == bound.encoded and not bound.after)
