"""Badges that plugins give beside July's own."""

from collections.abc import Iterable

from webtest import TestApp

from july.contest.badges import Badge, BadgeRule, Totals
from july.contest.games import Game
from july.live.services.own import people
from july.testing.site import Site
from tests.plugins.conftest import Plug
from tests.plugins.test_scoring import HAIKU, POEM


def poet(totals: Totals, _game: Game) -> Iterable[Badge]:
    points = sum(totals.bonus.values())
    return [Badge("poet-5", "poet", 5, min(totals.bonus))] if points >= 5 else []


def fails(_totals: Totals, _game: Game) -> Iterable[Badge]:
    raise RuntimeError("no dictionary")


def of_another_sort(_totals: Totals, _game: Game) -> Iterable[Badge]:
    return [Badge("commits-7", "commits", 7, None)]


POET = BadgeRule("poet", lambda at: f"Poet of {at}", "For haiku.", poet)


def test_a_badge_is_earned_by_totals_and_stands_on_the_persons_hub(
    site: Site, octo: str, plug: Plug, pages: TestApp
) -> None:
    plug(badges=[POET], scoring_rules=[HAIKU])
    site.push(site.commit(message=POEM))
    assert [(badge["slug"], badge["day"]) for badge in people.badges("octo")] == [
        ("commits-1", "2026-07-14"),
        ("poet-5", "2026-07-14"),
    ]
    medals = pages.get("/people/octo/w/badges/").html.select(".medals li")
    assert "Poet of 5" in medals[1].text
    assert "For haiku." in medals[1].text


def test_one_that_fails_costs_nobody_a_badge(site: Site, octo: str, plug: Plug) -> None:
    plugin = plug(
        badges=[
            BadgeRule("broken", str, "", fails),
            BadgeRule("sly", str, "", of_another_sort),
            POET,
        ],
        scoring_rules=[HAIKU],
    )
    site.push(site.commit(message=POEM))
    assert [badge["slug"] for badge in people.badges("octo")] == ["commits-1", "poet-5"]
    assert [fault.split(":")[0] for fault in plugin.faults] == ["badges of broken", "badges of sly"]


def test_none_can_take_the_place_of_julys(site: Site, octo: str, plug: Plug) -> None:
    plugin = plug(badges=[BadgeRule("commits", str, "", fails)])
    site.push(site.commit())
    assert [badge["slug"] for badge in people.badges("octo")] == ["commits-1"]
    assert plugin.faults == ["badges: ValueError: there is another BadgeRule called 'commits'"]
