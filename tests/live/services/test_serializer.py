"""Answers as JSON."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from july.live.services.serializer import Serializer, digest_of, serializer

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"b": 1, "a": [1, 2]}, '{"a":[1,2],"b":1}'),
        (date(2026, 7, 1), '"2026-07-01"'),
        (datetime(2026, 7, 1, 12, 30, tzinfo=UTC), '"2026-07-01T12:30:00+00:00"'),
        ({3, 1, 2}, "[1,2,3]"),
        (frozenset({"b", "a"}), '["a","b"]'),
        ({"é"}, '["é"]'),
        ("half \ud800", '"half ?"'),
    ],
)
def test_it_is_compact_and_sorted(value: Any, told: str) -> None:
    assert serializer.encode(value) == told


def test_a_text_that_is_translated_late_is_in_the_language_of_the_moment() -> None:
    late = gettext_lazy("just now")
    assert serializer.encode([late]) == '["just now"]'
    with override("de"):
        assert serializer.encode({"said": late}) == '{"said":"gerade eben"}'


def test_a_set_of_different_things_is_in_the_same_order_every_time() -> None:
    assert serializer.encode({"1", 1, None}) == serializer.encode({None, 1, "1"})


@pytest.mark.parametrize("value", [object(), float("nan"), {"a": b"bytes"}])
def test_what_has_no_place_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        serializer.encode(value)


def test_a_type_can_be_registered_with_its_subclasses() -> None:
    class Colour:
        pass

    class Red(Colour):
        pass

    own = Serializer()
    own.register(Colour, lambda value: type(value).__name__)
    assert own.encode([Red(), Colour()]) == '["Red","Colour"]'


def test_a_type_can_not_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="date is registered already"):
        serializer.register(date, str)


@given(JSON)
def test_whatever_json_has_comes_back(value: Any) -> None:
    assert json.loads(serializer.encode(value)) == value


def test_a_digest_tells_texts_apart() -> None:
    assert digest_of("1") == digest_of("1") != digest_of("2")
