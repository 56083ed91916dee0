"""Cursors come back as they were handed out, or not at all."""

import pytest
from google.cloud import ndb
from hypothesis import given
from hypothesis import strategies as st

from july.errors import BadField
from july.lib.cursors import Position, read_cursor, write_cursor

SCOPE = "/api/v1/people?"


def position(place: bytes, passed: int) -> Position:
    return Position(ndb.Cursor(cursor=place), passed)


def refused(text: str, scope: str = SCOPE) -> bool:
    with pytest.raises(BadField) as caught:
        read_cursor(text, scope)
    return caught.value.field == "cursor"


@given(st.binary(min_size=1, max_size=200), st.integers(0, 10**9), st.text())
def test_a_cursor_comes_back_as_it_was(place: bytes, passed: int, scope: str) -> None:
    given_out = position(place, passed)
    assert read_cursor(write_cursor(given_out, scope), scope) == given_out


def test_a_cursor_can_stand_in_an_address() -> None:
    text = write_cursor(position(b"\x00\xff" * 50, 20), SCOPE)
    assert text.isascii()
    assert not set(text) & set(" &?#%+/")


def test_a_cursor_of_another_list_is_refused() -> None:
    text = write_cursor(position(b"place", 20), SCOPE)
    assert refused(text, "/api/v1/teams?")
    assert refused(text, "")


@given(st.data())
def test_a_cursor_that_was_tampered_with_is_refused(data: st.DataObject) -> None:
    text = write_cursor(position(b"place", 20), SCOPE)
    index = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda sign: sign != text[index]))
    assert refused(text[:index] + other + text[index + 1 :])


@given(st.text(st.characters()))
def test_whatever_is_no_cursor_is_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize("text", ["", ":", "a:b", "bnVsbA:x", "\ud800", "ä" * 5_000])
def test_what_looks_like_a_cursor_is_refused(text: str) -> None:
    assert refused(text)
