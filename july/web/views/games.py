"""The games, past, present and to come."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.games import Game
from july.contest.queries import all_games
from july.hubs.games import Shown, shown, winners
from july.web.requests import PageRequest

NEXT = "next"


@dataclass(frozen=True, slots=True)
class Entry:
    """A game in the archive."""

    shown: Shown
    winners: dict[str, Any]
    """As `july.hubs.games.winners` has them; of a game that has not begun none."""


def games(request: PageRequest) -> HttpResponse:
    """Games to come, the one that runs, and all that are over with those who won them."""
    entries = [_entry(game) for game in all_games()]
    upcoming = [each for each in entries if each.shown.state == NEXT]
    begun = [each for each in reversed(entries) if each.shown.state != NEXT]
    years: dict[int, list[Entry]] = {}
    for each in begun:
        years.setdefault(each.shown.game.first.year, []).append(each)
    return render(request, "games.html", {"upcoming": upcoming, "years": years})


def _entry(game: Game) -> Entry:
    now = shown(game)
    return Entry(now, {} if now.state == NEXT else winners(game))
