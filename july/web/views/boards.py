"""The five boards."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.boards import FILTERS
from july.contest.games import Game
from july.contest.queries import known_games
from july.hubs.games import shown
from july.live.services.own import boards
from july.web.requests import PageRequest, wanted, wanted_game, wanted_number

ROWS = 50
MOST_ROWS = 100
CHOICES = 100
"""As many locations and teams as a filter offers."""
EMPTY: dict[str, Any] = {"models": [], "next": None}


def board_page(request: PageRequest, kind: str) -> HttpResponse:
    """One board: a stretch of it, of the game asked for, perhaps filtered."""
    game = wanted_game(request)
    filters = {name: slug for name in FILTERS.get(kind, ()) if (slug := wanted(request, name))}
    page = _page(request, kind, game, filters) if game else EMPTY
    context = {
        "kind": kind,
        "game": shown(game) if game else None,
        "games": known_games()[::-1],
        "page": page,
        "filters": filters,
        "choices": _choices(kind, game) if game else {},
        "begins": not request.GET.get("cursor"),
    }
    return render(request, "board.html", context)


def _page(request: PageRequest, kind: str, game: Game, filters: dict[str, str]) -> dict[str, Any]:
    limit = wanted_number(request, "limit", ROWS, MOST_ROWS)
    return boards.page(kind, game.slug, limit, request.GET.get("cursor") or None, filters)


def _choices(kind: str, game: Game) -> dict[str, list[boards.Row]]:
    """What each filter of the board may be set to."""
    return {name: boards.rows(f"{name}s", game.slug, CHOICES) for name in FILTERS.get(kind, ())}
