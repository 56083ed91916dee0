"""Property masks: some properties of an entity, named by their paths."""

from collections.abc import Sequence

from july.embedded.datastore.checks import is_reserved
from july.embedded.datastore.indexes import KEY
from july.embedded.datastore.messages import Entity, Message
from july.embedded.datastore.refusals import invalid


def paths_of(mask: Message) -> tuple[str, ...]:
    """The paths of a PropertyMask message. Raises InvalidArgument for names that are reserved."""
    for path in mask.paths:
        if not path or (path != KEY and is_reserved(path)):
            raise invalid(f"A property mask can't have {path!r}.")
    return tuple(path for path in mask.paths if path != KEY)


def narrowed(entity: Message, paths: Sequence[str]) -> Message:
    """The entity's key and, of its properties, those on the paths."""
    result = Entity()
    if entity.HasField("key"):
        result.key.CopyFrom(entity.key)
    for path in paths:
        take_over(entity, result, path)
    return result


def take_over(source: Message, target: Message, path: str) -> None:
    """Make the property on the path in `target` what it is in `source`; it may be missing there.

    A path has dots between the names of embedded entities, if no property is named so.
    """
    name, dot, rest = path.partition(".")
    if not dot or path in source.properties or path in target.properties:
        _replace(source, target, path)
        return
    inner_source = _embedded(source, name)
    inner_target = _embedded(target, name)
    if inner_target is None:
        if inner_source is None or not _has(inner_source, rest):
            return
        inner_target = target.properties[name].entity_value
        inner_target.SetInParent()
    take_over(Entity() if inner_source is None else inner_source, inner_target, rest)


def _replace(source: Message, target: Message, name: str) -> None:
    if name in source.properties:
        target.properties[name].CopyFrom(source.properties[name])
    elif name in target.properties:
        del target.properties[name]


def _has(entity: Message, path: str) -> bool:
    """Whether there is a property on the path."""
    if path in entity.properties:
        return True
    name, dot, rest = path.partition(".")
    inner = _embedded(entity, name) if dot else None
    return inner is not None and _has(inner, rest)


def _embedded(entity: Message, name: str) -> Message | None:
    """The entity in a property; asking a map for what it lacks would add it."""
    if name not in entity.properties:
        return None
    value = entity.properties[name]
    return value.entity_value if value.WhichOneof("value_type") == "entity_value" else None
