"""Widgets that list: neighbours, the newest, teams, locations, and the leaderboard's movement."""

import pytest

from july.errors import NotFound
from july.people.actions import Profile, save_person
from july.testing.site import Site
from tests.widgets.conftest import Look


@pytest.fixture
def played(site: Site, octo: str, mallory: str) -> Site:
    """Octo is ahead of Mallory."""
    site.push(*(site.commit() for _ in range(3)), site.commit("mallory@example.org"))
    site.drain()
    return site


def test_neighbours_of_a_person_are_those_around_them_with_their_own_row_marked(
    played: Site, look: Look
) -> None:
    box = look("neighbours", "people", "mallory", reach=1)
    assert [row["slug"] for row in (box.data or {})["rows"]] == ["octo", "mallory"]
    assert box.html.count('at" id="here"') == 1
    assert 'href="/people/?at=mallory#here"' in box.html


def test_neighbours_on_the_front_page_are_those_of_whoever_looks(played: Site, look: Look) -> None:
    box = look("neighbours", viewer="mallory")
    assert box.title == "Just above and below you"
    assert "/people/octo/" in box.html
    assert box.data == {"rows": []}
    with pytest.raises(NotFound):
        look("neighbours")


def test_who_is_on_no_board_yet_is_told_how_to_get_there(
    played: Site, look: Look, ada: str
) -> None:
    assert "Your first commit puts you there." in look("neighbours", viewer="ada").html


def test_the_newest_come_first(played: Site, look: Look) -> None:
    box = look("newest", kind="people", limit=1)
    assert [row["slug"] for row in (box.data or {})["rows"]] == ["mallory"]
    assert box.title == "New here"
    projects = look("newest", kind="projects")
    assert projects.title == "New projects"
    assert [row["slug"] for row in (projects.data or {})["rows"]] == ["push-octo-hello"]


def test_locations_have_flags_where_they_name_their_country(played: Site, look: Look) -> None:
    save_person("mallory", Profile(location="Accra, Ghana"))
    played.drain()
    box = look("locations")
    assert [row["name"] for row in (box.data or {})["rows"]] == ["Berlin", "Accra, Ghana"]
    assert box.html.count('class="flag"') == 1
    assert "🇬🇭" in box.html


def test_teams_are_listed_by_points(played: Site, look: Look) -> None:
    assert [row["slug"] for row in (look("teams").data or {})["rows"]] == ["pythons"]
    assert 'href="/teams/"' in look("teams").html


def test_a_leaderboard_says_who_moved_since_yesterday_in_words_too(
    played: Site, look: Look
) -> None:
    assert "moved" not in look("leaderboard").html
    with played.later(days=1):
        played.push(*(played.commit("mallory@example.org") for _ in range(9)))
        played.drain()
        html = look("leaderboard").html
    assert "▲1" in html
    assert "up 1 place since yesterday" in html
    assert "down 1 place since yesterday" in html
