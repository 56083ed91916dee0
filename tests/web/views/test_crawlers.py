"""The sitemap and robots.txt."""

from datetime import date
from itertools import chain
from xml.etree import ElementTree as ET

import pytest
from webtest import TestApp

from july.contest.actions import create_game
from july.contest.games import Game
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.projects.queries import find_project
from july.web import sitemap
from tests.conftest import Site

HOME = "http://testserver"


def listed(pages: TestApp, address: str) -> list[str]:
    """The addresses that a sitemap names, as paths."""
    answer = pages.get(address)
    assert answer.content_type == "application/xml"
    found = [each.text or "" for each in ET.fromstring(answer.body).iter() if each.text]
    return [text.removeprefix(HOME) for text in found if text.startswith(HOME)]


def everything(pages: TestApp) -> list[str]:
    return [page for part in listed(pages, "/sitemap.xml") for page in listed(pages, part)]


def test_every_public_page_is_in_the_sitemap_and_is_there(
    site: Site, pages: TestApp, octo: str
) -> None:
    create_game(Game("北京", "北京", date(2026, 9, 1), date(2026, 9, 30)))
    site.push(site.commit())
    site.drain()
    found = everything(pages)
    expected = {
        "/",
        "/people/",
        "/people/octo/",
        "/projects/push-octo-hello/",
        "/teams/pythons/",
        "/locations/berlin/",
        "/languages/python/",
        "/games/julython-2026/",
        "/games/%E5%8C%97%E4%BA%AC/",
    }
    assert expected <= set(found)
    assert len(found) == len(set(found))
    for address in found:
        assert pages.get(address).content_type == "text/html"


def test_what_is_not_for_everybody_is_not_in_it(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    person, project = find_person(octo), find_project("push-octo-hello")
    assert person
    assert project
    person.disabled = project.private = True
    person.put()
    project.put()
    found = everything(pages)
    assert not {"/people/octo/", "/projects/push-octo-hello/"} & set(found)
    assert not [address for address in found if address.startswith("/account/")]


def test_people_come_in_parts_without_one_missing_or_twice(
    site: Site, pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 3)
    names = [f"p{number}" for number in range(8)]
    for name in names:
        save_person(name, Profile(), [])
    parts = [part for part in listed(pages, "/sitemap.xml") if "people" in part]
    assert parts == [f"/sitemap-people-{number}.xml" for number in (1, 2, 3)]
    found = [listed(pages, part) for part in parts]
    assert [len(part) for part in found] == [3, 3, 2]
    assert sorted(chain.from_iterable(found)) == [f"/people/{name}/" for name in names]


def test_somebody_new_is_in_a_part_that_was_there_before(
    site: Site, pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 2)
    for name in ("b", "d", "f", "h"):
        save_person(name, Profile(), [])
    everything(pages)
    for name in ("a", "c", "e", "z"):
        save_person(name, Profile(), [])
    found = [address for address in everything(pages) if address.startswith("/people/")]
    assert found[1:] == [f"/people/{name}/" for name in "abcdefhz"]


def test_no_more_is_told_than_is_read_at_once(
    site: Site, pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 1)
    monkeypatch.setattr(sitemap, "MOST_PARTS", 2)
    for number in range(5):
        save_person(f"p{number}", Profile(), [])
    parts = [part for part in listed(pages, "/sitemap.xml") if "people" in part]
    assert len(parts) == 2
    assert sum(len(listed(pages, part)) for part in parts) <= 2 * 2


@pytest.mark.parametrize("part", ["people-0", "people-2", "people-999999999", "money-1"])
def test_a_part_there_is_not_is_not_found(pages: TestApp, part: str) -> None:
    pages.get(f"/sitemap-{part}.xml", status=404)


def test_robots_find_the_sitemap_and_leave_accounts_alone(pages: TestApp) -> None:
    answer = pages.get("/robots.txt")
    assert answer.content_type == "text/plain"
    assert f"Sitemap: {HOME}/sitemap.xml" in answer.text
    for path in ("/account/", "/report/"):
        assert f"Disallow: {path}\n" in answer.text
    assert "Disallow: /\n" not in answer.text
