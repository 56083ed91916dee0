"""Names of people and addresses of mail: what can be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.errors import BadField
from july.people.emails import LONGEST, normalize, require_address
from july.people.names import RESERVED, require_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("octo", "octo"),
        (" Octo ", "octo"),
        ("a", "a"),
        ("a.b-c_d", "a.b-c_d"),
        ("0" * 39, "0" * 39),
    ],
)
def test_a_name_is_taken_in_lower_case(text: str, name: str) -> None:
    assert require_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", " ", "-a", "a-", ".", "..", "a b", "a/b", "a\n", "é", "a" * 40, "a\0", "<b>", *RESERVED],
)
def test_what_can_be_no_name_is_refused(text: str) -> None:
    if text == "a\n":
        assert require_name(text) == "a"
        return
    with pytest.raises(BadField, match="can't be a name") as caught:
        require_name(text)
    assert caught.value.field == "name"


@given(st.text(st.characters()))
def test_a_name_is_the_name_of_itself(text: str) -> None:
    try:
        name = require_name(text)
    except BadField:
        return
    assert require_name(name) == name
    assert name.isascii()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Octo@Example.ORG ", "octo@example.org"),
        ("octo+july@example.org", "octo+july@example.org"),
        ("Straße@example.org", "strasse@example.org"),
        ("é@example.org", "é@example.org"),
        ("octo@localhost", "octo@localhost"),
    ],
)
def test_an_address_is_taken_in_lower_case(text: str, address: str) -> None:
    assert require_address(text) == address == normalize(text)


@pytest.mark.parametrize(
    "text",
    ["", "octo", "@example.org", "octo@", "a b@example.org", "a@b@c", "a@b\nc@d", "x" * 255 + "@a"],
)
def test_what_can_be_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadField, match="no email address") as caught:
        require_address(text)
    assert caught.value.field == "email"


def test_the_longest_address_is_taken() -> None:
    longest = "x" * (LONGEST - 12) + "@example.org"
    assert require_address(longest) == longest


@given(st.text(st.characters(codec="utf-8")))
def test_an_address_is_the_same_however_often_it_is_normalised(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
