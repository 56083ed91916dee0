"""What an entity leaves in the indexes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from july.embedded.datastore.checks import (
    CHECKS,
    check_content,
    check_depth,
    check_name,
    check_value,
)
from july.embedded.datastore.encoding import ENCODERS, END, ancestors, encode_value, inverted
from july.embedded.datastore.indexes import KEY, Index, Sort
from july.embedded.datastore.messages import Message
from july.embedded.datastore.refusals import invalid

Values: TypeAlias = dict[str, tuple[bytes, ...]]
"""The distinct encoded values of each indexed property, ascending."""


@dataclass(frozen=True, slots=True)
class CompositeTable:
    """A composite index and the table that holds it.

    A row's `sort` is the kind's number, the ancestor if the index has one, the values (inverted
    where descending), and the key; so the rows stand in the order of the index.
    """

    name: str
    index: Index
    sorts: tuple[Sort, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sorts", self.index.full_sorts)

    def prefix(self, kind: int, ancestor: bytes | None = None) -> bytes:
        """What the sorts of a kind begin with, below one ancestor if the index has ancestors."""
        number = kind.to_bytes(4, "big")
        return number if ancestor is None else number + ancestor + END


def indexed_values(entity: Message) -> Values:
    """The values of an entity that are indexed.

    Raises InvalidArgument for what can't be stored, or can't be indexed: to check all properties
    and to encode them is one walk.
    """
    values: Values = {}
    _collect(entity, "", values, 0)
    return values


def _collect(entity: Message, prefix: str, values: Values, depth: int) -> None:
    check_depth(depth)
    for name, value in entity.properties.items():
        check_name("property.name", name)
        # Most values are plain: this loop is a good part of what a commit costs.
        kind = value.WhichOneof("value_type")
        encode = None if value.exclude_from_indexes else ENCODERS.get(kind)
        if encode is None:
            _collect_other(prefix, name, value, values, depth)
            continue
        if kind in CHECKS:
            CHECKS[kind](name, value)
        values[prefix + name] = (encode(value, name),)


def _collect_other(prefix: str, name: str, value: Message, values: Values, depth: int) -> None:
    kind = value.WhichOneof("value_type")
    if value.exclude_from_indexes or kind is None:
        check_value(name, value, depth)
    elif kind == "array_value":
        _collect_list(prefix + name, value.array_value.values, values, depth)
    else:
        _collect(value.entity_value, f"{prefix}{name}.", values, depth + 1)


def _collect_list(name: str, elements: Iterable[Message], values: Values, depth: int) -> None:
    found: dict[str, set[bytes]] = {}
    for element in elements:
        kind = element.WhichOneof("value_type")
        if kind == "array_value":
            raise invalid(f"Property {name!r} has a list in a list.")
        if element.exclude_from_indexes:
            check_value(name, element, depth)
        elif kind == "entity_value":
            part: Values = {}
            _collect(element.entity_value, f"{name}.", part, depth + 1)
            for inner, encoded in part.items():
                found.setdefault(inner, set()).update(encoded)
        else:
            check_content(name, kind, element)
            found.setdefault(name, set()).add(encode_value(element, name))
    values.update((each, tuple(sorted(encoded))) for each, encoded in found.items())


def composite_rows(
    table: CompositeTable, kind: int, path: bytes, values: Values
) -> dict[bytes, int]:
    """The sorts of an entity's rows in a composite index; none if it lacks a property.

    1 where the entity stands several times in the index, below one ancestor, otherwise 0.
    """
    columns = [_prefixes(table, kind, path)]
    repeated = 0
    for name, descending in table.sorts:
        if name == KEY:
            columns.append((inverted(path + END) if descending else path,))
            continue
        encoded = values.get(name)
        if not encoded:
            return {}
        if len(encoded) > 1:
            repeated = 1
        columns.append(tuple(map(inverted, encoded)) if descending else encoded)
    return {b"".join(row): repeated for row in product(*columns)}


def _prefixes(table: CompositeTable, kind: int, path: bytes) -> tuple[bytes, ...]:
    if not table.index.ancestor:
        return (table.prefix(kind),)
    return tuple(table.prefix(kind, ancestor) for ancestor in ancestors(path))
