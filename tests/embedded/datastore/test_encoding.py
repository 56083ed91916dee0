import math
from typing import Any

import pytest
from google.api_core.exceptions import InvalidArgument
from hypothesis import given, settings
from hypothesis import strategies as st

from july.embedded.datastore.encoding import (
    ancestors,
    decode_path,
    decode_value,
    encode_path,
    encode_value,
    inverted,
)
from july.embedded.datastore.messages import Key, Message, Value

quickly = settings(max_examples=80, deadline=None)

texts = st.text(st.sampled_from("\0\1\x02ab\xff\uffff\U0001f389"), max_size=6)
elements = st.tuples(texts.filter(bool), st.one_of(st.integers(1, 2**63 - 1), texts.filter(bool)))
paths = st.lists(elements, min_size=1, max_size=3)


def key_of(path: list[tuple[str, int | str]], *partition: str) -> Message:
    key = Key()
    for field, part in zip(("project_id", "database_id", "namespace_id"), partition, strict=False):
        setattr(key.partition_id, field, part)
    for kind, name in path:
        element = key.path.add(kind=kind)
        setattr(element, "id" if isinstance(name, int) else "name", name)
    return key


def value(name: str, content: Any) -> Message:
    made = Value()
    if name == "timestamp_value":
        made.timestamp_value.FromMicroseconds(content)
    elif name == "geo_point_value":
        made.geo_point_value.latitude, made.geo_point_value.longitude = content
    elif name == "key_value":
        made.key_value.CopyFrom(key_of(*content))
    else:
        setattr(made, name, content)
    return made


def rank(path: list[tuple[str, int | str]]) -> list[Any]:
    """The order of keys: kinds as text, ids as numbers, and before names."""
    return [
        (kind.encode(), (0, name) if isinstance(name, int) else (1, name.encode()))
        for kind, name in path
    ]


numbers = st.floats(allow_nan=False).filter(lambda number: str(number) != "-0.0")
microseconds = st.integers(-(10**15), 10**16)
typed = {
    "null_value": st.just(0),
    "integer_value": st.integers(-(2**63), 2**63 - 1) | st.integers(-300, 300),
    "timestamp_value": microseconds,
    "boolean_value": st.booleans(),
    "blob_value": st.binary(max_size=5),
    "string_value": texts,
    "double_value": numbers,
    "geo_point_value": st.tuples(numbers, numbers),
    "key_value": st.tuples(paths, st.sampled_from(["july", ""]), texts, texts),
}
values = st.sampled_from(list(typed)).flatmap(lambda name: st.tuples(st.just(name), typed[name]))


def sort_key(pair: tuple[str, Any]) -> tuple[Any, ...]:
    name, content = pair
    if name == "key_value":
        path, *partition = content
        content = ([part.encode() for part in partition], rank(path))
    elif isinstance(content, str):
        content = content.encode()
    return (TYPES.index(SAME.get(name, name)), content)


SAME = {"timestamp_value": "integer_value", "string_value": "blob_value"}
"""An index does not tell these from each other."""

TYPES = [
    "null_value",
    "integer_value",
    "boolean_value",
    "blob_value",
    "double_value",
    "geo_point_value",
    "key_value",
]


def as_indexed(name: str, content: Any) -> Message:
    """The value that an index gives back for another."""
    if name == "timestamp_value":
        return value("integer_value", content)
    if name == "blob_value":
        try:
            return value("string_value", content.decode())
        except UnicodeDecodeError:
            return value(name, content)
    return value(name, content)


@quickly
@given(one=values, two=values)
def test_bytes_sort_as_values_do(one: tuple[str, Any], two: tuple[str, Any]) -> None:
    left, right = encode_value(value(*one)), encode_value(value(*two))
    assert (left < right) == (sort_key(one) < sort_key(two))
    assert (left == right) == (sort_key(one) == sort_key(two))
    assert (inverted(left) > inverted(right)) == (left < right)


@quickly
@given(pairs=st.lists(values, min_size=1, max_size=4))
def test_values_behind_one_another_are_read_back(pairs: list[tuple[str, Any]]) -> None:
    joined = b"".join(encode_value(value(*pair)) for pair in pairs)
    offset = 0
    for pair in pairs:
        read = Value()
        offset = decode_value(joined, offset, read)
        assert read == as_indexed(*pair)
    assert offset == len(joined)


@quickly
@given(one=values, two=values)
def test_no_value_is_the_beginning_of_another(one: tuple[str, Any], two: tuple[str, Any]) -> None:
    left, right = encode_value(value(*one)), encode_value(value(*two))
    assert left == right or not right.startswith(left)


@quickly
@given(one=paths, two=paths)
def test_paths_sort_as_keys_and_are_read_back(
    one: list[tuple[str, int | str]], two: list[tuple[str, int | str]]
) -> None:
    left, right = encode_path(key_of(one)), encode_path(key_of(two))
    assert (left < right) == (rank(one) < rank(two))
    read = Key()
    decode_path(left, read)
    assert read.path == key_of(one).path
    assert ancestors(left) == [encode_path(key_of(one[: end + 1])) for end in range(len(one))]
    assert right.startswith(left) == (two[: len(one)] == one)


def test_nan_sorts_after_all_numbers_and_is_read_back() -> None:
    nan = encode_value(value("double_value", float("nan")))
    assert nan > encode_value(value("double_value", float("inf")))
    read = Value()
    decode_value(nan, 0, read)
    assert math.isnan(read.double_value)


def test_the_negative_zero_comes_before_the_other() -> None:
    zeros = [encode_value(value("double_value", zero)) for zero in (0.0, -0.0)]
    assert zeros[1] < zeros[0]


def test_times_are_cut_to_microseconds() -> None:
    time = Value()
    time.timestamp_value.seconds = 1
    time.timestamp_value.nanos = 1999
    assert encode_value(time) == encode_value(value("timestamp_value", 1_000_001))


@pytest.mark.parametrize("name", ["blob_value", "string_value"])
def test_1500_bytes_can_be_indexed_and_no_more(name: str) -> None:
    letter: Any = b"\0" if name == "blob_value" else "\0"
    encode_value(value(name, letter * 1500))
    with pytest.raises(InvalidArgument, match="'title' is longer than 1500 bytes"):
        encode_value(value(name, letter * 1501), "title")


def test_the_limit_counts_bytes_not_letters() -> None:
    with pytest.raises(InvalidArgument, match="longer"):
        encode_value(value("string_value", "é" * 751))


@pytest.mark.parametrize("name", ["array_value", "entity_value"])
def test_lists_and_entities_have_no_order(name: str) -> None:
    made = Value()
    getattr(made, name).SetInParent()
    with pytest.raises(InvalidArgument, match="indexed or compared"):
        encode_value(made)
