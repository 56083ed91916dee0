"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render

from july.contest import feed
from july.contest.boards import top
from july.contest.games import Game
from july.contest.queries import current_game, find_standing
from july.contest.totals import GAME
from july.web.calendars import calendar
from july.web.games import shown
from july.web.requests import PageRequest

TOP = 10
FEED = 30


def home(request: PageRequest) -> HttpResponse:
    """What July is, the game that runs, who leads, what was pushed last, how to join."""
    game = current_game()
    context = {
        "game": shown(game) if game else None,
        "calendar": _calendar(game) if game else None,
        "rows": top("people", game.slug, TOP) if game else (),
        "messages": feed.latest(limit=FEED),
    }
    return render(request, "home.html", context)


def _calendar(game: Game) -> object:
    return calendar(game, GAME, find_standing(game.slug, GAME, game.slug))
