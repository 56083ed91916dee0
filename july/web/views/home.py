"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.queries import current_game
from july.contest.totals import GAME
from july.live.services.own import boards, feed, stats
from july.web.calendars import drawn
from july.web.games import shown
from july.web.requests import PageRequest

TOP = 10
FEED = 30


def home(request: PageRequest) -> HttpResponse:
    """What July is, the game that runs, who leads, what was pushed last, how to join."""
    game = current_game()
    context = {
        "game": shown(game) if game else None,
        "calendar": drawn(game, stats.calendar(GAME, game=game.slug)) if game else None,
        "rows": boards.people(game.slug, TOP) if game else (),
        "messages": feed.latest(limit=FEED),
    }
    return render(request, "home.html", context)
