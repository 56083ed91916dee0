"""Answers put together from the bytes in which entities are stored.

To parse a batch of results once costs a fraction of filling its messages field by field. The
numbers of the fields are those of `google.datastore.v1`, which never change:
https://github.com/googleapis/googleapis/blob/master/google/datastore/v1/query.proto
"""

from collections.abc import Sequence
from functools import lru_cache

from july.embedded.datastore.entities import Stored
from july.embedded.datastore.masks import narrowed
from july.embedded.datastore.messages import Entity, EntityResult
from july.embedded.datastore.results import Row
from july.embedded.datastore.times import fill_timestamp

_LENGTH_FOLLOWS = 2
ENTITY = 1 << 3 | _LENGTH_FOLLOWS
CURSOR = 3 << 3 | _LENGTH_FOLLOWS
"""Fields of EntityResult."""
ENTITY_RESULTS = 2 << 3 | _LENGTH_FOLLOWS
"""The results in a QueryResultBatch."""
FOUND = 1 << 3 | _LENGTH_FOLLOWS
"""The results in a LookupResponse."""


def stored_result(stored: Stored | Row, paths: Sequence[str] | None) -> bytes:
    """An EntityResult of what is stored; of properties what is on the paths."""
    proto = stored.proto
    if paths is not None:
        proto = narrowed(Entity.FromString(proto), paths).SerializeToString()
    result = prefix(ENTITY, len(proto)) + proto
    # What there is, as metadata tells it, has no version.
    return result + _times(stored.version, stored.created) if stored.version else result


@lru_cache(maxsize=4096)
def prefix(field: int, length: int) -> bytes:
    """What stands before the content of a field that is so long."""
    made = bytearray((field,))
    while length > 0x7F:
        made.append(length & 0x7F | 0x80)
        length >>= 7
    made.append(length)
    return bytes(made)


@lru_cache(maxsize=4096)
def _times(version: int, created: int) -> bytes:
    """The part of an EntityResult that all have which a commit wrote."""
    result = EntityResult(version=version)
    fill_timestamp(result.update_time, version)
    fill_timestamp(result.create_time, created)
    content: bytes = result.SerializeToString()
    return content
