"""A site that scripts set up while it is served: from a signed push to the boards."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.whole.serving import Hook, Place, Stream, encode

pytestmark = pytest.mark.processes

BOARDS = ("people", "projects", "teams", "locations", "languages")
_numbers = count(1)


def new_project() -> str:
    return f"octo/project-{next(_numbers)}"


def verdicts(answer: Any) -> list[str]:
    return [commit["verdict"] for commit in answer.json["commits"]]


def points(site: Place, kind: str, slug: str) -> int:
    total: int = site.get(f"/api/v1/{kind}/{slug}")["points"]
    return total


def everything(site: Place) -> list[Any]:
    """All that readers can see of the totals, once the queue is empty."""
    site.settle()
    boards = [site.get(f"/api/v1/boards/{kind}?limit=100")["models"] for kind in BOARDS]
    return [*boards, site.get("/api/v1/games/now"), site.get("/api/v1/stats/commits")]


def test_two_commits_to_a_new_project_give_twelve_points(site: Place, hook: Hook) -> None:
    before = points(site, "people", "octo")
    body = encode(new_project(), [site.commit("octo@example.org") for _ in range(2)])
    answer = site.push(hook, body)
    assert answer.status == 201
    assert [commit["points"] for commit in answer.json["commits"]] == [11, 1]
    rows = site.get("/api/v1/boards/people")["models"]
    assert [row["points"] for row in rows if row["slug"] == "octo"] == [before + 12]
    assert site.get(f"/api/v1/projects/{answer.json['project']['slug']}")["points"] == 12


def test_the_same_body_again_moves_nothing(site: Place, hook: Hook) -> None:
    body = encode(new_project(), [site.commit("octo@example.org") for _ in range(2)])
    assert site.push(hook, body).status == 201
    before = everything(site)
    again = site.push(hook, body)
    assert (again.status, verdicts(again)) == (200, ["duplicate"] * 2)
    assert everything(site) == before


def test_twenty_copies_at_once_count_once(site: Place, hook: Hook) -> None:
    before = points(site, "people", "octo")
    body = encode(new_project(), [site.commit("octo@example.org") for _ in range(2)])
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: site.push(hook, body), range(20)))
    found = [verdict for answer in answers for verdict in verdicts(answer)]
    assert (found.count("counted"), found.count("duplicate")) == (2, 38)
    assert {answer.status for answer in answers} <= {200, 201}
    assert points(site, "people", "octo") == before + 12


def test_a_push_signed_with_another_secret_changes_nothing(site: Place, hook: Hook) -> None:
    body = encode(new_project(), [site.commit("octo@example.org")])
    before = everything(site)
    forged = Hook(hook.path, "guessed")
    assert site.push(forged, body).status == 401
    assert everything(site) == before


def test_a_delivery_is_found_again_by_its_owner(site: Place, hook: Hook) -> None:
    answer = site.push(hook, encode(new_project(), [site.commit("octo@example.org")])).json
    token = site.made("createtoken", "octo")["token"]
    headers = {"Authorization": f"Bearer {token}"}
    found = site.request("GET", f"/api/v1/deliveries/{answer['delivery']}", headers=headers).json
    assert found["answer"]["commits"] == answer["commits"]
    assert hook.secret not in json.dumps(found)


def test_who_moves_takes_their_points_along(site: Place, hook: Hook) -> None:
    site.made("createuser", "yara", "--email", "yara@example.org", "--location", "Osaka")
    token = site.made("createtoken", "yara")["token"]
    site.push(hook, encode(new_project(), [site.commit("yara@example.org") for _ in range(3)]))
    site.settle()
    assert points(site, "locations", "osaka") == 13
    answer = site.request(
        "PATCH",
        "/api/v1/people/yara",
        b'{"location": "Lagos"}',
        {"Authorization": f"Bearer {token}"},
    )
    assert (answer.status, answer.json["location"]) == (200, "lagos")
    site.settle()
    assert (points(site, "locations", "osaka"), points(site, "locations", "lagos")) == (0, 13)
    assert "osaka" not in {row["slug"] for row in site.get("/api/v1/boards/locations")["models"]}
    assert site.manage("recount", "--check").returncode == 0


def test_an_address_that_is_verified_later_brings_its_commits(site: Place, hook: Hook) -> None:
    body = encode(new_project(), [site.commit("late@example.org") for _ in range(2)])
    assert verdicts(site.push(hook, body)) == ["orphan"] * 2
    site.made("createuser", "late", "--email", "late@example.org")
    site.settle()
    assert points(site, "people", "late") == 12
    assert site.manage("recount", "--check").returncode == 0


@pytest.fixture
def at_once(site: Place) -> Callable[..., list[subprocess.CompletedProcess[str]]]:
    """Runs commands at the same time, while the site is served."""

    def run(commands: list[list[str]]) -> list[subprocess.CompletedProcess[str]]:
        with ThreadPoolExecutor(len(commands)) as pool:
            return list(pool.map(lambda each: site.manage(*each, status=None), commands))

    return run


def test_of_games_that_overlap_made_at_once_there_is_one(
    site: Place, at_once: Callable[..., list[subprocess.CompletedProcess[str]]]
) -> None:
    days = ("--start", "2031-07-01", "--end", "2031-07-31")
    done = at_once([["creategame", f"game-{number}", *days] for number in range(4)])
    assert sorted(each.returncode for each in done) == [0, 1, 1, 1]
    assert [each.stderr.count("\n") for each in done if each.returncode] == [1, 1, 1]
    slugs = [game["slug"] for game in site.get("/api/v1/games")["models"]]
    assert len([slug for slug in slugs if slug.startswith("game-")]) == 1


def test_of_people_who_want_one_address_at_once_one_gets_it(
    site: Place, at_once: Callable[..., list[subprocess.CompletedProcess[str]]]
) -> None:
    email = ("--email", "wanted@example.org")
    done = at_once([["createuser", f"person-{number}", *email] for number in range(4)])
    assert sorted(each.returncode for each in done) == [0, 1, 1, 1]
    names = [person["name"] for person in site.get("/api/v1/people?limit=100")["models"]]
    assert len([name for name in names if name.startswith("person-")]) == 1


def test_the_line_that_a_demo_greets_with_pushes_a_commit(tmp_path: Path) -> None:
    site = Place(tmp_path / "data")
    try:
        site.create_game()
        site.made("createuser", "ada", "--email", "ada@example.org")
        site.start("--greet")
        assert site.process is not None
        greeting = iter(site.process.stdout.readline, "")
        line = next(line for line in greeting if "curl" in line)
        stream = Stream(site)
        path = f"{Path(sys.executable).parent}:{site.environment['PATH']}"
        done = subprocess.run(
            ["sh", "-c", line.partition("Push:")[2]],
            env={"PATH": path, "no_proxy": "127.0.0.1"},
            capture_output=True,
            check=True,
            timeout=30,
        )
        (commit,) = json.loads(done.stdout)["commits"]
        assert commit["verdict"] == "counted"
        assert stream.until(commit["hash"])[-1].data["message"].startswith("Say hello to July")
        assert site.get("/api/v1/boards/people")["models"][0]["points"] == 11
        stream.close()
    finally:
        site.close()
