"""What `stats.…`, `feed.day`, `people.badges` and `….newest` tell."""

from datetime import date
from typing import Any

import pytest

from july.bus import Event
from july.contest.actions import create_game
from july.errors import BadField, NotFound
from july.live.services import services
from july.live.services.own import stats
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site
from tests.live.services.asking import channels

assert stats  # importing it registers all of them
GAME = "julython-2026"


def at(site: Site, moment: str, email: str = "octo@example.org") -> dict[str, Any]:
    return site.commit(email, timestamp=moment)


# Hours and languages


def test_hours_are_a_week_of_days(site: Site, octo: str) -> None:
    site.push(at(site, "2026-07-14T09:30:00+09:00"), at(site, "2026-07-12T23:00:00-08:00"))
    site.drain()
    week = services.stats.hours("people", "Octo")
    assert [len(day) for day in week] == [24] * 7
    assert (week[1][9], week[6][23], sum(map(sum, week))) == (1, 1, 2)
    assert services.stats.hours() == week
    assert services.stats.hours("projects", "push-octo-hello") == week
    assert services.stats.hours("teams", "pythons") == week
    assert services.stats.hours("people", "nobody") == [[0] * 24] * 7


def test_languages_are_told_most_first(site: Site, octo: str) -> None:
    site.push(site.commit(files=["a.rs", "b.py"]), site.commit(files=["c.py"]))
    site.drain()
    page = "http://testserver/languages"
    expected = [
        {"slug": "python", "name": "Python", "url": f"{page}/python/", "commits": 2},
        {"slug": "rust", "name": "Rust", "url": f"{page}/rust/", "commits": 1},
    ]
    for what in (["people", "octo"], ["projects", "push-octo-hello"], ["teams", "pythons"], []):
        assert services.stats.languages(*what) == expected
    assert services.stats.languages("people", "octo", limit=1) == expected[:1]
    assert services.stats.languages("people", "nobody") == []


# Over time


def test_a_race_has_the_points_after_each_day(site: Site, octo: str, mallory: str) -> None:
    site.push(at(site, "2026-07-02T10:00:00Z"), at(site, "2026-07-04T10:00:00Z"))
    site.push(at(site, "2026-07-03T10:00:00Z", "mallory@example.org"), repository="m/a")
    race = services.stats.race()
    assert race["days"] == [f"2026-07-{day:02}" for day in range(1, 15)]
    assert [(line["rank"], line["slug"], line["points"][:5]) for line in race["lines"]] == [
        (1, "octo", [0, 11, 11, 12, 12]),
        (2, "mallory", [0, 0, 11, 11, 11]),
    ]
    assert [line["slug"] for line in services.stats.race("people", GAME, 1)["lines"]] == ["octo"]


@pytest.mark.parametrize("kind", ["people", "projects", "teams", "locations", "languages"])
def test_a_race_ends_where_the_board_stands(played: Site, kind: str) -> None:
    rows = services.boards.page(kind)["models"]
    lines = services.stats.race(kind)["lines"]
    assert [(line["slug"], line["points"][-1]) for line in lines] == [
        (row["slug"], row["points"]) for row in rows
    ]


def test_it_may_be_tomorrow_where_somebody_is(site: Site, octo: str) -> None:
    site.push(at(site, "2026-07-15T01:00:00+14:00"))
    assert services.stats.race()["days"][-1] == "2026-07-15"


def test_a_race_of_a_game_to_come_has_its_first_day_at_most(site: Site) -> None:
    create_game(site.game("next", date(2027, 7, 1), date(2027, 7, 31)))
    assert services.stats.race("people", "next") == {"days": ["2027-07-01"], "lines": []}


def test_a_year_joins_its_games(site: Site, octo: str) -> None:
    create_game(site.game("january-2026", date(2026, 1, 1), date(2026, 1, 31)))
    create_game(site.game("julython-2025", date(2025, 7, 1), date(2025, 7, 31)))
    site.push(at(site, "2026-01-05T10:00:00Z"), at(site, "2026-07-01T10:00:00Z"))
    site.push(at(site, "2025-07-14T10:00:00Z"), at(site, "2025-07-15T10:00:00Z"))
    year = services.stats.year("people", "octo")
    assert (year["first"], year["last"]) == ("2025-07-15", "2026-07-14")
    assert year["days"] == [
        {"day": "2025-07-15", "commits": 1, "points": 1},
        {"day": "2026-01-05", "commits": 1, "points": 11},
        {"day": "2026-07-01", "commits": 1, "points": 11},
    ]
    assert services.stats.year("projects", "push-octo-hello")["days"] == year["days"]
    assert services.stats.year("people", "nobody")["days"] == []


# Streaks and badges


def test_a_streak_is_told_with_its_end(site: Site, octo: str) -> None:
    site.push(*(at(site, f"2026-07-{day:02}T10:00:00Z") for day in (1, 2, 3, 12, 13)))
    assert services.stats.streak("Octo") == {
        "present": {"days": 2, "first": "2026-07-12", "last": "2026-07-13"},
        "longest": {"days": 3, "first": "2026-07-01", "last": "2026-07-03"},
        "ends": "2026-07-15T12:00:00+00:00",
    }
    with site.later(days=1):
        assert services.stats.streak("octo")["present"] is None
    assert services.stats.streak("nobody") == {"present": None, "longest": None, "ends": None}


def test_badges_are_what_somebody_has_earned(site: Site, octo: str) -> None:
    site.push(*(site.commit(files=["a.c", "b.go", "c.py", "d.rs", "e.rb"]) for _ in range(10)))
    assert services.people.badges("Octo") == [
        {"slug": "commits-1", "sort": "commits", "at": 1, "day": "2026-07-14"},
        {"slug": "commits-10", "sort": "commits", "at": 10, "day": "2026-07-14"},
        {"slug": "polyglot", "sort": "polyglot", "at": 5, "day": None},
    ]
    assert services.people.badges("nobody") == []


# One day


def test_what_somebody_did_on_a_day(site: Site, octo: str, mallory: str) -> None:
    late = at(site, "2026-07-07T23:30:00-08:00")
    early = at(site, "2026-07-07T00:10:00+09:00")
    site.push(early, late, at(site, "2026-07-08T12:00:00Z"))
    site.push(at(site, "2026-07-07T12:00:00Z", "mallory@example.org"))

    def hashes(*what: Any) -> list[str]:
        return [each["hash"] for each in services.feed.day(*what)]

    assert hashes("people", "Octo", "2026-07-07") == [late["id"], early["id"]]
    assert hashes("people", "octo", "2026-07-07", 1) == [late["id"]]
    assert len(hashes("projects", "push-octo-hello", "2026-07-07")) == 3
    assert hashes("people", "octo", "2026-07-06") == []
    assert hashes("people", "nobody", "2026-07-07") == []


def test_orphans_have_their_day_once_they_are_claimed(site: Site, octo: str) -> None:
    site.push(at(site, "2026-07-07T12:00:00Z", "octo@new.example.org"))
    save_person("octo", Profile(), ["octo@new.example.org"])
    site.drain()
    assert len(services.feed.day("people", "octo", "2026-07-07")) == 1


def test_nothing_is_told_of_a_private_project(played: Site) -> None:
    project = find_project("push-octo-hello")
    assert project is not None
    project.private = True
    project.put()
    assert services.feed.day("projects", "push-octo-hello", "2026-07-14") == []
    assert [each["slug"] for each in services.projects.newest()] == ["push-octo-other"]


# Newest


def test_the_newest_are_told_first(played: Site, ada: str) -> None:
    assert [each["name"] for each in services.people.newest()] == ["ada", "mallory", "octo"]
    assert [each["name"] for each in services.people.newest(1)] == ["ada"]
    newest = services.projects.newest()
    assert [each["slug"] for each in newest] == ["push-octo-other", "push-octo-hello"]
    assert newest[0]["created"].endswith("+00:00")


def test_who_is_disabled_is_not_told(played: Site) -> None:
    person, project = find_person("octo"), find_project("push-octo-hello")
    assert person is not None
    assert project is not None
    person.disabled = project.disabled = True
    person.put()
    project.put()
    assert [each["name"] for each in services.people.newest()] == ["mallory"]
    assert [each["slug"] for each in services.projects.newest()] == ["push-octo-other"]


def test_whoever_is_new_is_told_once(site: Site, heard: list[Event]) -> None:
    def told(channel: str) -> int:
        return sum(event.channels == (channel,) for event in heard)

    save_person("octo", Profile(), ["octo@example.org"])
    save_person("octo", Profile(title="Octo"))
    site.push(site.commit())
    site.push(site.commit())
    assert (told("people"), told("projects")) == (1, 1)
    assert channels("people.newest") == ("people",)
    assert channels("projects.newest") == ("projects",)


# What they take, and what they listen to


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("hours", ["languages", "python"]),
        ("hours", ["people"]),
        ("languages", ["languages", "python"]),
        ("languages", ["people", "octo", None, 0]),
        ("race", ["games"]),
        ("race", ["people", None, 51]),
        ("year", ["games", GAME]),
        ("streak", [3]),
    ],
)
def test_wrong_arguments_are_refused(site: Site, method: str, arguments: list[Any]) -> None:
    with pytest.raises(BadField):
        getattr(services.stats, method)(*arguments)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "", 7, "2026-07-14T12:00"])
def test_what_is_no_day_is_refused(site: Site, day: object) -> None:
    with pytest.raises(BadField) as caught:
        services.feed.day("people", "octo", day)
    assert caught.value.field == "day"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("hours", ["games", None]), ("languages", ["people", "octo"]), ("streak", ["octo"]),
     ("race", ["people"])],
)  # fmt: skip
def test_a_game_there_is_not_is_told(site: Site, method: str, arguments: list[Any]) -> None:
    with pytest.raises(NotFound):
        getattr(services.stats, method)(*arguments, "other")


def test_without_a_game_there_are_no_figures(engines: object, context: None) -> None:
    assert services.stats.hours() == [[0] * 24] * 7
    assert services.stats.languages() == []
    assert services.stats.race() == {"days": [], "lines": []}
    assert services.people.badges("octo") == []
    assert services.people.newest() == []


def test_figures_listen_to_what_changes_them(site: Site) -> None:
    assert channels("stats.hours", "people", "Octo", GAME) == ("person:octo",)
    assert channels("stats.hours") == (f"game:{GAME}", "games")
    assert channels("stats.languages", "teams", "a", GAME) == ("team:a",)
    assert channels("stats.languages", "games", None, GAME) == (f"board:{GAME}/languages",)
    assert channels("stats.race", "people", GAME) == (f"game:{GAME}", f"board:{GAME}/people")
    assert channels("stats.streak", "Octo", GAME) == ("person:octo",)
    assert channels("stats.year", "projects", "x") == ("project:x", "games")
    assert channels("people.badges", "Octo", GAME) == ("person:octo",)
    assert channels("feed.day", "people", "Octo", "2026-07-14") == ("person:octo",)
