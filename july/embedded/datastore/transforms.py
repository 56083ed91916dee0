"""Transforms: what a commit makes of a property that it need not know.

https://cloud.google.com/datastore/docs/reference/data/rpc/google.datastore.v1#propertytransform
"""

from collections.abc import Callable, Iterable, Sequence

from july.embedded.datastore.checks import check_value
from july.embedded.datastore.messages import Message, PropertyTransform, Value
from july.embedded.datastore.refusals import invalid

LARGEST, SMALLEST = 2**63 - 1, -(2**63)

Number = int | float


def check_transforms(transforms: Iterable[Message]) -> None:
    """Raise InvalidArgument for transforms that make no sense."""
    for each in transforms:
        kind = each.WhichOneof("transform_type")
        if kind in _NUMERIC and number_of(getattr(each, kind)) is None:
            raise invalid(f"{kind} of property {each.property!r} takes a number.")
        if kind is None or (
            kind == "set_to_server_value"
            and each.set_to_server_value != PropertyTransform.REQUEST_TIME
        ):
            raise invalid(f"The transform of property {each.property!r} is none that is known.")
        for value in elements_of(each):
            check_value(each.property, value)


def elements_of(transform: Message) -> Sequence[Message]:
    """The elements that a transform may add to a list."""
    elements: Sequence[Message] = transform.append_missing_elements.values
    return elements


def transform_entity(entity: Message, transforms: Iterable[Message], time: int) -> list[Message]:
    """Change an entity, and give the result of each transform.

    `time` is the request's, in microseconds; it is cut to milliseconds as in the cloud. What
    transforms a list has null as its result.
    """
    return [_transform(entity, each, time) for each in transforms]


def number_of(value: Message | None) -> Number | None:
    """The number that a value holds, if it does."""
    kind = None if value is None else value.WhichOneof("value_type")
    if kind not in ("integer_value", "double_value"):
        return None
    number: Number = getattr(value, kind)
    return number


def _transform(entity: Message, transform: Message, time: int) -> Message:
    kind = transform.WhichOneof("transform_type")
    name = transform.property
    result = Value()
    if kind == "set_to_server_value":
        result.timestamp_value.FromMilliseconds(time // 1000)
    elif kind in _NUMERIC:
        given = getattr(transform, kind)
        present = entity.properties.get(name, None)
        _fill_number(result, _NUMERIC[kind], present, given)
    else:
        _transform_list(entity.properties[name], getattr(transform, kind).values, kind)
        result.null_value = 0
        return result
    entity.properties[name].CopyFrom(result)
    return result


def _fill_number(
    result: Message,
    combine: Callable[[Number, Number], Number],
    present: Message | None,
    given: Message,
) -> None:
    """What is no number is replaced by the number that is given."""
    number, other = number_of(present), number_of(given)
    assert other is not None  # noqa: S101 - checked before
    combined = other if number is None else combine(number, other)
    if isinstance(combined, float):
        result.double_value = combined
    else:
        result.integer_value = combined


def _increment(number: Number, other: Number) -> Number:
    total = number + other
    return total if isinstance(total, float) else min(LARGEST, max(SMALLEST, total))


def _maximum(number: Number, other: Number) -> Number:
    return other if other > number or other != other else number  # noqa: PLR0124 - nan wins


def _minimum(number: Number, other: Number) -> Number:
    return other if other < number or other != other else number  # noqa: PLR0124 - nan wins


_NUMERIC: dict[str, Callable[[Number, Number], Number]] = {
    "increment": _increment,
    "maximum": _maximum,
    "minimum": _minimum,
}


def _transform_list(value: Message, elements: Iterable[Message], kind: str) -> None:
    """Add or take away elements; what is no list becomes an empty one first."""
    if value.WhichOneof("value_type") != "array_value":
        value.Clear()
        value.array_value.SetInParent()
    present = value.array_value.values
    if kind == "append_missing_elements":
        there = {_identity(each) for each in present}
        for each in elements:
            if _identity(each) not in there:
                there.add(_identity(each))
                present.add().CopyFrom(each)
        return
    gone = {_identity(each) for each in elements}
    kept = Value()
    kept.array_value.values.extend(each for each in present if _identity(each) not in gone)
    value.array_value.CopyFrom(kept.array_value)


def _identity(value: Message) -> object:
    """Equal for values that are: numbers of both types are if they are as large."""
    number = number_of(value)
    if number is not None:
        return "nan" if number != number else number  # noqa: PLR0124 - nan differs from itself
    bare = Value()
    bare.CopyFrom(value)
    bare.ClearField("meaning")
    bare.ClearField("exclude_from_indexes")
    return bare.SerializeToString(deterministic=True)
