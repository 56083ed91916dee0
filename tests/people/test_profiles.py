"""What people say of themselves: what is taken, and what is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.contest.feed import safe_link
from july.errors import BadField
from july.people.profiles import (
    checked_about,
    checked_hidden,
    checked_links,
    checked_title,
    checked_zone,
)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", ()),
        ("https://example.org", ("https://example.org",)),
        (
            "example.org/octo\n  http://octo.example:8080/",
            ("https://example.org/octo", "http://octo.example:8080/"),
        ),
        ("https://例え.jp/ページ", ("https://例え.jp/ページ",)),
        ("example.org example.org", ("https://example.org",)),
    ],
)
def test_links_are_taken_one_a_line(text: str, links: tuple[str, ...]) -> None:
    assert checked_links(text) == links


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "ftp://example.org",
        "mailto:octo@example.org",
        "https://",
        "https:///path",
        "https://bank.example@evil.example/",
        "https://[::1",
        "https://example.org:99999999/",
        "https:\\\\evil.example",
        "https://example.org/\u202egro",
        "https://example.org/" + "x" * 300,
    ],
)
def test_what_is_no_link_to_a_page_is_refused(text: str) -> None:
    with pytest.raises(BadField) as caught:
        checked_links(text)
    assert caught.value.field == "links"


@given(st.text(max_size=60))
def test_no_link_that_is_taken_leads_to_anything_but_a_page(text: str) -> None:
    try:
        links = checked_links(text)
    except BadField:
        return
    assert all(safe_link(link) == link for link in links)


def test_there_is_room_for_five_links() -> None:
    checked_links("\n".join(f"example.org/{number}" for number in range(5)))
    with pytest.raises(BadField, match="6 links"):
        checked_links("\n".join(f"example.org/{number}" for number in range(6)))


def test_words_about_oneself_keep_their_lines_and_lose_what_disturbs() -> None:
    assert checked_about("  I code.\r\n\r\n\r\n\r\nA \u202elot\x00. ") == "I code.\n\nA lot."
    with pytest.raises(BadField, match="1000 characters"):
        checked_about("x" * 1001)


def test_a_title_is_one_line() -> None:
    assert checked_title(" Octo\n Cat ") == "Octo Cat"
    with pytest.raises(BadField, match="100 characters"):
        checked_title("x" * 101)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "europe/berlin", "\0"])
def test_a_time_zone_is_one_that_is_known(name: str) -> None:
    with pytest.raises(BadField) as caught:
        checked_zone(name)
    assert caught.value.field == "time_zone"


def test_what_is_not_shown_is_hidden() -> None:
    assert checked_hidden(["location", "nonsense"]) == ("links", "days")
