"""`card.png`, and what a page says of itself where somebody shares it."""

from datetime import date
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from django.core.cache import caches
from PIL import Image
from webtest import TestApp

from july.contest.actions import create_game
from july.contest.games import Game
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site
from july.web.cards import Card, drawing
from july.web.views import cards

LARGEST = 100_000


@pytest.fixture(autouse=True)
def _none_drawn_before() -> None:
    caches["pictures"].clear()


def size(picture: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(picture)) as image:
        assert image.format == "PNG"
        return image.size


@pytest.mark.parametrize(
    "address",
    [
        "/card.png",
        "/people/octo/card.png",
        "/projects/push-octo-hello/card.png",
        "/games/julython-2026/card.png",
    ],
)
def test_a_card_is_a_png_as_large_as_others_want_it(
    site: Site, pages: TestApp, octo: str, address: str
) -> None:
    site.push(site.commit())
    answer = pages.get(address)
    assert answer.content_type == "image/png"
    assert size(answer.body) == (1200, 630)
    assert len(answer.body) < LARGEST
    assert not {"Set-Cookie", "Vary"} & set(answer.headers)


@pytest.mark.parametrize(
    "title", ["北京 李明", "مريم العربية", "<script>", "x" * 5000, "👩‍💻", "\u202eevil", "\0\ud800"]
)
def test_any_name_gives_a_card(pages: TestApp, octo: str, title: str) -> None:
    person = find_person(octo)
    assert person
    person.title = title.encode("utf-8", "replace").decode()
    person.put()
    assert size(pages.get("/people/octo/card.png").body) == (1200, 630)


def test_a_game_of_a_year_fits_too(pages: TestApp, octo: str) -> None:
    create_game(Game("year", "All of 2027", date(2027, 1, 1), date(2027, 12, 31)))
    assert size(pages.get("/games/year/card.png").body) == (1200, 630)
    assert pages.get("/people/octo/card.png?game=year").body


def test_a_card_is_drawn_once_until_the_totals_change(
    site: Site, pages: TestApp, octo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Card] = []

    def note(card: Card) -> bytes:
        drawn.append(card)
        return b"PNG"

    monkeypatch.setattr(cards, "draw", note)
    first = pages.get("/people/octo/card.png")
    pages.get("/people/octo/card.png")
    assert len(drawn) == 1
    caches["pictures"].clear()
    tag = {"If-None-Match": first.headers["ETag"]}
    pages.get("/people/octo/card.png", headers=tag, status=304)
    assert len(drawn) == 1
    site.push(site.commit())
    assert pages.get("/people/octo/card.png", headers=tag).headers["ETag"] != first.headers["ETag"]
    assert len(drawn) == 2


def test_too_many_cards_at_once_are_refused(
    pages: TestApp, octo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = BoundedSemaphore(1)
    turns.acquire()
    monkeypatch.setattr(drawing, "_turns", turns)
    monkeypatch.setattr(drawing, "PATIENCE", 0.01)
    assert pages.get("/people/octo/card.png", status=503).headers["Retry-After"]


def test_what_is_not_for_everybody_has_no_card(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    person, project = find_person(octo), find_project("push-octo-hello")
    assert person
    assert project
    person.disabled = project.disabled = True
    person.put()
    project.put()
    for address in ("people/octo", "projects/push-octo-hello", "people/nobody", "games/nothing"):
        pages.get(f"/{address}/card.png", status=404)


def told(pages: TestApp, address: str) -> dict[str, str]:
    """What the head of a page says to others."""
    head = pages.get(address).html.head
    named = {tag.get("property") or tag.get("name"): tag["content"] for tag in head("meta")[1:]}
    return named | {
        "title": head.title.text,
        "canonical": head.select_one("[rel=canonical]")["href"],
    }


def test_a_page_tells_others_what_it_is(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit(), site.commit())
    said = told(pages, "/people/octo/")
    assert said["og:title"] == "Octo Cat · Julython 2026"
    expected = "Octo Cat has 12 points from 2 commits on 1 day in Julython 2026."
    assert said["description"] == said["og:description"] == expected
    assert said["og:image"] == "http://testserver/people/octo/card.png"
    assert said["canonical"] == said["og:url"] == "http://testserver/people/octo/"
    assert said["twitter:card"] == "summary_large_image"


def test_each_kind_of_page_says_something_else(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    addresses = [
        "/",
        "/people/",
        "/people/octo/",
        "/projects/push-octo-hello/",
        "/teams/pythons/",
        "/languages/python/",
        "/games/",
        "/games/julython-2026/",
        "/live/",
        "/pulse/",
    ]
    said = [told(pages, address) for address in addresses]
    assert len({each["description"] for each in said}) == len(addresses)
    assert len({each["title"] for each in said}) == len(addresses)


def test_the_picture_of_every_page_is_there(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    for address in ("/", "/people/octo/", "/projects/push-octo-hello/", "/games/julython-2026/"):
        picture = told(pages, address)["og:image"]
        assert pages.get(picture.removeprefix("http://testserver")).content_type == "image/png"


def test_another_game_is_another_page_and_nothing_else_is(pages: TestApp, octo: str) -> None:
    create_game(Game("北京", "北京", date(2026, 1, 1), date(2026, 1, 31)))
    said = told(pages, "/people/octo/?game=%E5%8C%97%E4%BA%AC&utm_source=somewhere")
    assert said["canonical"] == "http://testserver/people/octo/?game=%E5%8C%97%E4%BA%AC"
    assert said["og:image"].endswith("/people/octo/card.png?game=%E5%8C%97%E4%BA%AC")


def test_names_stay_inside_what_is_told(pages: TestApp) -> None:
    save_person("mallory", Profile(title='"><script>alert(1)</script>'), [])
    page = pages.get("/people/mallory/")
    assert "<script>alert" not in page.text
    assert told(pages, "/people/mallory/")["og:title"].startswith('"><script>')


def test_an_error_is_no_page_to_share(pages: TestApp) -> None:
    page = pages.get("/nothing/", status=404)
    assert page.html.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.html.select("[property^='og:'], [rel=canonical]")
