"""`badge.svg`: how a person or a project does, for other people's pages."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from july.contest.games import Game
from july.errors import BadField, NotFound
from july.lib.words import number
from july.web.badges import badge
from july.web.everybody import for_everybody
from july.web.requests import PageRequest, wanted_game
from july.web.subjects import Subject, find_subject, rank_of, standing_of

SECONDS = 300
FIGURES = ("points", "commits", "rank")


@for_everybody(SECONDS)
def badge_picture(request: PageRequest, kind: str, slug: str) -> HttpResponse:
    """The badge; one that can be read as well where there is nothing of that name."""
    try:
        figure, game = _wanted_figure(request), wanted_game(request)
    except BadField:
        return _drawn(_("points, commits or rank?"), 400)
    except NotFound:
        return _drawn(_("no such game"), 404)
    subject = find_subject(kind, slug)
    if subject is None:
        return _drawn(_("no such project") if kind == "projects" else _("no such person"), 404)
    if game is None:
        return _picture(badge("July", _("no game yet"), dull=True))
    return _picture(badge(game.name, _told(figure, subject, game)))


def _wanted_figure(request: PageRequest) -> str:
    """What the badge is to show. Raises BadField."""
    figure = request.GET.get("show") or FIGURES[0]
    if figure not in FIGURES:
        raise BadField(f"show must be one of {', '.join(FIGURES)}", field="show")
    return figure


def _told(figure: str, subject: Subject, game: Game) -> str:
    if figure == "rank":
        rank = rank_of(subject, game)
        return _("rank %(rank)s") % {"rank": number(rank)} if rank else _("taking part")
    standing = standing_of(subject, game)
    if figure == "commits":
        commits = standing.commits if standing else 0
        words = ngettext("%(number)s commit", "%(number)s commits", commits)
        return words % {"number": number(commits)}
    points = standing.points if standing else 0
    return ngettext("%(number)s point", "%(number)s points", points) % {"number": number(points)}


def _drawn(problem: str, status: int) -> HttpResponse:
    """A badge that says what is wrong; kept no longer than a minute, for it may be mended."""
    response = _picture(badge("July", problem, dull=True), status)
    response["Cache-Control"] = "public, max-age=60"
    return response


def _picture(drawing: str, status: int = 200) -> HttpResponse:
    return HttpResponse(drawing, status=status, content_type="image/svg+xml; charset=utf-8")
