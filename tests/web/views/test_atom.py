"""Feeds for feed readers."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from webtest import TestApp

from july.contest.actions import create_game
from july.contest.games import Game
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = [
    "/people/octo/atom.xml",
    "/projects/push-octo-hello/atom.xml",
    "/games/julython-2026/atom.xml",
]


def read(pages: TestApp, address: str) -> ET.Element:
    answer = pages.get(address)
    assert answer.content_type == "application/atom+xml"
    return ET.fromstring(answer.body)


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_the_last_commits_newest_first(
    site: Site, pages: TestApp, octo: str, address: str
) -> None:
    site.push(site.commit(message="First\n\nand more"))
    site.push(site.commit(message="Second"))
    feed = read(pages, address)
    assert [title.text for title in feed.findall("a:entry/a:title", ATOM)] == ["Second", "First"]
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:author/a:name", "", ATOM) == "octo"
    assert "https://git.example.org/" in ET.tostring(entry, "unicode")
    terms = [category.get("term") for category in entry.findall("a:category", ATOM)]
    assert terms == ["octo/hello", "python"]


@pytest.mark.parametrize("address", FEEDS)
def test_a_page_names_its_feed(site: Site, pages: TestApp, octo: str, address: str) -> None:
    site.push(site.commit())
    page = pages.get(address.removesuffix("atom.xml")).html
    link = page.select_one("link[rel=alternate][type='application/atom+xml']")
    assert link["href"] == address


def test_a_feed_knows_where_it_stands(pages: TestApp, octo: str) -> None:
    feed = read(pages, "/people/octo/atom.xml")
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    page = "http://testserver/people/octo/"
    assert links == {"alternate": page, "self": f"{page}atom.xml"}


def test_a_feed_without_commits_is_always_the_same(pages: TestApp, octo: str) -> None:
    first = pages.get("/people/octo/atom.xml")
    tag = {"If-None-Match": first.headers["ETag"]}
    pages.get("/people/octo/atom.xml", headers=tag, status=304)


def test_entries_keep_their_names_for_ever(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit(id="ab" * 20))
    ids = {read(pages, address).findtext("a:entry/a:id", "", ATOM) for address in FEEDS}
    assert ids == {"tag:testserver,2026:commit/" + "ab" * 20}


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("<script>alert(1)</script> & more", "<script>alert(1)</script> & more"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("修复 北京 👩‍💻", "修复 北京 👩‍💻"),
        ("\u202ereversed", "reversed"),
        ("\x01", "No message"),
    ],
)
def test_any_message_is_text(
    site: Site, pages: TestApp, octo: str, message: str, title: str
) -> None:
    site.push(site.commit(message=message))
    assert read(pages, "/people/octo/atom.xml").findtext("a:entry/a:title", "", ATOM) == title


def test_an_orphan_has_an_author_too(site: Site, pages: TestApp) -> None:
    site.push(site.commit("stranger@example.org"))
    feed = read(pages, "/projects/push-octo-hello/atom.xml")
    assert feed.findtext("a:entry/a:author/a:name", "", ATOM) == "nobody yet"
    assert "@" not in pages.get("/projects/push-octo-hello/atom.xml").text


def test_a_time_that_was_made_up_does_not_date_the_feed(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit(timestamp="2026-07-15T03:00:00Z"))
    feed = read(pages, "/people/octo/atom.xml")
    assert feed.findtext("a:updated", "", ATOM) < "2026-07-15T03:00:00"


def test_a_game_in_another_script_has_a_feed(pages: TestApp) -> None:
    create_game(Game("北京", "北京 夏", date(2026, 9, 1), date(2026, 9, 30)))
    page = pages.get("/games/%E5%8C%97%E4%BA%AC/").html
    feed = read(pages, page.select_one("link[rel=alternate]")["href"])
    assert feed.findtext("a:title", "", ATOM) == "北京 夏 · July"


def test_what_is_not_for_everybody_has_no_feed(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    person, project = find_person(octo), find_project("push-octo-hello")
    assert person
    assert project
    person.disabled = project.private = True
    person.put()
    project.put()
    for address in (*FEEDS[:2], "/people/nobody/atom.xml", "/games/nothing/atom.xml"):
        pages.get(address, status=404)
