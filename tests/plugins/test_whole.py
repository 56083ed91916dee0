"""A site with a plugin that gives everything to the contest, served by a process of its own."""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.poets import write_poets
from tests.whole.serving import Hook, Place, encode, eventually, place

pytestmark = pytest.mark.processes

POEM = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again"
GERMAN = {"Accept-Language": "de"}


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugins")
    write_poets(folder)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, plugins: Path) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("whole") / "data", JULY_PLUGINS=str(plugins)) as made:
        made.create_game()
        made.made("createuser", "octo", "--email", "octo@example.org", "--team", "Poets")
        made.start("--strict")
        yield made


@pytest.fixture(scope="module")
def hook(site: Place) -> Hook:
    return site.create_hook("octo", "inkwell")


def deliver(site: Place, hook: Hook, project: str, **commit: str) -> dict[str, Any]:
    """One commit, signed as the plugin's host signs."""
    body = encode(project, [site.commit("octo@example.org", **commit)])
    signature = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Inkwell": signature}
    answer = site.request("POST", hook.path, body, headers)
    assert answer.status in {200, 201}, answer
    found: dict[str, Any] = answer.json
    return found


def points(site: Place, kind: str, slug: str) -> int:
    """On a board, when all is counted."""
    site.settle()
    rows = site.get(f"/api/v1/boards/{kind}")["models"]
    return next((row["points"] for row in rows if row["slug"] == slug), 0)


def page(site: Place, path: str, **headers: str) -> str:
    answer = site.request("GET", path, headers=headers)
    assert answer.status == 200, (path, answer)
    return answer.body.decode()


def test_a_push_to_a_plugins_host_scores_by_its_rules_on_every_board(
    site: Place, hook: Hook
) -> None:
    places = (("people", "octo"), ("teams", "poets"), ("projects", "ink-octo-pond"))
    before = [points(site, *place) for place in places]
    poems = points(site, "poets", "octo")
    answer = deliver(site, hook, "octo/pond", message=POEM)
    (commit,) = answer["commits"]
    assert (commit["verdict"], commit["points"]) == ("counted", 16)
    assert answer["project"]["slug"] == "ink-octo-pond"
    (commit,) = deliver(site, hook, "octo/pond", message="fix")["commits"]
    assert (commit["verdict"], commit["rule"]) == ("excluded", "only-fix")
    assert [points(site, *place) for place in places] == [total + 16 for total in before]
    eventually(lambda: points(site, "poets", "octo") == poems + 1)
    assert "Poet" in page(site, "/people/octo/w/badges/")
    site.manage("recount", "--check")


def test_a_delivery_with_another_signature_is_refused(site: Place, hook: Hook) -> None:
    body = encode("octo/poems", [site.commit("octo@example.org")])
    assert site.request("POST", hook.path, body, {"X-Inkwell": "0" * 64}).status == 401


def test_its_host_has_a_page_in_the_help_and_one_in_the_api(site: Place) -> None:
    assert "Dip your pen." in page(site, "/help/hooks/inkwell/")
    assert "/help/hooks/inkwell/" in page(site, "/help/hooks/")
    assert site.get("/api/v1/inkwell")["title"] == "Inkwell"


def test_its_pages_speak_the_visitors_language_and_leave_julys_own_words_alone(site: Place) -> None:
    assert "<h1>Dichter</h1>" in page(site, "/boards/poets/", **GERMAN)
    told = page(site, "/help/poems/", **GERMAN)
    assert "Ein Gedicht hat drei Zeilen." in told
    assert "Bretter vom Plugin" not in told
    assert "A poem has three lines." in page(site, "/help/poems/")
    assert "/help/poems/" in page(site, "/help/")


def test_its_indexes_are_printed_with_julys_for_the_cloud(site: Place) -> None:
    printed = site.manage("indexes").stdout
    assert printed.startswith("indexes:\n")
    assert "- kind: Commit\n" in printed
    assert "- kind: Poem\n  properties:\n  - name: lines\n" in printed


def test_its_periodic_task_is_carried_out(site: Place) -> None:
    eventually(lambda: _done(site.data, "poets-read"))


def _done(data: Path, task: str) -> bool:
    """Whether a task whose name begins so has come to its end, whatever queue it was in."""
    with closing(sqlite3.connect(f"file:{data / 'july.db'}?mode=ro", uri=True)) as file:
        names = file.execute("SELECT name FROM task_tombstones").fetchall()
    return any(task in name for (name,) in names)


def test_when_it_is_gone_everything_it_gave_stays_as_it_was(
    site: Place, hook: Hook, tmp_path: Path
) -> None:
    deliver(site, hook, "octo/frog", message=POEM + "!")
    site.settle()
    eventually(lambda: bool(points(site, "poets", "octo")))
    before = site.get("/api/v1/boards/people")["models"]
    site.stop()
    site._environment["JULY_WITHOUT_PLUGINS"] = "poets"
    site.start("--strict")
    assert site.get("/api/v1/boards/people")["models"] == before
    site.manage("recount", "--check")
    assert site.request("POST", hook.path, b"{}").status == 404
    assert site.request("GET", "/boards/poets/").status == 404
    assert page(site, "/projects/ink-octo-frog/")
    assert page(site, "/people/octo/")
    site.manage("verify")
    copy = tmp_path / "july.backup"
    site.manage("backup", str(copy))
    with place(tmp_path / "restored", JULY_BASE_URL=site.url) as restored:
        restored.manage("restore", str(copy))
        restored.manage("verify")
        restored.manage("recount", "--check")
    del site._environment["JULY_WITHOUT_PLUGINS"]
    site.stop()
    site.start("--strict")
    assert points(site, "poets", "octo") >= 1
