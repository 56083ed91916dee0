"""The archive of games."""

from datetime import date

from webtest import TestApp

from july.contest.actions import create_game
from july.testing.site import Site


def test_the_archive_tells_who_won_each_game_and_what_comes(
    site: Site, pages: TestApp, octo: str
) -> None:
    site.push(site.commit())
    site.drain()
    create_game(site.game("past", date(2025, 7, 1), date(2025, 7, 31)))
    create_game(site.game("january", date(2027, 1, 1), date(2027, 1, 31)))
    page = pages.get("/games/").html
    assert "january" in page.find(id="upcoming").find_parent("section").text
    assert [year.text for year in page.select(".game-year-name")] == ["2026", "2025"]
    running, past = page.select("article.game-row")
    assert "In the lead:" in running.text
    assert running.select_one(".podium-who a").text == "Octo Cat"
    assert "Pythons" in running.select_one(".firsts").text
    assert "Nobody scored." in past.text
