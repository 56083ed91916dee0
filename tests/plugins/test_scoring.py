"""Scoring rules of plugins: points besides, in every total, and there for good."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from july import deferred
from july.contest.actions import create_game
from july.contest.games import Game
from july.contest.models import Commit, Standing
from july.contest.queries import find_commit, find_standing
from july.contest.rows import standing_key
from july.contest.scoring import SCORING_RULES, ScoringRule
from july.hosts.values import PushedCommit
from july.people.actions import Profile, save_person
from july.people.disowning import disown, recognise
from july.people.leaving import Fate, delete_account, merge_account
from july.people.reports import Reported
from july.plugins import close_plugins
from july.projects.queries import find_project
from july.stores import Stores
from july.testing.site import JULYTHON, Site
from tests import elsewhere
from tests.plugins.conftest import Plug

POEM = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again"


def three_lines(commit: PushedCommit, _game: Game) -> int:
    return 5 if commit.message.count("\n") == 2 else 0


HAIKU = ScoringRule("haiku", "5 points for a commit message in three lines.", three_lines)


def gives(answer: object) -> ScoringRule:
    """A rule that answers that, or raises it, for every commit."""

    def points(_commit: PushedCommit, _game: Game) -> int:
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    return ScoringRule("odd", "Something odd.", points)


def points(site: Site, kind: str) -> dict[str, int]:
    return {row["slug"]: row["points"] for row in site.board(kind)}


def stored(commit: dict[str, Any]) -> Commit:
    found = find_commit(commit["id"])
    assert found is not None
    return found


def say_not_mine(slug: str) -> None:
    project = find_project(slug)
    if project is not None:
        disown("octo", Reported("projects", project.slug, project.title, None), project.id)


def say_mine(slug: str) -> None:
    project = find_project(slug)
    if project is not None:
        recognise("octo", project.id)


def test_points_besides_are_in_the_totals_of_all_but_languages(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(scoring_rules=[HAIKU])
    answer = site.push(site.commit(message=POEM), site.commit())
    assert [each["points"] for each in answer.json["commits"]] == [11 + 5, 1]
    site.drain()
    totals = {
        kind: points(site, kind)
        for kind in ("people", "projects", "teams", "locations", "languages")
    }
    assert totals == {
        "people": {"octo": 17},
        "projects": {"push-octo-hello": 17},
        "teams": {"pythons": 17},
        "locations": {"berlin": 17},
        "languages": {"python": 2},
    }
    assert site.api.get("/api/v1/games/julython-2026").json["points"] == 17
    assert site.differences() == []


def test_the_calendar_and_the_race_have_them_on_their_day(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(scoring_rules=[HAIKU])
    site.push(site.commit(message=POEM))
    yesterday = (site.now - timedelta(days=1)).isoformat()
    site.push(site.commit(message=POEM + "!", timestamp=yesterday))
    days = site.api.get("/api/v1/stats/commits?person=octo").json["days"]
    assert [(day["day"], day["points"]) for day in days] == [("2026-07-13", 16), ("2026-07-14", 6)]


def test_a_stored_commit_tells_which_rule_gave_what(site: Site, octo: str, plug: Plug) -> None:
    plug(scoring_rules=[HAIKU])
    commit = site.commit(message=POEM)
    site.push(commit)
    assert stored(commit).bonuses == {"haiku": 5}
    told = site.api.get(f"/api/v1/commits/{commit['id']}").json
    assert (told["points"], told["bonuses"]) == (16, {"haiku": 5})


def test_an_orphans_points_wait_and_are_the_persons_when_it_is_claimed(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(scoring_rules=[HAIKU])
    commit = site.commit("octo@new.example.org", message=POEM)
    site.push(commit)
    assert points(site, "projects") == {"push-octo-hello": 16}
    save_person("octo", Profile(), ["octo@new.example.org"])
    site.drain()
    assert points(site, "people") == {"octo": 16}
    assert stored(commit).points == 16
    assert site.differences() == []


def test_what_is_disowned_takes_them_along_and_brings_them_back(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(scoring_rules=[HAIKU])
    site.push(site.commit(message=POEM), repository="mallory/fake")
    site.push(site.commit(message=POEM + "!"), repository="octo/hello")
    say_not_mine("push-mallory-fake")
    site.drain()
    assert points(site, "people") == {"octo": 16}
    assert site.differences() == []
    say_mine("push-mallory-fake")
    site.drain()
    assert points(site, "people") == {"octo": 32}
    assert site.differences() == []


def test_a_plugin_that_goes_takes_no_point_with_it(site: Site, octo: str, plug: Plug) -> None:
    plug(scoring_rules=[HAIKU])
    site.push(site.commit(message=POEM))
    site.drain()
    close_plugins()
    assert site.differences() == []
    site.push(site.commit(message=POEM + "!"))
    site.drain()
    assert points(site, "teams") == {"pythons": 17}
    assert site.differences() == []


def test_a_rule_that_comes_later_gives_nothing_to_what_is_there(
    site: Site, octo: str, plug: Plug
) -> None:
    commit = site.commit(message=POEM)
    site.push(commit)
    close_plugins()
    plug(scoring_rules=[HAIKU])
    assert [each["verdict"] for each in site.push(commit).json["commits"]] == ["duplicate"]
    assert points(site, "people") == {"octo": 11}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (-1, "-1 is no whole number from 0 to 100"),
        (101, "101 is no whole number from 0 to 100"),
        (True, "True is no whole number"),
        (2.5, "2.5 is no whole number"),
        (None, "None is no whole number"),
        (RuntimeError("no dictionary"), "RuntimeError: no dictionary"),
    ],
)
def test_a_rule_that_gives_what_cannot_be_gives_nothing_and_is_told_of(
    site: Site, octo: str, plug: Plug, answer: object, fault: str
) -> None:
    plugin = plug(scoring_rules=[gives(answer), HAIKU])
    assert site.push(site.commit(message=POEM)).json["commits"][0]["points"] == 16
    (told,) = plugin.faults
    assert told.startswith("scoring rule odd: ")
    assert fault in told
    assert plugin.spent["scoring rule odd"].calls == 1


def test_what_was_stored_before_there_were_scoring_rules_is_as_good(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    standing = find_standing("julython-2026", "people", "octo")
    assert standing is not None
    assert (standing.bonus, standing.points) == (None, 11)
    assert site.differences() == []


def test_the_audit_finds_points_that_no_commit_has(site: Site, octo: str, plug: Plug) -> None:
    plug(scoring_rules=[HAIKU])
    site.push(site.commit(message=POEM))
    site.drain()
    standing: Standing = standing_key("julython-2026", "people", "octo").get()
    standing.bonus = {"2026-07-14": 50}
    standing.put()
    (difference,) = [each for each in site.differences() if each.kind == "Standing"]
    assert (difference.field, difference.stored, difference.expected) == (
        "bonus",
        {"2026-07-14": 50},
        {"2026-07-14": 5},
    )


def by_length(commit: PushedCommit, _game: Game) -> int:
    return len(commit.message) % 3 * 20


ADDRESSES = ("octo@example.org", "octo@late.example.org", "guest@example.org", "")
PROJECTS = ("octo/hello", "mallory/fake")
COMMIT = some.tuples(
    some.sampled_from(ADDRESSES), some.text("ab ", max_size=4), some.integers(0, 3)
)
STEPS = some.one_of(
    some.builds(
        lambda project, commits: ("push", project, commits),
        some.sampled_from(PROJECTS),
        some.lists(COMMIT, min_size=1, max_size=4),
    ),
    some.tuples(
        some.sampled_from(["claim", "not mine", "mine", "move", "join"]),
        some.sampled_from(PROJECTS),
    ),
    some.tuples(some.just("leave"), some.sampled_from(Fate)),
)


class Happening:
    """Carries out what may happen in a contest."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._guest: str | None = None
        self._names = (f"guest{number}" for number in itertools.count())

    def take(self, what: str, *about: Any) -> None:
        match what, *about:
            case "push", project, commits:
                written = [self._commit(*each) for each in commits]
                self._site.push(*written, repository=project)
            case "claim", _:
                save_person("octo", Profile(), ["octo@late.example.org"])
            case "not mine", project:
                say_not_mine(slug_of(project))
            case "mine", project:
                say_mine(slug_of(project))
            case "move", project:
                save_person("octo", Profile(location=project[:4], team=project[-4:]))
            case "join", _ if self._guest is None:
                self._guest = next(self._names)
                save_person(self._guest, Profile(team="hello"), ["guest@example.org"])
            case "leave", Fate.MERGED if self._guest:
                merge_account(self._guest, "octo")
                self._guest = None
            case "leave", fate if self._guest:
                delete_account(self._guest, fate)
                self._guest = None

    def _commit(self, address: str, message: str, days: int) -> dict[str, Any]:
        moment = self._site.now - timedelta(days=days)
        return self._site.commit(address, message=message, timestamp=moment.isoformat())


def slug_of(project: str) -> str:
    return "push-" + project.replace("/", "-")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(STEPS, min_size=1, max_size=8))
def test_whatever_happens_the_totals_are_what_the_commits_say(
    engines: Stores, site: Site, plug: Plug, steps: list[tuple[Any, ...]]
) -> None:
    if not list(SCORING_RULES):
        plug(scoring_rules=[ScoringRule("length", "By length.", by_length)])
    begin_anew(engines)
    happening = Happening(site)
    for step in steps:
        happening.take(*step)
    site.drain()
    assert site.differences() == []


def begin_anew(engines: Stores) -> None:
    """Every example has a contest of its own."""
    elsewhere.clear(engines)
    engines.tasks.clear()
    deferred.forget_marks()
    cache.clear()
    create_game(JULYTHON)
    save_person("octo", Profile(location="Berlin", team="Pythons"), ["octo@example.org"])
