"""`card.png`: the picture that goes along where somebody shares a page."""

import hashlib
from collections.abc import Iterator

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from july.contest.games import Game
from july.contest.models import Standing
from july.contest.queries import current_game, find_game, find_standing
from july.contest.totals import GAME
from july.hubs.calendars import drawn
from july.hubs.games import shown
from july.lib.words import number
from july.live.services.own import stats
from july.web.cards import LOOK, Card, draw
from july.web.everybody import for_everybody, tag_of
from july.web.requests import PageRequest, wanted_game
from july.web.subjects import find_subject, rank_of, standing_of

SECONDS = 600
Figures = Iterator[tuple[str, str]]


@for_everybody(SECONDS)
def subject_card(request: PageRequest, kind: str, slug: str) -> HttpResponse:
    """The card of a person or a project in the game asked for. Raises NotFound."""
    subject = find_subject(kind, slug)
    if subject is None:
        raise Http404
    game = wanted_game(request)
    standing = standing_of(subject, game)
    owner, _slash, name = subject.name.rpartition("/") if kind == "projects" else ("", "", "")
    card = Card(
        kicker=owner or (_("Project") if kind == "projects" else _("Person")),
        name=name or subject.name,
        fallback=subject.slug,
        game=game.name if game else "",
        days=shown(game).days if game else "",
        figures=tuple(_figures(standing, rank_of(subject, game), kind)) if game else (),
        calendar=drawn(game, stats.calendar(kind, subject.slug, game.slug)) if game else None,
    )
    return _picture(request, card)


@for_everybody(SECONDS)
def game_card(request: PageRequest, slug: str) -> HttpResponse:
    """The card of a game. Raises NotFound."""
    return _picture(request, _of_game(find_game(slug)))


@for_everybody(SECONDS)
def site_card(request: PageRequest) -> HttpResponse:
    """The card of every page that has none of its own: the running game, if there is one."""
    game = current_game()
    kicker, name = _("A month of code"), _("Every push counts")
    card = _of_game(game) if game else Card(kicker, name, "July", "", "", (), None)
    return _picture(request, card)


def _of_game(game: Game) -> Card:
    standing = find_standing(game.slug, GAME, game.slug)
    return Card(
        kicker=_("A month of code: every push counts"),
        name=game.name,
        fallback=game.slug,
        game=shown(game).headline,
        days=shown(game).days,
        figures=tuple(_figures(standing, None, GAME)),
        calendar=drawn(game, stats.calendar(GAME, None, game.slug)),
    )


def _figures(standing: Standing | None, rank: int | None, kind: str) -> Figures:
    points, commits, projects, people = (
        (standing.points, standing.commits, standing.projects, standing.people)
        if standing
        else (0, 0, 0, 0)
    )
    yield number(points), ngettext("point", "points", points)
    if rank is not None:
        yield number(rank), _("rank")
    yield number(commits), ngettext("commit", "commits", commits)
    if kind == "projects":
        yield number(people), ngettext("person", "people", people)
    else:  # the standing of a game counts no people
        yield number(projects), ngettext("project", "projects", projects)


def _picture(request: PageRequest, card: Card) -> HttpResponse:
    """The card as it was drawn before, or drawn now: the same words give the same picture."""
    key = hashlib.sha256(f"{LOOK} {card!r}".encode("utf-8", "replace")).hexdigest()
    tag = tag_of(key.encode())
    unchanged = get_conditional_response(request, etag=tag)
    if isinstance(unchanged, HttpResponse):
        return unchanged
    picture = caches["pictures"].get(key)
    if picture is None:
        picture = draw(card)
        caches["pictures"].set(key, picture)
    return HttpResponse(picture, content_type="image/png", headers={"ETag": tag})
