"""How the properties of a model stand in Datastore: as ndb writes them, so that both can read."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud import ndb
from google.protobuf.struct_pb2 import NULL_VALUE

from july.stores.plain.calls import Message

COMPRESSED = 22
"""What ndb writes as the meaning of a value that zlib has packed."""

Held = Any
"""What an attribute holds: whatever its property is for."""
Put = Callable[[Message, Held], None]
Take = Callable[[Message], Held]


@dataclass(frozen=True, slots=True)
class Field:
    """One property."""

    name: str
    indexed: bool
    repeated: bool
    default: Held
    put: Put
    """Writes one value that is not None into a message."""
    take: Take

    def fresh(self) -> Held:
        """The value of a new entity."""
        return [] if self.repeated else self.default

    def encode(self, into: Message, value: Held) -> None:
        """Write the value of an entity."""
        if self.repeated:
            into.array_value.SetInParent()
            for each in value:
                self._encode(into.array_value.values.add(), each)
        else:
            self._encode(into, value)

    def _encode(self, into: Message, value: Held) -> None:
        if value is None:
            into.null_value = NULL_VALUE
        else:
            self.put(into, value)
        if not self.indexed:
            into.exclude_from_indexes = True

    def decode(self, stored: Message) -> Held:
        """The value of an entity."""
        if self.repeated:
            return [self.take(each) for each in stored.array_value.values]
        return None if stored.WhichOneof("value_type") == "null_value" else self.take(stored)


def kind_of(model: type[ndb.Model]) -> str:
    """The name of a model in Datastore."""
    return str(model._get_kind())  # noqa: SLF001


def fields_of(model: type[ndb.Model]) -> tuple[Field, ...]:
    """The properties of a model. Raises TypeError for one of a sort that is not known here."""
    return tuple(_field(each) for each in model._properties.values())  # noqa: SLF001


def _field(described: ndb.Property) -> Field:
    for sort, put, take in _SORTS:
        if isinstance(described, sort):
            return Field(
                name=described._name,  # noqa: SLF001
                indexed=described._indexed,  # noqa: SLF001
                repeated=described._repeated,  # noqa: SLF001
                default=described._default,  # noqa: SLF001
                put=_packed(put) if getattr(described, "_compressed", False) else put,
                take=take,
            )
    message = f"{described!r} has no plain form"
    raise TypeError(message)


def _put_text(into: Message, value: str) -> None:
    into.string_value = value


def _take_text(stored: Message) -> str:
    return str(stored.string_value)


def _put_integer(into: Message, value: int) -> None:
    into.integer_value = value


def _take_integer(stored: Message) -> int:
    return int(stored.integer_value)


def _put_number(into: Message, value: float) -> None:
    into.double_value = value


def _take_number(stored: Message) -> float:
    return float(stored.double_value)


def _put_truth(into: Message, value: bool) -> None:
    into.boolean_value = value


def _take_truth(stored: Message) -> bool:
    return bool(stored.boolean_value)


def _put_moment(into: Message, value: datetime) -> None:
    into.timestamp_value.FromDatetime(value)


def _take_moment(stored: Message) -> datetime:
    moment: datetime = stored.timestamp_value.ToDatetime()
    return moment


def _put_bytes(into: Message, value: bytes) -> None:
    into.blob_value = value


def _take_bytes(stored: Message) -> bytes:
    held = bytes(stored.blob_value)
    return zlib.decompress(held) if stored.meaning == COMPRESSED else held


def _put_json(into: Message, value: Held) -> None:
    into.blob_value = json.dumps(value, separators=(",", ":")).encode("ascii")


def _take_json(stored: Message) -> Held:
    return json.loads(_take_bytes(stored))


def _packed(put: Put) -> Put:
    def put_packed(into: Message, value: Held) -> None:
        put(into, value)
        into.blob_value = zlib.compress(into.blob_value)
        into.meaning = COMPRESSED

    return put_packed


_SORTS: tuple[tuple[Any, Put, Take], ...] = (
    (ndb.JsonProperty, _put_json, _take_json),
    (ndb.TextProperty, _put_text, _take_text),
    (ndb.BlobProperty, _put_bytes, _take_bytes),
    (ndb.BooleanProperty, _put_truth, _take_truth),
    (ndb.IntegerProperty, _put_integer, _take_integer),
    (ndb.FloatProperty, _put_number, _take_number),
    (ndb.DateTimeProperty, _put_moment, _take_moment),
)
"""ndb's property, in the order in which they are tried: some are subclasses of others."""
