"""The games, past, present and to come."""

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.queries import all_games, find_game
from july.contest.totals import BOARDS, GAME
from july.live.services.own import boards, feed, stats
from july.live.services.own import games as told_games
from july.web.calendars import drawn
from july.web.games import shown
from july.web.requests import PageRequest

TOP = 5
FEED = 10
WINNERS = 3


def games(request: PageRequest) -> HttpResponse:
    """All games, the newest first, each with those who lead or won it."""
    listed = [(shown(game), boards.people(game.slug, WINNERS)) for game in all_games()[::-1]]
    return render(request, "games.html", {"games": listed})


def game(request: PageRequest, slug: str) -> HttpResponse:
    """One game: its days, its totals, the head of each board."""
    found = find_game(slug)
    context = {
        "game": shown(found),
        "standing": told_games.get(found.slug),
        "calendar": drawn(found, stats.calendar(GAME, game=found.slug)),
        "heads": [(kind, boards.rows(kind, found.slug, TOP)) for kind in BOARDS],
        "messages": feed.latest(f"game:{found.slug}", FEED),
    }
    return render(request, "game.html", context)
