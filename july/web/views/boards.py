"""The five boards, and those that plugins give."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from markupsafe import Markup

from july.contest.boards import FILTERS
from july.contest.games import Game
from july.contest.queries import known_games
from july.contest.rankings import BOARDS_GIVEN, given_board
from july.errors import NotFound
from july.hubs.games import shown
from july.hubs.subjects import find_subject
from july.live.services.own import boards
from july.people.models import Person
from july.web import kept
from july.web.requests import PageRequest, wanted, wanted_game, wanted_number

ROWS = 50
MOST_ROWS = 100
FOUND = 20
"""Rows that a search shows."""
LONGEST_SEARCH = 60
CHOICES = 100
"""As many locations and teams as a filter offers."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a board page shows."""

    rows: list[dict[str, Any]]
    limit: int = ROWS
    cursor: str | None = None
    """Where it begins, None at the top."""
    next: str | None = None
    movement: dict[str, int | None] | None = None
    missing: str = ""
    """Name of what was to be shown on the board and is not there."""

    @property
    def state(self) -> str:
        """Who has how many points, as `board.js` compares it with what it is told."""
        return "|".join(f"{row['slug']} {row['points']}" for row in self.rows)


def board_page(request: PageRequest, kind: str) -> HttpResponse:
    """One board: a stretch of it, of the game asked for, perhaps filtered or searched."""
    game = wanted_game(request)
    filters = {name: slug for name in FILTERS.get(kind, ()) if (slug := wanted(request, name))}
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    at = wanted(request, "at")
    stretch = _stretch(request, kind, game, filters, search, at) if game else Stretch([])
    own = _own(kind, request.viewer)
    context = {
        "kind": kind,
        "game": shown(game) if game else None,
        "games": known_games()[::-1],
        "stretch": stretch,
        "table": lambda caption: _table(kind, game, stretch, own, at, caption),
        "filters": filters,
        "search": search,
        "at": at,
        "own": own,
        "choices": _choices(kind, game) if game else {},
    }
    return render(request, "board.html", context)


def every_board(request: PageRequest) -> HttpResponse:
    """All boards there are, July's own and those that plugins give."""
    return render(request, "boards.html", {"every": [gift.thing for gift in BOARDS_GIVEN]})


def given_board_page(request: PageRequest, slug: str) -> HttpResponse:
    """A board that a plugin gives; July's own have pages elsewhere. Raises NotFound."""
    given = given_board(slug).thing
    if given.path:
        return HttpResponsePermanentRedirect(given.path)
    game, cursor = wanted_game(request), request.GET.get("cursor") or None
    limit = wanted_number(request, "limit", ROWS, MOST_ROWS)
    page = boards.page(slug, game.slug if game else None, limit, cursor)
    context = {
        "board": given,
        "game": shown(game) if game else None,
        "games": known_games()[::-1],
        "stretch": Stretch(page["models"], limit, cursor, page["next"]),
    }
    return render(request, "ranking.html", context)


def _table(
    kind: str, game: Game | None, stretch: Stretch, own: str | None, at: str | None, caption: str
) -> Markup:
    """The rows as HTML, the same for everybody who is not among them."""
    here = {row["slug"] for row in stretch.rows}
    return kept.draw(
        "board-table.html",
        kind=kind,
        rows=stretch.rows,
        game_slug=game.slug if game and shown(game).state == "over" else None,
        caption=caption,
        movement=stretch.movement,
        own=own if own in here else None,
        at=at if at in here else None,
    )


def _stretch(
    request: PageRequest,
    kind: str,
    game: Game,
    filters: dict[str, str],
    search: str,
    at: str | None,
) -> Stretch:
    limit = wanted_number(request, "limit", ROWS, MOST_ROWS)
    cursor = request.GET.get("cursor") or None
    if search:
        return Stretch(boards.search(kind, search, game.slug, FOUND, filters))
    missing = ""
    if at and not filters:
        place = boards.place(kind, at, game.slug, limit)
        cursor = place["cursor"]
        missing = "" if place["rank"] else _name(kind, at)
    page = boards.page(kind, game.slug, limit, cursor, filters)
    moved = None if filters else boards.movement(kind, game.slug, limit, cursor)
    return Stretch(page["models"], limit, cursor, page["next"], moved, missing)


def _name(kind: str, slug: str) -> str:
    """What the thing is called, its slug where there is none."""
    try:
        return find_subject(kind, slug).title
    except NotFound:
        return slug


def _own(kind: str, viewer: Person | None) -> str | None:
    """The row of the viewer, or of their team or location."""
    if viewer is None:
        return None
    own: dict[str, str | None] = {
        "people": viewer.name,
        "teams": viewer.team,
        "locations": viewer.location,
    }
    return own.get(kind)


def _choices(kind: str, game: Game) -> dict[str, list[boards.Row]]:
    """What each filter of the board may be set to."""
    return {name: boards.rows(f"{name}s", game.slug, CHOICES) for name in FILTERS.get(kind, ())}
