"""Points, the board, what is kept."""

from collections.abc import Callable

from webtest import TestApp

from july.bus import make_event
from july.live.services import services
from july.testing.patching import ConfigPatcher
from july.testing.site import Site

from haiku import tasks
from haiku.models import HaikuPoem
from haiku.settings import settings

Commits = Callable[..., None]


def points_of(site: Site) -> dict[str, int]:
    return {row["slug"]: row["points"] for row in site.board("people")}


def test_a_haiku_scores_five_points_more(
    commits: Commits, poem: str, site: Site, octo: str
) -> None:
    commits("Fix the test")
    before = points_of(site)[octo]
    commits(poem)
    assert points_of(site)[octo] == before + 1 + 5


def test_the_organisers_say_how_many(
    commits: Commits, poem: str, site: Site, octo: str, config_patcher: ConfigPatcher
) -> None:
    config_patcher(settings, points=2)
    commits("Fix the test")
    before = points_of(site)[octo]
    commits(poem)
    assert points_of(site)[octo] == before + 1 + 2


def test_who_wrote_most_haiku_is_first(
    commits: Commits, poem: str, pages: TestApp, octo: str, mallory: str
) -> None:
    commits(poem, "mallory@example.org")
    commits(poem)
    commits(poem.replace("frog", "toad"))
    rows = pages.get("/boards/haiku/").html.select("tbody tr")
    names = [row.select_one("a").text.strip() for row in rows]
    assert names == ["Octo Cat", "mallory"]


def test_the_newest_haiku_come_first(commits: Commits, poem: str, octo: str) -> None:
    commits(poem)
    commits("Fix the test")
    commits(poem.replace("frog", "toad"))
    first, second = services.haiku.latest()
    assert first["lines"][1] == "A toad jumps into the queue"
    assert second["commit"]["person"]["name"] == octo


def test_haiku_of_nobody_are_not_shown(commits: Commits, poem: str) -> None:
    commits(poem, "nobody@example.org")
    assert services.haiku.latest() == []


def test_a_commit_is_kept_once_however_often_it_is_heard_of(
    site: Site, poem: str, octo: str
) -> None:
    commit = site.commit(message=poem)
    site.push(commit)
    site.drain()
    event = make_event(["commits"], "commit", {"hash": commit["id"], "message": poem})
    tasks.hear(event)
    tasks.hear(event)
    site.drain()
    assert HaikuPoem.query().count() == 1
