"""What people may write about themselves."""

from dataclasses import replace

import pytest

from july import widgets
from july.config import settings
from july.errors import BadField
from july.hubs.actions import change_layout
from july.hubs.registry import registry
from july.hubs.subjects import find_subject
from july.people import wording
from july.people.actions import Profile, save_person
from july.people.joining import join
from july.people.queries import find_person
from july.people.wording import blocked_word, links_in, require_decent
from july.testing.site import Site

RULES = ("casino*", "buy now", "*coin", "über")


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with rules."""
    chosen = replace(settings(), blocked_words=RULES, most_links=1)
    monkeypatch.setattr(wording, "settings", lambda: chosen)


@pytest.mark.parametrize(
    "text",
    [
        "Casino",
        "the best CASINOS!",
        "c\u00e1sino",
        "ca\u00adsino",
        "\uff23asino",
        "buy   now",
        "bitcoin",
        "Uber",
    ],
)
def test_a_blocked_word_is_found_however_it_is_written(text: str) -> None:
    assert blocked_word(text, RULES)


@pytest.mark.parametrize("text", ["", "occasion", "buy it now", "coincidence", "ubermensch"])
def test_other_words_are_not(text: str) -> None:
    assert blocked_word(text, RULES) is None


def test_without_rules_everything_may_be_written() -> None:
    assert blocked_word("casino", ()) is None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("I code.", 0),
        ("https://a.example and http://b.example", 2),
        ("www.a.example, HTTPS://B.example [c](mailto:c@example.org)", 3),
        ("see a.example", 0),
    ],
)
def test_links_are_counted(text: str, links: int) -> None:
    assert links_in(text) == links


@pytest.mark.parametrize(
    ("field", "profile"),
    [
        ("title", Profile(title="Casino Royale")),
        ("location", Profile(location="Casino Royale")),
        ("team", Profile(team="Casino Royale")),
    ],
)
def test_a_profile_with_a_blocked_word_is_refused_and_the_field_named(
    site: Site, octo: str, strict: None, field: str, profile: Profile
) -> None:
    with pytest.raises(BadField, match=f"^{field}: not with the word “casino”") as refused:
        save_person("octo", profile)
    assert refused.value.field == field
    person = find_person("octo")
    assert person
    assert person.title == "Octo Cat"


def test_too_many_links_are_refused(strict: None) -> None:
    assert require_decent("https://a.example", field="about")
    with pytest.raises(BadField, match="about: there may be 1 link"):
        require_decent("https://a.example https://b.example", field="about")


def test_nobody_joins_under_a_blocked_name(site: Site, strict: None) -> None:
    with pytest.raises(BadField, match="name: not with"):
        join("casino-1", "c@example.org", "a garden of kettles")


def test_a_note_with_a_blocked_word_is_refused(site: Site, octo: str, strict: None) -> None:
    widgets.load()
    me = find_person("octo")
    assert me
    with pytest.raises(BadField) as refused:
        change_layout(
            find_subject("people", "octo"),
            me,
            0,
            lambda layout: layout.add(registry.find("note"), {"text": "Buy now!"}),
        )
    assert str(refused.value.field).endswith(".settings.text")
