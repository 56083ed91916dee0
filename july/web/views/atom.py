"""`atom.xml`: the last commits of a person, a project or a game."""

from datetime import UTC, datetime, time

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from july.contest import feed
from july.contest.queries import find_game
from july.lib.paths import path_to
from july.web.atom import Channel, atom
from july.web.everybody import for_everybody
from july.web.links import absolute
from july.web.requests import PageRequest
from july.web.subjects import find_subject

SECONDS = 300
ENTRIES = 30
CHANNELS = {"people": "person", "projects": "project", "games": "game"}


@for_everybody(SECONDS)
def subject_feed(_request: PageRequest, kind: str, slug: str) -> HttpResponse:
    """The feed of a person or a project. Raises NotFound."""
    subject = find_subject(kind, slug)
    if subject is None:
        raise Http404
    return _answer(kind, subject.slug, subject.name, subject.created)


@for_everybody(SECONDS)
def game_feed(_request: PageRequest, slug: str) -> HttpResponse:
    """The feed of a game. Raises NotFound."""
    game = find_game(slug)
    return _answer("games", game.slug, game.name, datetime.combine(game.first, time(), UTC))


def _answer(kind: str, slug: str, name: str, began: datetime) -> HttpResponse:
    page = absolute(path_to(kind, slug))
    channel = Channel(
        title=f"{name} · July",
        subtitle=_("The last commits, as July counted them."),
        page=page,
        address=f"{page}atom.xml",
        began=began,
        language=get_language() or "en",
    )
    messages = feed.latest(f"{CHANNELS[kind]}:{slug}", ENTRIES)
    document = atom(channel, messages, _("No message"), _("nobody yet"))
    return HttpResponse(document, content_type="application/atom+xml; charset=utf-8")
