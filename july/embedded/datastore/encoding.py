"""Keys and values as bytes that sort as Datastore sorts, and can be read back.

A value begins with a byte for its type; the types follow each other as in the cloud: null, fixed
point numbers (integers, and times as microseconds), booleans, sequences of bytes (blobs, and
strings as UTF-8), floating point numbers, points, keys. As in the cloud, an index does not know
which of the two a number or a sequence was. Every value ends where its own bytes say, so that
several may stand behind one another, and none is the beginning of another.
https://cloud.google.com/datastore/docs/concepts/entities#value_type_ordering

A key's path is kind and id (or name) of each ancestor, then its own. It has no end mark: the path
of an ancestor is the beginning of its descendants'. Project, database and namespace are not in it.
"""

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from july.embedded.datastore.messages import Message
from july.embedded.datastore.refusals import invalid

INDEXED_BYTES = 1500
"""The longest string or blob that can be indexed, as in the cloud."""

END = b"\x00\x01"
"""Ends strings, and the path of a key inside a value. A zero byte inside is followed by 0xff."""

_NULL, _FALSE, _TRUE = b"\x01", b"\x38", b"\x39"
_INTEGER = 0x10  # plus the number of bytes; for negative numbers minus it and one more
_BYTES, _DOUBLE, _POINT, _KEY = b"\x40", b"\x50", b"\x58", b"\x60"

REPRESENTATIONS = {
    "NULL": (_NULL, b"\x02"),
    "INT64": (b"\x02", _FALSE),
    "BOOLEAN": (_FALSE, _BYTES),
    "STRING": (_BYTES, _DOUBLE),
    "DOUBLE": (_DOUBLE, _POINT),
    "POINT": (_POINT, _KEY),
    "REFERENCE": (_KEY, b"\xff"),
}
"""The types that an index can tell from each other, by the bytes that they lie between."""

INDEX_VALUE = 18
"""The meaning of a value that comes from an index: a number may be a time, a string a blob."""

_ID, _NAME = 0x01, 0x02

_INVERTED = bytes(255 - byte for byte in range(256))
_MICROSECONDS = 1_000_000


class Partition(NamedTuple):
    """Where a key lives: entities of different partitions never meet in a query."""

    project: str
    database: str
    namespace: str


def inverted(encoded: bytes) -> bytes:
    """The same bytes for descending order."""
    return encoded.translate(_INVERTED)


def partition_of(key: Message, project: str, database: str) -> Partition:
    """The partition of a key in a request; the request's project and database where it has neither.

    Raises InvalidArgument for a key of another database.
    """
    partition = key.partition_id
    named = (partition.project_id, partition.database_id)
    if named not in ((project, database), ("", "")):
        raise invalid(
            f"The key is of project {named[0]!r} and database {named[1]!r}, "
            f"its request of project {project!r} and database {database!r}."
        )
    return Partition(project, database, partition.namespace_id)


def encode_path(key: Message) -> bytes:
    """The path of a complete key. Raises InvalidArgument if it is not one."""
    parts: list[bytes] = []
    for element in key.path:
        if not element.kind:
            raise invalid("A key's path has an element without a kind.")
        if number := element.id:
            parts.append(_kind_before_id(element.kind) + _integer(number))
        elif name := element.name:
            parts.append(_text(element.kind) + b"\x02" + _text(name))
        else:
            raise invalid(f"The key of kind {element.kind!r} is incomplete: it has no id or name.")
    if not parts:
        raise invalid("A key has an empty path.")
    return b"".join(parts)


def ancestors(path: bytes) -> list[bytes]:
    """The paths of the ancestors, from the root on, and the path itself."""
    found = []
    offset = 0
    while offset < len(path):
        offset = _element_end(path, offset)
        found.append(path[:offset])
    return found


def path_end(encoded: bytes, offset: int = 0) -> int:
    """Where the path at `offset`, and the mark at its end, end."""
    while not encoded.startswith(END, offset):
        offset = _element_end(encoded, offset)
    return offset + len(END)


def decode_path(path: bytes, key: Message) -> None:
    """Fill a key message's path."""
    offset = 0
    while offset < len(path):
        element = key.path.add()
        element.kind, offset = _read_text(path, offset)
        offset += 1
        if path[offset - 1] == _ID:
            element.id, offset = _read_integer(path, offset, _INTEGER)
        else:
            element.name, offset = _read_text(path, offset)


def encode_value(value: Message, name: str = "") -> bytes:
    """The bytes of a value. `name` is the property's, for errors.

    Raises InvalidArgument for what can't be indexed: too long, a list, an entity.
    """
    encode = ENCODERS.get(value.WhichOneof("value_type"))
    if encode is None:
        raise invalid(f"The value of property {name!r} can't be indexed or compared.")
    return encode(value, name)


def decode_value(encoded: bytes, offset: int, value: Message) -> int:
    """Fill a value message from the bytes at `offset`; gives where the next value begins."""
    mark = encoded[offset]
    if _INTEGER - 9 <= mark <= _INTEGER + 8:
        value.integer_value, offset = _read_integer(encoded, offset, _INTEGER)
        return offset
    return _DECODERS[mark](encoded, offset + 1, value)


def _bytes(content: bytes, name: str) -> bytes:
    if len(content) > INDEXED_BYTES:
        raise invalid(
            f"The value of property {name!r} is longer than {INDEXED_BYTES} bytes. "
            "Exclude it from indexes or shorten it."
        )
    return _BYTES + content.replace(b"\x00", b"\x00\xff") + END


def _text(text: str) -> bytes:
    return text.encode().replace(b"\x00", b"\x00\xff") + END


@lru_cache(maxsize=1000)
def _kind_before_id(kind: str) -> bytes:
    """The first part of a path's element: there are few kinds."""
    return _text(kind) + b"\x01"


def _read_text(encoded: bytes, offset: int) -> tuple[str, int]:
    end = encoded.index(END, offset)
    return encoded[offset:end].replace(b"\x00\xff", b"\x00").decode(), end + 2


def _integer(number: int) -> bytes:
    """As few bytes as the number needs, behind a byte that tells how many and sorts them."""
    if number >= 0:
        length = (number.bit_length() + 7) >> 3
        return _LENGTHS[length] + number.to_bytes(length, "big")
    length = ((~number).bit_length() + 7) >> 3
    return _LENGTHS[-1 - length] + (number + (1 << (8 * length))).to_bytes(length, "big")


_LENGTHS = {length: bytes((_INTEGER + length,)) for length in range(-9, 9)}


def _read_integer(encoded: bytes, offset: int, base: int) -> tuple[int, int]:
    length = encoded[offset] - base
    begin = offset + 1
    if length >= 0:
        return int.from_bytes(encoded[begin : begin + length], "big"), begin + length
    length = -length - 1
    number = int.from_bytes(encoded[begin : begin + length], "big") - (1 << (8 * length))
    return number, begin + length


def _double(number: float) -> bytes:
    """IEEE 754 with the sign turned, so that bytes sort as numbers; -0 before 0, nan last."""
    if number != number:  # noqa: PLR0124 - nan is the one number that differs from itself
        return _NAN
    (bits,) = struct.unpack(">q", struct.pack(">d", number))
    return struct.pack(">Q", (bits ^ (1 << 63)) & _ALL_BITS if bits >= 0 else ~bits & _ALL_BITS)


def _read_double(encoded: bytes, offset: int) -> float:
    (bits,) = struct.unpack_from(">Q", encoded, offset)
    if bits == _ALL_BITS:
        return float("nan")
    bits = bits ^ (1 << 63) if bits >> 63 else ~bits & _ALL_BITS
    number: float = struct.unpack(">d", struct.pack(">Q", bits))[0]
    return number


_ALL_BITS = (1 << 64) - 1
_NAN = b"\xff" * 8


def _encode_time(value: Message, name: str) -> bytes:  # noqa: ARG001 - one of many
    time = value.timestamp_value
    return _integer(time.seconds * _MICROSECONDS + time.nanos // 1000)


def _encode_point(value: Message, name: str) -> bytes:  # noqa: ARG001 - one of many
    point = value.geo_point_value
    return _POINT + _double(point.latitude) + _double(point.longitude)


def _encode_key(value: Message, name: str) -> bytes:  # noqa: ARG001 - one of many
    key = value.key_value
    partition = key.partition_id
    return (
        _KEY
        + _text(partition.project_id)
        + _text(partition.database_id)
        + _text(partition.namespace_id)
        + encode_path(key)
        + END
    )


ENCODERS: dict[str, Callable[[Message, str], bytes]] = {
    "null_value": lambda value, name: _NULL,  # noqa: ARG005 - all of them look the same
    "boolean_value": lambda value, name: _TRUE if value.boolean_value else _FALSE,  # noqa: ARG005
    "integer_value": lambda value, name: _integer(value.integer_value),  # noqa: ARG005
    "timestamp_value": _encode_time,
    "blob_value": lambda value, name: _bytes(value.blob_value, name),
    "string_value": lambda value, name: _bytes(value.string_value.encode(), name),
    "double_value": lambda value, name: _DOUBLE + _double(value.double_value),  # noqa: ARG005
    "geo_point_value": _encode_point,
    "key_value": _encode_key,
}
"""What makes bytes of a value, by its type; also takes the property's name, for errors."""


def _decode_null(encoded: bytes, offset: int, value: Message) -> int:  # noqa: ARG001 - one of many
    value.null_value = 0
    return offset


def _decode_boolean(encoded: bytes, offset: int, value: Message) -> int:
    value.boolean_value = encoded[offset - 1] == _TRUE[0]
    return offset


def _decode_bytes(encoded: bytes, offset: int, value: Message) -> int:
    end = encoded.index(END, offset)
    content = encoded[offset:end].replace(b"\x00\xff", b"\x00")
    try:
        value.string_value = content.decode()
    except UnicodeDecodeError:
        value.blob_value = content
    return end + 2


def _decode_double(encoded: bytes, offset: int, value: Message) -> int:
    value.double_value = _read_double(encoded, offset)
    return offset + 8


def _decode_point(encoded: bytes, offset: int, value: Message) -> int:
    value.geo_point_value.latitude = _read_double(encoded, offset)
    value.geo_point_value.longitude = _read_double(encoded, offset + 8)
    return offset + 16


def _decode_key(encoded: bytes, offset: int, value: Message) -> int:
    partition = value.key_value.partition_id
    partition.project_id, offset = _read_text(encoded, offset)
    partition.database_id, offset = _read_text(encoded, offset)
    partition.namespace_id, offset = _read_text(encoded, offset)
    end = path_end(encoded, offset)
    decode_path(encoded[offset : end - len(END)], value.key_value)
    return end


def _element_end(path: bytes, offset: int) -> int:
    """Where the element of a path that begins at `offset` ends."""
    offset = path.index(END, offset) + 2
    if path[offset] == _NAME:
        return path.index(END, offset + 1) + 2
    return _read_integer(path, offset + 1, _INTEGER)[1]


_DECODERS: dict[int, Callable[[bytes, int, Message], int]] = {
    _NULL[0]: _decode_null,
    _FALSE[0]: _decode_boolean,
    _TRUE[0]: _decode_boolean,
    _BYTES[0]: _decode_bytes,
    _DOUBLE[0]: _decode_double,
    _POINT[0]: _decode_point,
    _KEY[0]: _decode_key,
}
