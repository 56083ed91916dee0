"""Boards of teams, locations and languages, which deferred tasks recount."""

import pytest

from july.people.actions import Profile, save_person
from july.testing.site import Site


def points(site: Site, kind: str) -> dict[str, int]:
    return {row["slug"]: row["points"] for row in site.board(kind)}


def test_a_location_counts_its_members_commits_and_distinct_projects(
    site: Site, octo: str, mallory: str
) -> None:
    site.push(site.commit(), site.commit("mallory@example.org"))
    site.push(site.commit(), repository="octo/world")
    site.drain()
    assert points(site, "locations") == {"berlin": 3 + 2 * 10}


def test_a_team_counts_its_members_commits_and_distinct_projects(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    row = site.board("teams")[0]
    assert (row["slug"], row["name"], row["points"]) == ("pythons", "Pythons", 11)


def test_a_language_has_a_point_for_every_commit_that_touches_its_files(
    site: Site, octo: str
) -> None:
    site.push(
        site.commit(files=["a.py", "b.py", "c.rs"]),
        site.commit("nobody@example.org", files=["d.py"]),
        site.commit(files=["README.md"]),
    )
    site.drain()
    assert points(site, "languages") == {"python": 2, "rust": 1}


def test_after_a_move_old_and_new_location_are_right(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), site.commit("mallory@example.org"))
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    site.drain()
    assert points(site, "locations") == {"berlin": 11, "lagos": 11}
    assert site.differences() == []


def test_a_location_that_everybody_left_is_on_no_board(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="", team=""))
    site.drain()
    assert points(site, "locations") == {}
    assert points(site, "teams") == {}


def test_in_a_game_that_is_over_a_move_moves_nothing(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    with site.later(days=60):
        save_person("octo", Profile(location="Lagos"))
        site.drain()
        assert points(site, "locations") == {"berlin": 11}
        assert site.differences() == []


def test_orphan_commits_count_for_the_person_once_they_verify_the_email(
    site: Site, octo: str
) -> None:
    site.push(site.commit("octo@new.example.org"), site.commit("octo@new.example.org"))
    site.push(site.commit(), repository="octo/world")
    save_person("octo", Profile(), ["octo@new.example.org"])
    site.drain()
    assert points(site, "people") == {"octo": 3 + 2 * 10}
    assert points(site, "locations") == {"berlin": 23}
    assert site.differences() == []


def test_orphan_commits_to_a_project_of_the_person_are_joined(site: Site, octo: str) -> None:
    site.push(site.commit("octo@new.example.org"), site.commit())
    save_person("octo", Profile(), ["octo@new.example.org"])
    site.drain()
    assert points(site, "people") == {"octo": 12}
    assert site.differences() == []


def test_orphans_of_a_game_that_is_over_stay_orphans(site: Site, octo: str) -> None:
    site.push(site.commit("octo@new.example.org"))
    with site.later(days=60):
        save_person("octo", Profile(), ["octo@new.example.org"])
        site.drain()
    assert points(site, "people") == {}


@pytest.mark.parametrize("kind", ["people", "projects", "teams", "locations", "languages"])
def test_an_empty_game_has_empty_boards(site: Site, kind: str) -> None:
    assert site.board(kind) == []


def test_many_pushes_for_one_location_cost_few_recounts(site: Site, octo: str) -> None:
    for _ in range(10):
        site.push(site.commit())
    assert site.waiting("contest.fix_location") == 1
    site.drain()
    assert points(site, "locations") == {"berlin": 20}


def test_a_renamed_project_keeps_its_points_under_its_new_name(site: Site, octo: str) -> None:
    body = site.body(site.commit())
    site.api.post_json("/api/v1/push", body)
    body["repository"] |= {"name": "octo/renamed", "url": "https://git.example.org/octo/renamed"}
    site.api.post_json("/api/v1/push", body | {"commits": [site.commit()]})
    site.drain()
    assert [(row["slug"], row["commits"]) for row in site.board("projects")] == [
        ("push-octo-renamed", 2)
    ]


def test_the_whole_game_is_a_team_of_everybody(site: Site, octo: str) -> None:
    site.push(site.commit(), site.commit("nobody@example.org"))
    site.drain()
    game = site.api.get("/api/v1/games/julython-2026").json
    assert (game["commits"], game["projects"]) == (2, 1)
