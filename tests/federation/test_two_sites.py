"""Two sites that show each other's boards, each a process of its own."""

import json
import re
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest

from july.live.client import WebSocket
from tests.whole.serving import Hook, Place, encode, eventually, place

pytestmark = pytest.mark.processes

SITES = "JULY_PLUGIN_FEDERATION_SITES"
HEADING = "Among friends"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """Lisbon, where ada is, and Berlin, where octo is."""
    folder = tmp_path_factory.mktemp("sites")
    with place(folder / "lisbon") as lisbon, place(folder / "berlin") as berlin:
        befriend(lisbon, berlin, "Julython Berlin")
        befriend(berlin, lisbon, "Julython Lisbon")
        for site, name in ((lisbon, "ada"), (berlin, "octo")):
            site.create_game()
            site.made("createuser", name, "--email", f"{name}@example.org")
            site.start()
        yield lisbon, berlin


@pytest.fixture(scope="module")
def hook(sites: tuple[Place, Place]) -> Hook:
    """The hook of octo in Berlin."""
    return sites[1].create_hook("octo")


def befriend(site: Place, other: Place, title: str) -> None:
    friend = {"title": title, "address": other.url, "timeout": 2, "failures": 2}
    site._environment = {**site._environment, SITES: json.dumps({"friend": friend})}


def told(site: Place, **params: Any) -> Any:
    """What the service says there."""
    question = {"jsonrpc": "2.0", "id": 1, "method": "federation.boards", "params": params}
    return site.request("POST", "/jsonrpc", json.dumps(question).encode()).json["result"]


def points(answer: Any) -> int:
    """Those of all rows together."""
    return sum(row["points"] for row in answer["merged"])


def page(site: Place, query: str = "") -> str:
    answer = site.request("GET", f"/federation/{query}")
    assert answer.status == 200, site.log
    return answer.body.decode()


def text_of(html: str) -> str:
    """What stands there to be read."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_each_shows_the_board_of_the_other_as_it_grows(
    sites: tuple[Place, Place], hook: Hook
) -> None:
    lisbon, berlin = sites
    heard: Queue[Any] = Queue()
    with WebSocket(f"{lisbon.url.replace('http', 'ws')}/ws") as visitor:
        visitor.subscribe(heard.put, "federation.boards", kind="people")
        before = points(heard.get(timeout=20))
        berlin.push(hook, encode("octo/hello", [berlin.commit("octo@example.org")]))
        grown = heard.get(timeout=20)
        while points(grown) == before:
            grown = heard.get(timeout=20)
    (row,) = grown["merged"]
    assert (row["name"], row["site"]) == ("octo", "Julython Berlin")
    assert row["url"] == f"{berlin.url}/people/octo/"
    here, there = grown["sites"]
    assert (here["rows"], there["rows"][0]["name"], there["state"]) == ([], "octo", "here")
    assert there["game"] == "now"
    assert told(berlin)["sites"][1]["title"] == "Julython Lisbon"


def test_the_page_shows_them_as_one_or_side_by_side(sites: tuple[Place, Place], hook: Hook) -> None:
    lisbon, berlin = sites
    berlin.push(hook, encode("octo/hello", [berlin.commit("octo@example.org")]))
    eventually(lambda: bool(told(lisbon)["merged"]))
    merged = page(lisbon)
    assert HEADING in merged
    assert f'<a href="{berlin.url}/people/octo/" rel="noopener noreferrer">octo</a>' in merged
    beside = text_of(page(lisbon, "?arrangement=beside"))
    assert "This site" in beside
    assert "Julython Berlin now" in beside
    assert lisbon.request("GET", "/federation/?board=planets").status == 400
    assert lisbon.request("GET", "/federation/?arrangement=heap").status == 400


def test_a_visitors_page_asks_no_other_site(sites: tuple[Place, Place]) -> None:
    html = page(sites[0])
    loaded = re.findall(r'<(?:script|img|iframe|source)[^>]* src="([^"]*)"', html)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload)"[^>]* href="([^"]*)"', html)
    assert loaded
    assert all(each.startswith("/") for each in loaded)


def test_the_box_stands_on_the_front_page(sites: tuple[Place, Place], hook: Hook) -> None:
    lisbon, berlin = sites
    berlin.push(hook, encode("octo/hello", [berlin.commit("octo@example.org")]))
    eventually(lambda: bool(told(lisbon)["merged"]))
    eventually(lambda: "Julython Berlin" in lisbon.request("GET", "/").body.decode())
    assert HEADING in lisbon.request("GET", "/").body.decode()


def test_a_site_that_is_away_stays_with_its_last_numbers_and_their_age(
    sites: tuple[Place, Place], hook: Hook
) -> None:
    lisbon, berlin = sites
    berlin.push(hook, encode("octo/hello", [berlin.commit("octo@example.org")]))
    eventually(lambda: told(lisbon)["sites"][1]["rows"] != [])
    berlin.kill()
    eventually(lambda: told(lisbon)["sites"][1]["state"] == "away")
    away = told(lisbon)["sites"][1]
    assert away["rows"][0]["name"] == "octo"
    assert away["seen"] is not None
    assert "Does not answer. Last heard" in text_of(page(lisbon))
    assert "octo Julython Berlin · last known" in text_of(page(lisbon))
    berlin.start()
    eventually(lambda: told(lisbon)["sites"][1]["state"] == "here")
    assert told(lisbon)["sites"][1]["seen"] is None
    assert "Does not answer" not in text_of(page(lisbon))
