"""Hubs over HTTP: the page, its JSON, and each widget alone."""

from dataclasses import replace

import pytest
from webtest import TestApp

from july.hubs.contract import Data
from july.hubs.registry import registry
from july.live.services import services
from july.testing.site import Site

HUBS = (
    "/",
    "/games/julython-2026/",
    "/people/octo/",
    "/projects/push-octo-hello/",
    "/teams/pythons/",
    "/locations/berlin/",
    "/languages/python/",
)


@pytest.mark.parametrize("path", HUBS)
def test_every_widget_of_a_hub_can_be_had_alone_with_the_same_data(
    path: str, site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    site.drain()
    hub = pages.get(f"{path}json").json
    page = pages.get(path).html
    assert hub["path"] == path
    assert hub["widgets"]
    for told in hub["widgets"]:
        alone = pages.get(f"{path}w/{told['id']}/json").json
        assert alone["data"] == told["data"]
        assert page.find(id=f"w-{told['id']}") is not None
        assert alone["html"].strip() == pages.get(f"{path}w/{told['id']}/?fragment=1").text.strip()
        assert pages.get(f"{path}w/{told['id']}/").html.find(id=f"w-{told['id']}") is not None


def test_what_is_pushed_is_what_is_fetched(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    pushed = services.hubs.widget("people", "octo", "calendar")
    assert pushed == pages.get("/people/octo/w/calendar/json").json


def test_an_unknown_widget_is_not_found(pages: TestApp, octo: str) -> None:
    pages.get("/people/octo/w/horoscope/", status=404)
    pages.get("/people/octo/w/horoscope/json", status=404)


def test_a_name_in_capitals_leads_to_the_json_of_the_person(pages: TestApp, octo: str) -> None:
    answer = pages.get("/people/OCTO/json?game=julython-2026", status=301)
    assert answer.location.endswith("/people/octo/json?game=julython-2026")


def test_a_push_makes_stale_what_it_changes_and_nothing_else(
    site: Site, pages: TestApp, octo: str, mallory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counted(name: str) -> None:
        widget = registry.find(name)
        data = widget.data

        def counting(subject: object, **settings: object) -> Data:
            calls.append(f"{name} of {getattr(subject, 'slug', '')}")
            return data(subject, **settings)

        replaced = {**registry._widgets, name: replace(widget, data=counting)}
        monkeypatch.setattr(registry, "_widgets", replaced)

    for name in ("leaderboard", "calendar", "rules"):
        counted(name)
    site.push(site.commit(), site.commit("mallory@example.org"))
    site.drain()
    for path in ("/", "/games/julython-2026/", "/people/octo/", "/people/mallory/"):
        pages.get(path)
    calls.clear()
    for path in ("/", "/games/julython-2026/", "/people/octo/", "/people/mallory/"):
        pages.get(path)
    assert calls == []
    site.push(site.commit())
    site.drain()
    for path in ("/", "/games/julython-2026/", "/people/octo/", "/people/mallory/"):
        pages.get(path)
    assert sorted(set(calls)) == [
        "calendar of julython-2026",
        "calendar of octo",
        "leaderboard of ",
        "leaderboard of julython-2026",
    ]


def test_a_leaderboard_leads_to_the_whole_board(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit())
    page = pages.get("/games/julython-2026/").html
    assert page.select_one("#w-people .widget-head a")["href"] == "/people/"
