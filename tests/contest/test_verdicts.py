from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from july.contest.games import Game
from july.contest.verdicts import Circumstances, Verdict, judge
from july.hosts.values import Author, PushedCommit

NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)
JULYTHON = Game(
    "julython-2026", "Julython 2026", NOW.date().replace(day=1), NOW.date().replace(day=31)
)
FACTS = Circumstances(
    now=NOW,
    games=[JULYTHON],
    private=False,
    project_disabled=False,
)
COMMIT = PushedCommit(
    hash="a" * 40,
    message="Say hello",
    time=NOW,
    url="",
    author=Author("Octo", "octo@example.org", None),
    files=(),
)


def verdict(commit: PushedCommit = COMMIT, **facts: Any) -> Verdict | None:
    return judge(commit, replace(FACTS, **facts))


def test_an_ordinary_commit_is_decided_by_other_commits() -> None:
    assert verdict() is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"private": True}, Verdict.PRIVATE),
        ({"project_disabled": True}, Verdict.DISABLED),
    ],
)
def test_what_is_known_of_the_project_decides(facts: dict[str, Any], expected: Verdict) -> None:
    assert verdict(**facts) == expected


@pytest.mark.parametrize(
    "author",
    [
        Author("dependabot[bot]", "support@example.org", None),
        Author("Renovate", "29139614+renovate[bot]@users.noreply.example.org", None),
    ],
)
def test_a_program_scores_nothing(author: Author) -> None:
    assert verdict(replace(COMMIT, author=author)) == Verdict.BOT


def test_a_commit_without_usable_time_is_undated() -> None:
    assert verdict(replace(COMMIT, time=None)) == Verdict.UNDATED


def test_a_day_ahead_is_still_now_and_more_is_the_future() -> None:
    assert verdict(replace(COMMIT, time=NOW + timedelta(days=1))) is None
    late = replace(COMMIT, time=NOW + timedelta(days=1, seconds=1))
    assert verdict(late) == Verdict.FUTURE


def test_a_commit_of_no_game_is_outside() -> None:
    assert verdict(replace(COMMIT, time=NOW - timedelta(days=90))) == Verdict.OUTSIDE


def test_of_all_that_fit_the_first_wins() -> None:
    commit = replace(COMMIT, time=None, author=Author("x[bot]", "", None))
    assert verdict(commit, private=True, project_disabled=True) == Verdict.PRIVATE
    assert verdict(commit, project_disabled=True) == Verdict.DISABLED
    assert verdict(commit) == Verdict.BOT
