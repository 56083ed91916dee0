"""Mutations that depend on the entity as it is: property masks and transforms."""

from dataclasses import dataclass

from july.embedded.datastore.entries import Values, indexed_values
from july.embedded.datastore.masks import paths_of, take_over
from july.embedded.datastore.messages import Entity, Message
from july.embedded.datastore.refusals import invalid
from july.embedded.datastore.transforms import check_transforms, transform_entity


@dataclass(frozen=True, slots=True)
class Amendment:
    """What to make of an entity: take over some properties of `given`, then transform some.

    Without `paths` all properties are taken over, and others are dropped.
    """

    given: Message
    paths: tuple[str, ...] | None
    transforms: tuple[Message, ...]

    def apply(self, before: bytes | None, time: int) -> tuple[Message, list[Message]]:
        """The new entity, and the result of each transform. `before` is what is stored, if any."""
        entity = Entity()
        if self.paths is None:
            entity.CopyFrom(self.given)
        else:
            entity.MergeFromString(before or b"")
            entity.key.CopyFrom(self.given.key)
            for path in self.paths:
                take_over(self.given, entity, path)
        return entity, transform_entity(entity, self.transforms, time)

    def possible_values(self) -> Values:
        """Indexed values whose names are all that may come to those that are stored."""
        entity = Entity()
        entity.CopyFrom(self.given)
        names: Values = indexed_values(entity)
        for transform in self.transforms:
            added = Entity()
            value = added.properties[transform.property]
            value.CopyFrom(_sample(transform))
            names |= indexed_values(added)
            names.setdefault(transform.property, ())
        return names


def read_amendment(mutation: Message, entity: Message) -> Amendment | None:
    """The amendment that a mutation asks for, if it does. Raises InvalidArgument."""
    masked = mutation.HasField("property_mask")
    if not masked and not mutation.property_transforms:
        return None
    check_transforms(mutation.property_transforms)
    paths = paths_of(mutation.property_mask) if masked else None
    return Amendment(entity, paths, tuple(mutation.property_transforms))


def refuse_amendment(mutation: Message) -> None:
    """Raise InvalidArgument if a deletion transforms something; a mask is ignored."""
    if mutation.property_transforms:
        raise invalid("A deletion has no transforms.")


def _sample(transform: Message) -> Message:
    """A value with the elements that a transform may add."""
    sample = Entity().properties["sample"]
    sample.array_value.values.extend(transform.append_missing_elements.values)
    return sample
