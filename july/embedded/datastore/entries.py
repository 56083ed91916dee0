"""What an entity leaves in the indexes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from july.embedded.datastore.encoding import END, ancestors, encode_value, inverted
from july.embedded.datastore.indexes import KEY, Index
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

    def prefix(self, kind: int, ancestor: bytes | None = None) -> bytes:
        """What the sorts of a kind begin with, below one ancestor if the index has ancestors."""
        number = kind.to_bytes(4, "big")
        return number if ancestor is None else number + ancestor + END


def indexed_values(entity: Message) -> Values:
    """The values of an entity that are indexed. Raises InvalidArgument for one that can't be."""
    values: Values = {}
    _collect(entity, "", values)
    return values


def _collect(entity: Message, prefix: str, values: Values) -> None:
    for name, value in entity.properties.items():
        if value.exclude_from_indexes:
            continue
        kind = value.WhichOneof("value_type")
        if kind == "array_value":
            _collect_list(prefix + name, value.array_value.values, values)
        elif kind == "entity_value":
            _collect(value.entity_value, f"{prefix}{name}.", values)
        else:
            values[prefix + name] = (encode_value(value, name),)


def _collect_list(name: str, elements: Iterable[Message], values: Values) -> None:
    found: dict[str, set[bytes]] = {}
    for element in elements:
        kind = element.WhichOneof("value_type")
        if kind == "array_value":
            raise invalid(f"Property {name!r} has a list in a list.")
        if element.exclude_from_indexes:
            continue
        if kind == "entity_value":
            part: Values = {}
            _collect(element.entity_value, f"{name}.", part)
            for inner, encoded in part.items():
                found.setdefault(inner, set()).update(encoded)
        else:
            found.setdefault(name, set()).add(encode_value(element, name))
    values.update((each, tuple(sorted(encoded))) for each, encoded in found.items())


def composite_rows(
    table: CompositeTable, kind: int, path: bytes, values: Values
) -> dict[bytes, bool]:
    """The sorts of an entity's rows in a composite index; none if it lacks a property.

    True where the entity stands several times in the index, below one ancestor.
    """
    columns: list[tuple[bytes, ...]] = []
    for sort in table.index.full_sorts:
        if sort.name == KEY:
            columns.append((inverted(path + END) if sort.descending else path,))
        elif encoded := values.get(sort.name):
            columns.append(tuple(map(inverted, encoded)) if sort.descending else encoded)
        else:
            return {}
    repeated = any(len(column) > 1 for column in columns)
    prefixes = _prefixes(table, kind, path)
    return {b"".join(row): repeated for row in product(prefixes, *columns)}


def _prefixes(table: CompositeTable, kind: int, path: bytes) -> tuple[bytes, ...]:
    if not table.index.ancestor:
        return (table.prefix(kind),)
    return tuple(table.prefix(kind, ancestor) for ancestor in ancestors(path))
