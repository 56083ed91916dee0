"""Countdown, winners, the last game and the next, and the front page between two games."""

from datetime import date

from july.contest.actions import create_game
from july.testing.site import Site
from tests.widgets.conftest import Look


def test_the_countdown_says_which_day_of_how_many_it_is(site: Site, look: Look) -> None:
    box = look("countdown")
    assert box.data
    assert (box.data["passed"], box.data["length"]) == (14, 31)
    assert "17" in box.html
    assert "days left" in box.html


def test_winners_are_told_when_the_game_is_over(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    site.drain()
    assert look("winners", "games", "julython-2026").html == ""
    with site.later(days=30):
        html = look("winners", "games", "julython-2026").html
    assert "Octo Cat" in html
    assert "First team" in html
    assert "Pythons" in html


def test_games_tells_of_the_next_and_of_the_last(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    site.drain()
    assert "has no date yet" not in look("games").html  # one runs; there is neither last nor next
    create_game(site.game("january", date(2027, 1, 1), date(2027, 1, 31)))
    with site.later(days=30):
        box = look("games")
    assert [game["slug"] for game in (box.data or {})["upcoming"]] == ["january"]
    assert (box.data or {})["last"]["slug"] == "julython-2026"
    assert "Octo Cat" in box.html
    assert "141 days to go" in box.html


def test_between_games_the_front_page_has_results_and_the_next_date(
    site: Site, octo: str, look: Look
) -> None:
    site.push(site.commit())
    site.drain()
    assert "Who won" not in look("head").html
    with site.later(days=30):
        assert "The next game has no date yet." in look("head").html
    create_game(site.game("january", date(2027, 1, 1), date(2027, 1, 31)))
    with site.later(days=31):
        html = look("head").html
    assert "Who won" in html
    assert "Octo Cat" in html
    assert "Next: " in html
    assert "January 2027" in html


def test_everybody_sees_their_rank_however_far_down(site: Site, octo: str, look: Look) -> None:
    for number in range(12):
        site.push(
            *(site.commit(f"p{number}@example.org") for _ in range(2)), repository=f"a/{number}"
        )
    site.push(site.commit(), repository="octo/last")
    site.drain()
    assert (look("head", "projects", "push-octo-last").data or {})["rank"] == 13
