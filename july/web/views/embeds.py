"""Boards that other sites show in a frame: a page of their own, without viewer or script."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from july.contest.boards import top
from july.errors import JulyError
from july.hubs.games import shown
from july.lib.words import sentence
from july.web.everybody import for_everybody
from july.web.requests import PageRequest, wanted_game, wanted_number

SECONDS = 60
ROWS = 10
MOST_ROWS = 50
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""Unlike any other page of the site: everybody may frame it."""


@for_everybody(SECONDS)
def board_frame(request: PageRequest, kind: str) -> HttpResponse:
    """The head of a board; what is wrong with the address stands in the frame as well."""
    try:
        status, context = 200, _board(request, kind)
    except JulyError as error:
        status, context = error.status, {"problem": sentence(error.message)}
    response = render(request, "embed.html", {"kind": kind} | context, status=status)
    response["Content-Security-Policy"] = POLICY
    return response


def _board(request: PageRequest, kind: str) -> dict[str, Any]:
    """What the frame shows. Raises NotFound, BadField, or Unavailable."""
    limit = wanted_number(request, "limit", ROWS, MOST_ROWS)
    game = wanted_game(request)
    return {
        "problem": "",
        "game": shown(game) if game else None,
        "rows": top(kind, game.slug, limit) if game else (),
        "asked": request.GET.get("game"),
    }
