"""The games, past, present and to come."""

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.queries import all_games
from july.hubs.games import shown
from july.live.services.own import boards
from july.web.requests import PageRequest

WINNERS = 3


def games(request: PageRequest) -> HttpResponse:
    """All games, the newest first, each with those who lead or won it."""
    listed = [(shown(game), boards.people(game.slug, WINNERS)) for game in all_games()[::-1]]
    return render(request, "games.html", {"games": listed})
