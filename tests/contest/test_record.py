"""Verdicts and points of whole pushes, delivered at the open endpoint."""

from datetime import timedelta

import pytest
from google.cloud import ndb

from july.contest.actions import create_game
from july.contest.models import Commit
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import NOON, Site


def verdicts(answer: object) -> list[str]:
    return [commit["verdict"] for commit in answer.json["commits"]]  # type: ignore[attr-defined]


def test_two_commits_to_a_new_project_give_twelve_points(site: Site, octo: str) -> None:
    answer = site.push(site.commit(), site.commit())
    assert answer.status_int == 201
    assert [commit["points"] for commit in answer.json["commits"]] == [11, 1]
    assert [(row["slug"], row["points"]) for row in site.board("people")] == [("octo", 12)]


def test_a_second_project_gives_ten_points_more(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="octo/hello")
    site.push(site.commit(), repository="octo/world")
    row = site.board("people")[0]
    assert (row["points"], row["commits"], row["projects"], row["days"]) == (22, 2, 2, 1)


def test_a_project_has_ten_points_and_one_a_commit(site: Site, octo: str) -> None:
    site.push(site.commit(), site.commit(), site.commit("nobody@example.org"))
    row = site.board("projects")[0]
    assert (row["slug"], row["points"], row["commits"]) == ("push-octo-hello", 13, 3)


def test_a_redelivered_push_gives_duplicate_and_moves_nothing(site: Site, octo: str) -> None:
    commits = [site.commit(), site.commit()]
    site.push(*commits)
    before = site.board("people")
    answer = site.push(*commits)
    assert answer.status_int == 200
    assert verdicts(answer) == ["duplicate", "duplicate"]
    assert site.board("people") == before


def test_the_same_commit_in_a_fork_gives_duplicate(site: Site, octo: str) -> None:
    commit = site.commit()
    site.push(commit, repository="octo/hello")
    assert verdicts(site.push(commit, repository="mallory/hello")) == ["duplicate"]
    assert [row["slug"] for row in site.board("projects")] == ["push-octo-hello"]


def test_a_commit_twice_in_one_push_counts_once(site: Site, octo: str) -> None:
    commit = site.commit()
    assert verdicts(site.push(commit, commit)) == ["counted", "duplicate"]


def test_an_amended_commit_is_rewritten(site: Site, octo: str) -> None:
    commit = site.commit()
    site.push(commit)
    amended = commit | {"id": "f" * 40, "message": commit["message"] + "\n\nNow with a body."}
    assert verdicts(site.push(amended)) == ["rewritten"]
    assert verdicts(site.push(amended | {"id": "e" * 40}, repository="octo/b")) == ["rewritten"]


def test_a_commit_rewritten_within_one_push_counts_once(site: Site, octo: str) -> None:
    commit = site.commit()
    assert verdicts(site.push(commit, commit | {"id": "f" * 40})) == ["counted", "rewritten"]


def test_an_unknown_email_is_an_orphan_and_counts_for_the_project(site: Site) -> None:
    answer = site.push(site.commit("nobody@example.org"))
    assert answer.status_int == 201
    assert verdicts(answer) == ["orphan"]
    assert answer.json["commits"][0]["person"] is None
    assert site.board("projects")[0]["points"] == 11
    assert site.board("people") == []


def test_an_email_is_compared_without_case_and_space(site: Site, octo: str) -> None:
    assert verdicts(site.push(site.commit(" Octo@Example.ORG "))) == ["counted"]


@pytest.mark.parametrize(("age", "verdict"), [(-25, "future"), (24 * 90, "outside")])
def test_the_time_of_a_commit_decides(site: Site, octo: str, age: int, verdict: str) -> None:
    commit = site.commit(timestamp=(NOON - timedelta(hours=age)).isoformat())
    answer = site.push(commit)
    assert (answer.status_int, verdicts(answer)) == (200, [verdict])


def test_what_was_outside_may_count_later(site: Site, octo: str) -> None:
    commit = site.commit(timestamp="2026-01-10T10:00:00Z")
    assert verdicts(site.push(commit)) == ["outside"]
    winter = (NOON - timedelta(days=190)).date()
    create_game(site.game("january-2026", winter.replace(day=1), winter.replace(day=31)))
    assert verdicts(site.push(commit)) == ["counted"]


def test_of_a_private_repository_nothing_but_the_verdict_is_kept(site: Site, octo: str) -> None:
    body = site.body(site.commit())
    body["repository"]["private"] = True
    answer = site.api.post_json("/api/v1/push", body)
    assert (answer.status_int, verdicts(answer)) == (200, ["private"])
    assert answer.json["project"] is None
    kinds = {key.kind() for key in ndb.Query().iter(keys_only=True)}
    assert kinds == {
        "AuditEntry",
        "Delivery",
        "Email",
        "Game",
        "Location",
        "NameLook",
        "Person",
        "Team",
    }


def test_a_disabled_person_scores_nothing(site: Site, octo: str) -> None:
    person = find_person(octo)
    assert person is not None
    person.disabled = True
    person.put()
    assert verdicts(site.push(site.commit())) == ["disabled"]


def test_a_disowned_project_scores_nothing_for_the_person(site: Site, octo: str) -> None:
    site.push(site.commit())
    project, person = find_project("push-octo-hello"), find_person(octo)
    assert project is not None
    assert person is not None
    person.disowned = [project.id]
    person.put()
    assert verdicts(site.push(site.commit())) == ["disowned"]


def test_a_disabled_project_scores_nothing(site: Site, octo: str) -> None:
    site.push(site.commit())
    project = find_project("push-octo-hello")
    assert project is not None
    project.disabled = True
    project.put()
    assert verdicts(site.push(site.commit())) == ["disabled"]


def test_a_duplicate_is_a_duplicate_whatever_else_it_is(site: Site, octo: str) -> None:
    commit = site.commit()
    site.push(commit)
    bot = commit | {"author": {"name": "robot[bot]", "email": "octo@example.org"}}
    assert verdicts(site.push(bot)) == ["duplicate"]


def test_a_push_of_several_authors_counts_for_each(site: Site, octo: str, mallory: str) -> None:
    answer = site.push(
        site.commit(), site.commit("mallory@example.org"), site.commit("x@example.org")
    )
    assert [commit["person"] for commit in answer.json["commits"]] == ["octo", "mallory", None]
    assert {row["slug"]: row["points"] for row in site.board("people")} == {
        "octo": 11,
        "mallory": 11,
    }


def test_two_addresses_of_one_person_are_one_contributor(site: Site, octo: str) -> None:
    answer = site.push(site.commit(), site.commit("octo@work.example.org"))
    assert [commit["points"] for commit in answer.json["commits"]] == [11, 1]


def test_a_push_larger_than_a_transaction_counts_whole(site: Site, octo: str) -> None:
    commits = [site.commit() for _ in range(250)]
    answer = site.push(*commits)
    assert verdicts(answer) == ["counted"] * 250
    assert site.board("people")[0]["points"] == 260
    assert verdicts(site.push(*commits)) == ["duplicate"] * 250


def test_who_reached_a_score_first_stands_first(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit("mallory@example.org"), repository="mallory/a")
    site.push(site.commit(), repository="octo/b")
    assert [row["slug"] for row in site.board("people")] == ["mallory", "octo"]
    site.push(site.commit("mallory@example.org"), repository="mallory/a")
    site.push(site.commit(), repository="octo/b")
    assert [(row["rank"], row["slug"]) for row in site.board("people")] == [
        (1, "mallory"),
        (2, "octo"),
    ]


def test_totals_are_what_the_commits_say(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), site.commit("mallory@example.org", files=["a.rs", "b.py"]))
    site.push(site.commit("nobody@example.org"), repository="octo/world")
    site.push(site.commit(timestamp="2026-07-02T23:30:00-08:00"), repository="octo/world")
    site.drain()
    assert site.differences() == []


def test_a_stored_total_that_is_wrong_is_found(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    standing = ndb.Key("Standing", "julython-2026/people|octo").get()
    standing.points = 1000
    standing.put()
    assert [(found.field, found.stored, found.expected) for found in site.differences()] == [
        ("points", 1000, 11)
    ]


def test_commits_of_a_removed_message_are_cut(site: Site, octo: str) -> None:
    commit = site.commit(message="x" * 10_000)
    site.push(commit)
    assert len(ndb.Key(Commit, commit["id"]).get().message) == 4000


def test_what_a_person_decided_comes_before_what_is_wrong_with_the_commit(
    site: Site, octo: str
) -> None:
    site.push(site.commit())
    project, person = find_project("push-octo-hello"), find_person(octo)
    assert project is not None
    assert person is not None
    person.disowned = [project.id]
    person.put()
    assert verdicts(site.push(site.commit(timestamp="2020-01-01T00:00:00Z"))) == ["disowned"]
    person.disabled = True
    person.put()
    assert verdicts(site.push(site.commit(timestamp="2020-01-01T00:00:00Z"))) == ["disabled"]
