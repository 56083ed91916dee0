"""What the cloud refuses to store, and its limits.

https://cloud.google.com/datastore/docs/concepts/limits
"""

from collections.abc import Callable
from functools import lru_cache

from july.embedded.datastore.encoding import encode_path
from july.embedded.datastore.messages import Message
from july.embedded.datastore.refusals import invalid

MOST_ENTITY_BYTES = 1_048_572
MOST_VALUE_BYTES = 1_048_487
MOST_NAME_BYTES = 1500
MOST_KEY_BYTES = 6 << 10
MOST_KEY_ELEMENTS = 100
MOST_NESTED_ENTITIES = 20
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""The first and the last second of the years 1 to 9999."""


def check_key(key: Message, path: bytes) -> None:
    """Refuse the key of an entity to store; `path` is the key's encoded. Raises InvalidArgument."""
    if len(key.path) > MOST_KEY_ELEMENTS:
        raise invalid(f"A key's path has {MOST_KEY_ELEMENTS} elements at most.")
    if len(path) > MOST_KEY_BYTES:
        raise invalid(f"A key has {len(path)} bytes; {MOST_KEY_BYTES} are allowed.")
    for element in key.path:
        check_name("kind", element.kind)
        if element.name:
            _check_new_name("key path element name", element.name)


def check_depth(depth: int) -> None:
    """Refuse entities that are nested too deep. Raises InvalidArgument."""
    if depth > MOST_NESTED_ENTITIES:
        raise invalid(f"Entities are nested {MOST_NESTED_ENTITIES} levels deep at most.")


@lru_cache(maxsize=4096)
def check_name(what: str, name: str) -> None:
    """Refuse the name of a kind or property: they are few, and stand in each entity."""
    if not name:
        raise invalid(f"The {what} is empty.")
    _check_new_name(what, name)


def check_value(name: str, value: Message, depth: int = 0) -> None:
    """Refuse one value, inside `depth` entities. Raises InvalidArgument."""
    kind = value.WhichOneof("value_type")
    if kind == "entity_value":
        _check_properties(value.entity_value, depth + 1)
    elif kind == "array_value":
        _check_list(name, value, depth)
    else:
        check_content(name, kind, value)


def check_content(name: str, kind: str | None, value: Message) -> None:
    """Refuse one value that is neither entity nor list. Raises InvalidArgument."""
    if kind is None:
        raise invalid(f"Property {name!r} does not contain a value.")
    if kind in CHECKS:
        CHECKS[kind](name, value)


def check_size(entity: Message, proto: bytes) -> None:
    """Refuse an entity that is too large. Raises InvalidArgument."""
    if len(proto) <= MOST_VALUE_BYTES:
        return
    for name, value in entity.properties.items():
        if len(value.blob_value) + len(value.string_value.encode()) > MOST_VALUE_BYTES:
            raise invalid(f"The value of property {name!r} is over {MOST_VALUE_BYTES} bytes long.")
    if len(proto) > MOST_ENTITY_BYTES:
        raise invalid(f"An entity has {len(proto)} bytes; {MOST_ENTITY_BYTES} are allowed.")


def is_reserved(name: str) -> bool:
    """Whether a name is one of those that Datastore keeps for itself."""
    return name.startswith("__") and name.endswith("__")


def _check_properties(entity: Message, depth: int) -> None:
    check_depth(depth)
    for name, value in entity.properties.items():
        check_name("property.name", name)
        check_value(name, value, depth)


def _check_list(name: str, value: Message, depth: int) -> None:
    if value.exclude_from_indexes:
        raise invalid(f"Exclude the elements of list {name!r} from indexes, not the list itself.")
    for element in value.array_value.values:
        if element.WhichOneof("value_type") == "array_value":
            raise invalid(f"Property {name!r} has a list in a list.")
        check_value(name, element, depth)


def _check_new_name(what: str, name: str) -> None:
    if is_reserved(name):
        raise invalid(f"The {what} {name!r} is reserved.")
    if len(name.encode()) > MOST_NAME_BYTES:
        raise invalid(f"The {what} is longer than {MOST_NAME_BYTES} bytes.")


def _check_time(name: str, value: Message) -> None:
    if not FIRST_SECOND <= value.timestamp_value.seconds <= LAST_SECOND:
        raise invalid(f"The time in property {name!r} is not in the years 1 to 9999.")


def _check_point(name: str, value: Message) -> None:
    point = value.geo_point_value
    if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
        raise invalid(f"The point in property {name!r} is not on the globe.")


def _check_reference(_: str, value: Message) -> None:
    encode_path(value.key_value)


CHECKS: dict[str, Callable[[str, Message], None]] = {
    "timestamp_value": _check_time,
    "geo_point_value": _check_point,
    "key_value": _check_reference,
}
"""What refuses a value of a type that has more than Datastore takes."""
