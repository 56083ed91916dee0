"""How to take part, and what counts."""

from functools import lru_cache
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render

from july.config import settings
from july.contest.games import Rules
from july.contest.queries import current_game
from july.hosts import HOSTS
from july.web.requests import PageRequest
from july.web.verdicts import MEANINGS

SCRIPT = Path(__file__).parents[3] / "docs" / "post-receive"


def overview(request: PageRequest) -> HttpResponse:
    """The rules, and every reason why a commit does not count."""
    game = current_game()
    context = {"rules": game.rules if game else Rules(), "meanings": MEANINGS}
    return render(request, "help.html", context)


def hooks(request: PageRequest) -> HttpResponse:
    """How to add the hook on each git host."""
    context = {"hosts": HOSTS.values(), "base_url": settings().base_url}
    return render(request, "hooks.html", context)


def sharing(request: PageRequest) -> HttpResponse:
    """What other sites can show of this one, as lines to copy."""
    name = request.viewer.name if request.viewer else "NAME"
    return render(request, "sharing-help.html", {"name": name})


def post_receive(_request: PageRequest) -> HttpResponse:
    """The hook script for plain git, to save and read."""
    return HttpResponse(_script(), content_type="text/plain; charset=utf-8")


@lru_cache(maxsize=1)
def _script() -> bytes:
    return SCRIPT.read_bytes()
