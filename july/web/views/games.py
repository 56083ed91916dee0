"""The games, past, present and to come."""

from django.http import HttpResponse
from django.shortcuts import render

from july.contest import feed
from july.contest.boards import top
from july.contest.queries import all_games, find_game, find_standing
from july.contest.totals import BOARDS, GAME
from july.web.calendars import calendar
from july.web.games import shown
from july.web.requests import PageRequest

TOP = 5
FEED = 10
WINNERS = 3


def games(request: PageRequest) -> HttpResponse:
    """All games, the newest first, each with those who lead or won it."""
    listed = [(shown(game), top("people", game.slug, WINNERS)) for game in all_games()[::-1]]
    return render(request, "games.html", {"games": listed})


def game(request: PageRequest, slug: str) -> HttpResponse:
    """One game: its days, its totals, the head of each board."""
    found = find_game(slug)
    standing = find_standing(found.slug, GAME, found.slug)
    context = {
        "game": shown(found),
        "standing": standing,
        "calendar": calendar(found, GAME, standing),
        "heads": [(kind, top(kind, found.slug, TOP)) for kind in BOARDS],
        "messages": feed.latest(f"game:{found.slug}", FEED),
    }
    return render(request, "game.html", context)
