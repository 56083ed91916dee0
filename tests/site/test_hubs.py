"""From a push to the boxes of open pages, and nothing else worked out on the way."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from july import widgets
from july.hubs.contract import Data
from july.hubs.registry import registry
from july.live.switchboard.subscriptions import PACE
from july.testing.site import Site
from tests.site.conftest import Serve
from tests.site.conversing import Connect, ask, receive

OPEN = 3
"""Pages of each sort."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often `data()` of each widget has been called for which thing."""
    widgets.load()
    counted: Counter[str] = Counter()

    def counting(name: str, data: Callable[..., Data]) -> Callable[..., Data]:
        def call(subject: Any, **settings: Any) -> Data:
            counted[f"{name} of {subject.slug or subject.kind}"] += 1
            return data(subject, **settings)

        return call

    counting_all = {
        each.name: replace(each, data=counting(each.name, each.data)) for each in registry
    }
    monkeypatch.setattr(registry, "_widgets", counting_all)
    return counted


def follow(page: ClientConnection, kind: str, slug: str, id: str) -> None:
    params = {"kind": kind, "slug": slug, "id": id}
    told = ask(page, method="hubs.widget", params=params, client=f"{slug} {id}")
    assert "data" in told, told


@pytest.fixture
def pages(
    site: Site, octo: str, mallory: str, serve: Serve, open_socket: Connect
) -> list[ClientConnection]:
    """Open pages of two people and of the game."""
    site.push(site.commit(), site.commit("mallory@example.org"))
    site.drain()
    running = serve()
    opened = [open_socket(running) for _ in range(OPEN)]
    for page in opened:
        follow(page, "games", "julython-2026", "people")
        follow(page, "games", "julython-2026", "rules")
        follow(page, "people", "octo", "calendar")
        follow(page, "people", "octo", "head")
        follow(page, "people", "mallory", "calendar")
        follow(page, "people", "mallory", "projects")
    return opened


def test_a_push_reaches_the_open_pages_concerned_and_works_out_nothing_else(
    calls: Counter[str], pages: list[ClientConnection], site: Site
) -> None:
    calls.clear()
    site.push(site.commit())
    site.drain()
    for page in pages:
        told = {receive(page)["client"] for _ in range(3)}
        assert told == {"julython-2026 people", "octo calendar", "octo head"}
    assert set(calls) == {"leaderboard of julython-2026", "calendar of octo", "head of octo"}
    assert max(calls.values()) <= 2, "once for the commit, once for the recount"


def test_many_pushes_at_once_are_worked_out_a_few_times_and_the_last_is_shown(
    calls: Counter[str], pages: list[ClientConnection], site: Site
) -> None:
    calls.clear()
    began = monotonic()
    for _ in range(20):
        site.push(site.commit())
        site.drain()
    for page in pages:
        while _commits(receive(page)) < 21:
            pass
    assert calls["leaderboard of julython-2026"] <= 2 + (monotonic() - began) / PACE
    assert calls["calendar of mallory"] == 0


def _commits(news: dict[str, Any]) -> int:
    """What the first of the board has, if it is news of the board."""
    rows = news["data"]["data"].get("rows", ())
    return rows[0]["commits"] if rows and news["client"] == "julython-2026 people" else 0
