"""The examples of the help are what July does: each story is played on a real site."""

from datetime import date
from typing import Any

import pytest

from july.contest.games import Game, Rules
from july.people.actions import Profile, save_person
from july.testing.site import JULYTHON, Site
from july.web.examples import Example, dated, example_game, examples, team

RULES = Rules()
STORIES = {example.id: example for example in examples(RULES)}
Answers = list[dict[str, Any]]


def outcome(example: Example) -> list[tuple[str, int]]:
    return [(turn.verdict, turn.person) for turn in example.turns if turn.verdict]


def answered(answers: Answers) -> list[tuple[str, int]]:
    return [(answer["verdict"], answer["points"]) for answer in answers]


def points(site: Site, kind: str) -> int:
    return sum(row["points"] for row in site.board(kind))


def check(site: Site, story: str, answers: Answers) -> None:
    example = STORIES[story]
    assert answered(answers) == outcome(example)
    assert points(site, "people") == example.person
    assert points(site, "projects") == example.project


def test_two_commits_to_a_new_project(site: Site, octo: str) -> None:
    check(site, "new-project", site.push(site.commit(), site.commit()).json["commits"])
    assert STORIES["new-project"].person == 12


def test_the_same_commit_in_a_fork(site: Site, octo: str) -> None:
    commit = site.commit()
    pushed = [site.push(commit), site.push(commit, repository="mallory/hello")]
    check(site, "fork", [answer.json["commits"][0] for answer in pushed])


def test_a_rebase(site: Site, octo: str) -> None:
    commit = site.commit()
    pushed = [site.push(commit), site.push(commit | {"id": "f" * 40})]
    check(site, "rebase", [answer.json["commits"][0] for answer in pushed])


def test_an_email_that_nobody_has_verified(site: Site, octo: str) -> None:
    answer = site.push(site.commit(email="octo@elsewhere.example.org"))
    assert points(site, "people") == 0
    save_person(octo, Profile(), ["octo@elsewhere.example.org"])
    site.drain()
    check(site, "unknown-email", answer.json["commits"])


def test_every_story_is_played_here() -> None:
    assert set(STORIES) == {"new-project", "fork", "rebase", "unknown-email"}


def test_times_at_the_edges_are_what_the_game_makes_of_them(site: Site, octo: str) -> None:
    for each in dated(JULYTHON):
        at = each.moment.isoformat()
        with site.later(days=30):
            verdict = site.push(site.commit(timestamp=at)).json["commits"][0]["verdict"]
        assert verdict == ("counted" if each.booked else "outside"), at
    days = site.api.get("/api/v1/stats/commits?person=octo").json
    booked = {each["day"]: each["commits"] for each in days["days"]}
    assert booked == {"2026-07-01": 2, "2026-07-31": 1}


@pytest.mark.parametrize("hours", [0, 6, 12, 48])
def test_the_edges_follow_the_hours_of_grace(hours: int) -> None:
    game = Game("g", "G", date(2026, 7, 1), date(2026, 7, 31), Rules(grace_hours=hours))
    assert [each.booked is not None for each in dated(game)] == [False, True, True, True, False]


def test_a_team_counts_a_project_once(site: Site) -> None:
    for name in ("ada", "carla"):
        save_person(name, Profile(team="Difference"), [f"{name}@example.org"])
    site.push(*(site.commit(email="ada@example.org") for _ in range(3)), repository="d/engine")
    site.push(*(site.commit(email="carla@example.org") for _ in range(2)), repository="d/engine")
    site.push(site.commit(email="carla@example.org"), repository="d/notes")
    site.drain()
    told = team(RULES)
    people = {row["slug"]: row["points"] for row in site.board("people")}
    assert people == {"ada": told.ada, "carla": told.carla}
    assert site.board("projects")[0]["points"] == told.shared_project
    assert [row["points"] for row in site.board("teams")] == [told.team]


def test_a_game_with_rules_of_its_own_has_other_sums(site: Site) -> None:
    sums = {example.id: example.person for example in examples(Rules(commit=2, project=5))}
    assert sums["new-project"] == 9


def test_there_is_a_game_to_explain_with_before_there_is_one() -> None:
    game = example_game()
    assert (game.first.month, game.last.day) == (7, 31)
