"""Positions taken apart and put together."""

from collections.abc import Sequence

from july.embedded.datastore.branches import Branch, Range
from july.embedded.datastore.encoding import END, INDEX_VALUE, decode_value, inverted, path_end
from july.embedded.datastore.entries import Values
from july.embedded.datastore.indexes import KEY, Sort
from july.embedded.datastore.messages import Message, Value
from july.embedded.datastore.query import Query

ANYTHING = Range()


def split(position: bytes, sorts: Sequence[Sort]) -> list[bytes]:
    """The parts of a position, one for each sort, inverted where the sort descends."""
    parts = []
    for sort in sorts:
        if sort is sorts[-1] and sort.name == KEY:
            parts.append(position)
            break
        plain = inverted(position) if sort.descending else position
        end = path_end(plain) if sort.name == KEY else decode_value(plain, 0, Value())
        parts.append(position[:end])
        position = position[end:]
    return parts


def path_of(position: bytes, sorts: Sequence[Sort]) -> bytes:
    """The path of the key in a position."""
    place = next(place for place, sort in enumerate(sorts) if sort.name == KEY)
    if len(sorts) > 1:
        position = split(position, sorts)[place]
    if sorts[place].descending:
        position = inverted(position)
    return position[: -len(END)] if has_mark(place, sorts) else position


def has_mark(place: int, sorts: Sequence[Sort]) -> bool:
    """Whether the key at this place of an order ends with a mark.

    At the end of a position it needs one only if it descends: its descendants come first then.
    """
    return sorts[place].descending or place < len(sorts) - 1


def _key_part(path: bytes, place: int, sorts: Sequence[Sort]) -> bytes:
    marked = path + END if has_mark(place, sorts) else path
    return inverted(marked) if sorts[place].descending else marked


def fill_projection(entity: Message, position: bytes, query: Query) -> None:
    """Give an entity the projected properties, from its position in the results."""
    for sort, part in zip(query.sorts, split(position, query.sorts), strict=True):
        if sort.name not in query.projection:
            continue
        value = entity.properties[sort.name]
        decode_value(inverted(part) if sort.descending else part, 0, value)
        value.meaning = INDEX_VALUE


def rearranged(
    position: bytes,
    own: Sequence[Sort],
    sorts: Sequence[Sort],
    constants: Sequence[tuple[int, bytes]],
) -> bytes:
    """The position, in a scan's own order, as it is in a query's.

    `constants` are the parts that the scan's index lacks, with their places in the query's order.
    """
    named = {sort.name: part for sort, part in zip(own, split(position, own), strict=True)}
    parts = [named.get(sort.name, b"") for sort in sorts]
    for place, part in constants:
        parts[place] = part
    place = next(place for place, sort in enumerate(sorts) if sort.name == KEY)
    parts[place] = _key_part(path_of(position, own), place, sorts)
    return b"".join(parts)


def first_position(query: Query, path: bytes, values: Values) -> bytes:
    """The first of the positions at which an entity stands in the results."""
    positions = (_branch_position(query, branch, path, values) for branch in query.branches)
    return min(position for position in positions if position is not None)


def _branch_position(query: Query, branch: Branch, path: bytes, values: Values) -> bytes | None:
    if branch.ancestor is not None and not path.startswith(branch.ancestor):
        return None
    if not branch.ranges.get(KEY, ANYTHING).has(path):
        return None
    if any(value not in values.get(name, ()) for name, value in branch.equals):
        return None
    equal = dict(branch.equals)
    parts = []
    for place, sort in enumerate(query.sorts):
        if sort.name == KEY:
            parts.append(_key_part(path, place, query.sorts))
            continue
        given = (equal[sort.name],) if sort.name in equal else values.get(sort.name, ())
        limits = branch.ranges.get(sort.name, ANYTHING)
        wanted = [value for value in given if limits.has(value)]
        if not wanted:
            return None
        parts.append(inverted(max(wanted)) if sort.descending else min(wanted))
    return b"".join(parts)
