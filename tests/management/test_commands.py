"""Commands that set a site up and check it: what they print, what they refuse."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from google.cloud import ndb

from july.contest.models import Commit, Standing
from july.contest.queries import all_games
from july.contest.record import Recording, record
from july.hosts.values import Push
from july.lib import clock
from july.main import warm_up
from july.management import demo
from july.management.commands import populate
from july.management.demo import PASSWORD, make_demo
from july.people.models import Person
from july.people.queries import find_person, person_with_password
from july.people.tokens import SCOPES, bearer_of, token_digest
from july.projects.models import Delivery
from july.testing.site import JULYTHON, Site

Run = Callable[..., str]
NAMES = ("creategame", "createuser", "createhook", "createtoken", "populate", "recount")


@pytest.fixture(autouse=True)
def django() -> None:
    """Commands are found by name once Django has been set up, as the pages do."""
    warm_up()


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives what it prints on standard output."""

    def run(name: str, *arguments: str) -> str:
        capsys.readouterr()
        call_command(name, *arguments)
        return capsys.readouterr().out

    return run


def printed(run: Run, name: str, *arguments: str) -> dict[str, Any]:
    """The one JSON object that a command prints on one line."""
    (line,) = run(name, *arguments).splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def refused(run: Run, name: str, *arguments: str) -> str:
    """What a command ends with: one line. Nothing has been changed."""
    before = stored()
    with pytest.raises(CommandError) as caught:
        run(name, *arguments)
    message = str(caught.value)
    assert message
    assert "\n" not in message
    assert caught.value.returncode != 0
    assert stored() == before
    return message


def stored() -> dict[ndb.Key, ndb.Model]:
    return {entity.key: entity for entity in ndb.Query().fetch()}


@pytest.mark.parametrize("name", [*NAMES, "serve", "replay"])
def test_every_command_tells_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert get_commands()[name] == "july"
    with pytest.raises(SystemExit) as caught:
        call_command(name, "--help")
    assert caught.value.code == 0
    assert "usage: " in capsys.readouterr().out


# creategame

AUGUST = ("august", "--start", "2026-08-01", "--end", "2026-08-31", "--name", "August!")


def test_a_game_is_printed_and_made_once(run: Run) -> None:
    expected = {"slug": "august", "name": "August!", "start": "2026-08-01", "end": "2026-08-31"}
    assert printed(run, "creategame", *AUGUST) == expected
    before = stored()
    assert printed(run, "creategame", *AUGUST) == expected
    assert stored() == before


def test_a_game_without_a_name_is_called_by_its_slug(run: Run) -> None:
    days = ("--start", "2027-01-01", "--end", "2027-01-01")
    assert printed(run, "creategame", "one-day", *days)["name"] == "one-day"


@pytest.mark.parametrize(
    ("slug", "start", "end", "told"),
    [
        (
            "august",
            "2026-07-31",
            "2026-08-31",
            "julython-2026 (Julython 2026) runs from 2026-07-01",
        ),
        ("august", "2026-06-01", "2026-08-31", "games do not overlap"),
        ("august", "2026-08-31", "2026-08-01", "before it starts"),
        ("julython-2026", "2026-08-01", "2026-08-31", "other values"),
        ("Big Game", "2026-08-01", "2026-08-31", "can't stand in an address"),
        ("", "2026-08-01", "2026-08-31", "can't stand in an address"),
        ("august", "2026-02-30", "2026-08-31", "'2026-02-30' is no day"),
        ("august", "01.08.2026", "2026-08-31", "'01.08.2026' is no day"),
        ("august", "today", "2026-08-31", "'today' is no day"),
    ],
)
def test_a_game_that_can_not_be_is_refused(
    run: Run, slug: str, start: str, end: str, told: str
) -> None:
    message = refused(run, "creategame", slug, "--start", start, "--end", end)
    assert told.lower() in message.lower()
    assert [game.slug for game in all_games()] == ["julython-2026"]


@pytest.mark.parametrize(
    ("start", "end"), [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")]
)
def test_a_game_at_the_end_of_the_calendar_does_no_harm(
    run: Run, site: Site, octo: str, start: str, end: str
) -> None:
    with suppress(CommandError):
        run("creategame", "odd", "--start", start, "--end", end)
    assert site.push(site.commit()).status_int == 201
    site.api.get("/api/v1/games")
    site.api.get("/api/v1/boards/people")


def test_a_game_misses_its_dates(run: Run) -> None:
    assert "--start" in refused(run, "creategame", "august", "--end", "2026-08-31")


# createuser

OCTO = (
    "Octo", "--email", "OCTO@example.org", "--email", "octo@work.example.org", "--password",
    "tentacles-8", "--title", "Octo Cat", "--location", "Berlin, Germany", "--team", "Pythons",
)  # fmt: skip


def test_a_person_is_printed_and_made_once(run: Run, site: Site) -> None:
    expected = {
        "name": "octo",
        "title": "Octo Cat",
        "emails": ["octo@example.org", "octo@work.example.org"],
        "location": "berlin-germany",
        "team": "pythons",
        "organizer": False,
    }
    assert printed(run, "createuser", *OCTO) == expected
    site.drain()
    before = stored()
    assert printed(run, "createuser", *OCTO) == expected
    assert stored() == before
    assert person_with_password("octo", "tentacles-8")


def test_a_person_is_brought_up_to_date(run: Run) -> None:
    run("createuser", *OCTO)
    changed = printed(run, "createuser", "octo", "--organizer", "--team", "")
    assert (changed["organizer"], changed["team"], changed["title"]) == (True, None, "Octo Cat")
    assert printed(run, "createuser", "octo")["organizer"] is True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no name"], "can't be a name"),
        ([""], "can't be a name"),
        (["settings"], "can't be a name"),
        (["bea", "--email", "nothing"], "no email address"),
        (["bea", "--email", "bea@example.org", "--email", "octo@example.org"], "somebody else"),
        (["bea", "--location", "..."], "letter or digit"),
        (["bea", "--location", "Lagos", "--email", "octo@example.org"], "somebody else"),
        (["bea", "--passwort", "x"], "unrecognized"),
        ([], "name"),
    ],
)
def test_a_person_that_can_not_be_is_refused(
    run: Run, octo: str, arguments: list[str], told: str
) -> None:
    assert told in refused(run, "createuser", *arguments)


@pytest.mark.parametrize(
    "arguments",
    [["--title", "\ud800"], ["--location", "a\udcffb"], ["--email", "\udcff@example.org"]],
)
def test_bytes_that_are_no_utf8_are_refused(run: Run, arguments: list[str]) -> None:
    refused(run, "createuser", "bea", *arguments)


# createhook, createtoken


def test_a_hook_is_printed_and_made_once(run: Run, octo: str) -> None:
    made = printed(run, "createhook", "--owner", "octo", "--host", "github")
    assert set(made) == {"id", "url", "secret"}
    assert made["url"] == f"http://testserver/api/v1/github/{made['id']}"
    assert printed(run, "createhook", "--owner", "Octo", "--host", "github") == made


@pytest.mark.parametrize(
    ("owner", "host", "told"),
    [
        ("nobody", "github", "createuser"),
        ("", "github", "createuser"),
        ("octo", "sourceforge", "sourceforge"),
        ("octo", "", "github"),
        ("\udcff", "github", ""),
        ("x" * 2_000, "github", ""),
    ],
)
def test_a_hook_that_can_not_be_is_refused(
    run: Run, octo: str, owner: str, host: str, told: str
) -> None:
    assert told in refused(run, "createhook", "--owner", owner, "--host", host)


def test_a_token_is_printed_and_a_new_one_each_time(run: Run, octo: str) -> None:
    first, second = (printed(run, "createtoken", "Octo") for _ in range(2))
    assert first["name"] == "octo"
    assert first["token"] != second["token"]
    for made in (first, second):
        bearer = bearer_of(token_digest(made["token"]))
        assert bearer
        assert bearer.person.name == "octo"
        assert bearer.scopes == set(SCOPES)


def test_a_token_for_little_and_for_a_while(run: Run, octo: str) -> None:
    options = ("--scope", "streams", "--days", "30", "--title", "The heartbeat")
    made = printed(run, "createtoken", "octo", *options)
    digest = token_digest(made["token"])
    bearer = bearer_of(digest)
    assert bearer
    assert bearer.scopes == {"streams"}
    assert made["scopes"] == ["streams"]
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert bearer_of(digest) is None


def test_a_token_that_can_not_be_is_refused(run: Run, octo: str) -> None:
    assert "'everything' is no scope" in refused(
        run, "createtoken", "octo", "--scope", "everything"
    )
    assert "1 to 3660 days" in refused(run, "createtoken", "octo", "--days", "0")


def test_a_token_for_nobody_is_refused(run: Run) -> None:
    assert "createuser" in refused(run, "createtoken", "nobody")


# recount


def plant(key: ndb.Key, **values: Any) -> None:
    entity = key.get(use_cache=False)
    entity.populate(**values)
    entity.put()


def test_a_recount_of_what_is_right_finds_nothing(run: Run, site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    before = stored()
    assert run("recount", "--check") == ""
    assert run("recount") == ""
    assert stored() == before


def test_a_difference_fails_the_check_and_a_recount_mends_it(
    run: Run, site: Site, octo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.push(site.commit(), site.commit("nobody@example.org"))
    site.drain()
    right = stored()
    plant(ndb.Key(Standing, "julython-2026/people|octo"), points=1_000, commits=7)
    plant(ndb.Key(Standing, "julython-2026/languages|python"), days={"2026-07-14": 40})
    ndb.Key(Standing, "julython-2026/locations|berlin").delete()
    Standing(
        id="julython-2026/teams|ghosts", board="julython-2026/teams", subject="ghosts", points=3
    ).put()
    message = refused(run, "recount", "--check")
    found = capsys.readouterr().out
    assert "differences" in message
    for said in ("points is 1000, not 11", "commits is 7, not 1", "locations|berlin", "ghosts"):
        assert said in found
    assert run("recount").splitlines() == found.splitlines()
    assert run("recount", "--check") == ""
    site.drain()
    generations = {"generation", "due", "not_before"}
    for key, entity in right.items():
        wanted, mended = entity.to_dict(exclude=generations), key.get(use_cache=False)
        assert mended.to_dict(exclude=generations) == wanted
    assert site.board("people")[0]["points"] == 11


def test_a_row_that_is_wrong_is_found_and_mended(run: Run, site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    plant(ndb.Key("Contribution", "julython-2026|octo|push:git.example.org:octo/hello"), commits=9)
    assert "1 differences" in refused(run, "recount", "--check")
    run("recount")
    assert run("recount", "--check") == ""


def test_a_commit_that_is_gone_is_noticed(run: Run, site: Site, octo: str) -> None:
    commit = site.commit()
    site.push(commit, site.commit())
    site.drain()
    ndb.Key(Commit, commit["id"]).delete()
    refused(run, "recount", "--check")
    run("recount")
    assert site.board("people")[0]["points"] == 11
    assert run("recount", "--check") == ""


def test_a_recount_of_one_game_leaves_the_others_alone(run: Run, site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    run("creategame", *AUGUST)
    plant(ndb.Key(Standing, "julython-2026/people|octo"), points=1_000)
    assert run("recount", "--check", "--game", "august") == ""
    refused(run, "recount", "--check", "--game", "julython-2026")


@pytest.mark.parametrize("slug", ["nothing", "\udcff", "x" * 2_000])
def test_a_recount_of_a_game_there_is_not_is_refused(run: Run, slug: str) -> None:
    refused(run, "recount", "--game", slug)


# populate

DELIVERED = 3
"""Commits that came to the organiser's hook besides, and counted."""


@pytest.fixture
def short_demo(site: Site, monkeypatch: pytest.MonkeyPatch) -> int:
    """An empty site, and a demo of so few commits that it is made at once."""
    for game in all_games():
        ndb.Key("Game", game.slug).delete()
    monkeypatch.setattr(demo, "COMMITS", 100)
    return demo.COMMITS


def test_a_demo_is_a_contest_that_adds_up(short_demo: int, run: Run, site: Site) -> None:
    assert PASSWORD in run("populate")
    (game,) = all_games()
    assert game.runs_on(clock.now().date())
    assert Person.query().count() == 40
    assert Commit.query().count() == short_demo + DELIVERED
    assert person_with_password("ada", PASSWORD) == find_person("ada")
    assert site.differences() == []
    for kind in ("people", "projects", "teams", "locations", "languages"):
        assert len(site.board(kind)) >= 5
    answers = [delivery.status for delivery in Delivery.query().order(Delivery.received)]
    assert answers == [200, 201, 200, 200, 201, 401]
    assert run("populate", "--if-empty") == ""
    assert "empty sites only" in refused(run, "populate")


def test_a_site_with_a_game_is_not_populated(run: Run) -> None:
    assert "empty sites only" in refused(run, "populate")
    assert run("populate", "--if-empty") == ""
    assert all_games() == [JULYTHON]


def test_a_demo_that_was_not_finished_is_completed(
    short_demo: int, run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[Recording] = []

    def killed_halfway(push: Push) -> None:
        if len(recorded) == 20:
            raise KeyboardInterrupt
        recorded.append(record(push))

    with monkeypatch.context() as patched:
        patched.setattr(populate, "record", killed_halfway)
        with pytest.raises(KeyboardInterrupt):
            run("populate", "--if-empty")
    assert 0 < Commit.query().count() < short_demo
    with site.later(days=1, hours=3):
        assert PASSWORD in run("populate", "--if-empty")
        assert Commit.query().count() == short_demo + DELIVERED
        assert run("populate", "--if-empty") == ""
    assert len(all_games()) == 1
    assert site.differences() == []


def test_filling_is_announced_on_standard_error(
    short_demo: int, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("populate", "--if-empty")
    assert "Filling" in capsys.readouterr().err
    call_command("populate", "--if-empty")
    assert capsys.readouterr().err == ""


def test_nobody_makes_much_of_the_demo_alone() -> None:
    made = make_demo(datetime(2026, 7, 14, 12, tzinfo=UTC))
    emails = [commit.author.email for _, push in made.pushes for commit in push.commits]
    ((_, most),) = Counter(emails).most_common(1)
    assert 0.07 < most / len(emails) < 0.11


def test_the_demo_is_the_same_on_every_run_of_a_day() -> None:
    day = datetime(2026, 7, 14, tzinfo=UTC)
    now = day + timedelta(hours=12, minutes=3, seconds=1)
    assert make_demo(now) == make_demo(now)
    later = make_demo(day + timedelta(hours=21, minutes=47))
    assert make_demo(now).people == later.people
    hashes = [
        {commit.hash for _, push in made.pushes for commit in push.commits}
        for made in (make_demo(now), later)
    ]
    assert hashes[0] == hashes[1]


def test_the_demo_holds_nothing_of_the_future() -> None:
    for hour in (0, 5, 12, 23):
        now = datetime(2026, 7, 14, hour, 1, tzinfo=UTC)
        made = make_demo(now)
        times = [commit.time for _, push in made.pushes for commit in push.commits]
        assert max(time for time in times if time) <= now
        assert all(made.game.holds(time) for time in times if time)


def test_the_demo_is_as_large_as_the_help_promises() -> None:
    made = make_demo(datetime(2026, 7, 14, 12, tzinfo=UTC))
    projects = {push.repository.id for _, push in made.pushes}
    assert len(made.people) == 40
    assert len(projects) == 60
    assert sum(len(push.commits) for _, push in made.pushes) == 2_000
