"""Values of properties as plain Python, how Datastore orders them, and how messages carry them.

`None`, `bool`, `int`, `float`, `str`, `bytes` and aware `datetime` stand for themselves, a tuple
for an array. The classes below stand for the rest.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from google.cloud.datastore_v1 import types
from google.protobuf.timestamp_pb2 import Timestamp

Plain: TypeAlias = Any
"""One of the values named above."""

Properties: TypeAlias = Mapping[str, Plain]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Path:
    """A key, without project and namespace: kind, id or name, and so on."""

    parts: tuple[str | int, ...]

    @property
    def kind(self) -> str:
        return str(self.parts[-2])

    def is_below(self, ancestor: "Path") -> bool:
        """Whether this is the ancestor or one of its descendants."""
        return self.parts[: len(ancestor.parts)] == ancestor.parts


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Embedded:
    """An entity as a value: names and values."""

    properties: tuple[tuple[str, Plain], ...]


@dataclass(frozen=True, slots=True)
class Unindexed:
    """A value that is kept out of the indexes."""

    value: Plain


def rank(value: Plain) -> tuple[Any, ...]:
    """What Datastore sorts and compares a value by.

    Times are numbers of microseconds, bytes and text are both bytes; numbers with and without a
    fraction never meet. https://cloud.google.com/datastore/docs/concepts/entities#value_type_ordering
    """
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, datetime):
        return (1, (value - EPOCH) // timedelta(microseconds=1))
    if isinstance(value, int):
        return (1, value)
    if isinstance(value, str):
        return (3, value.encode())
    return _rank_of_others(value)


def _rank_of_others(value: Plain) -> tuple[Any, ...]:
    if isinstance(value, bytes):
        return (3, value)
    if isinstance(value, float):
        return (4, *_rank_of_number(value))
    if isinstance(value, Point):
        return (5, *_rank_of_number(value.latitude), *_rank_of_number(value.longitude))
    assert isinstance(value, Path), f"{value!r} can't be compared"
    return (6, rank_of_path(value))


def _rank_of_number(number: float) -> tuple[bool, float, float]:
    """Not-a-number comes last, and zero has a sign."""
    if math.isnan(number):
        return (True, 0.0, 0.0)
    return (False, number, math.copysign(1, number))


def rank_of_path(path: Path) -> tuple[Any, ...]:
    """What keys are sorted by: ids before names, ancestors before descendants."""
    return tuple(
        (isinstance(part, str), part.encode() if isinstance(part, str) else part)
        for part in path.parts
    )


def indexed(properties: Properties) -> dict[str, tuple[Plain, ...]]:
    """The values under which indexes know an entity: none, one, or those of an array."""
    found: dict[str, tuple[Plain, ...]] = {}
    for name, value in properties.items():
        elements = value if isinstance(value, tuple) else (value,)
        for element in elements:
            for inner, each in _indexed(name, element).items():
                found[inner] = found.get(inner, ()) + each
    return {name: _different(values) for name, values in found.items()}


def _indexed(name: str, value: Plain) -> dict[str, tuple[Plain, ...]]:
    if isinstance(value, Unindexed):
        return {}
    if isinstance(value, Embedded):
        inner = indexed(dict(value.properties))
        return {f"{name}.{each}": values for each, values in inner.items()}
    return {name: (value,)}


def _different(values: tuple[Plain, ...]) -> tuple[Plain, ...]:
    return tuple({rank(value): value for value in values}.values())


def key_message(path: Path, project: str, namespace: str = "") -> types.Key:
    """The message of a key; one with an odd number of parts is incomplete."""
    elements = []
    for place in range(0, len(path.parts), 2):
        element: dict[str, Any] = {"kind": path.parts[place]}
        if place + 1 < len(path.parts):
            identity = path.parts[place + 1]
            element["id" if isinstance(identity, int) else "name"] = identity
        elements.append(element)
    return types.Key(partition_id=partition_message(project, namespace), path=elements)


def partition_message(project: str, namespace: str = "") -> types.PartitionId:
    return types.PartitionId(project_id=project, namespace_id=namespace)


def path_of(key: types.Key) -> Path:
    """The path of a key's message."""
    parts: list[str | int] = []
    for element in key.path:
        parts += [element.kind, element.name or element.id]
    return Path(tuple(parts))


def value_message(value: Plain, project: str, namespace: str = "") -> types.Value:
    """The message of a value."""
    if isinstance(value, Unindexed):
        message = value_message(value.value, project, namespace)
        message.exclude_from_indexes = True
        return message
    return types.Value(**_field(value, project, namespace))


def _field(value: Plain, project: str, namespace: str) -> dict[str, Any]:
    """The field of `Value` that a value is put into."""
    if isinstance(value, datetime):
        moment = Timestamp()
        moment.FromDatetime(value)
        return {"timestamp_value": moment}
    if isinstance(value, Point):
        return {"geo_point_value": {"latitude": value.latitude, "longitude": value.longitude}}
    if isinstance(value, Path):
        return {"key_value": key_message(value, project, namespace)}
    if isinstance(value, tuple):
        elements = [value_message(each, project, namespace) for each in value]
        return {"array_value": types.ArrayValue(values=elements)}
    if isinstance(value, Embedded):
        inner = properties_message(dict(value.properties), project, namespace)
        return {"entity_value": types.Entity(properties=inner)}
    return {_FIELDS[type(value)]: 0 if value is None else value}


_FIELDS: dict[type, str] = {
    type(None): "null_value",
    bool: "boolean_value",
    int: "integer_value",
    float: "double_value",
    str: "string_value",
    bytes: "blob_value",
}


def properties_message(
    properties: Properties, project: str, namespace: str = ""
) -> dict[str, types.Value]:
    return {name: value_message(value, project, namespace) for name, value in properties.items()}


def plain(message: types.Value) -> Plain:
    """The value of a message."""
    value = _plain_indexed(message)
    return Unindexed(value) if message.exclude_from_indexes else value


def _plain_indexed(message: types.Value) -> Plain:
    field = message._pb.WhichOneof("value_type")
    if field == "timestamp_value":
        stamp = message._pb.timestamp_value
        return EPOCH + timedelta(seconds=stamp.seconds, microseconds=stamp.nanos // 1000)
    if field == "geo_point_value":
        return Point(message.geo_point_value.latitude, message.geo_point_value.longitude)
    if field == "key_value":
        return path_of(message.key_value)
    if field == "array_value":
        return tuple(plain(each) for each in message.array_value.values)
    if field == "entity_value":
        inner = message.entity_value.properties
        return Embedded(tuple(sorted((name, plain(value)) for name, value in inner.items())))
    return None if field == "null_value" else getattr(message, field)
