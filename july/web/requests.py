"""What a view gets, and what it may read from an address."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from july.config import settings
from july.contest.games import Game
from july.contest.queries import game_or_current
from july.errors import BadField, NotFound
from july.live.services.own.reading import LONGEST_NAME
from july.people.models import Person

LONGEST_SLUG = 300
"""Characters; what is longer can't be a key, and is surely nothing that exists."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class PageRequest(HttpRequest):
    """A request inside a context of the engines."""

    viewer: Person | None
    """Who looks at the page, None if nobody is signed in."""


class SlugConverter:
    """A slug in a path: letters of every script, and short enough to be a key."""

    regex = rf"[^/\x00]{{1,{LONGEST_SLUG}}}"

    def to_python(self, value: str) -> str:
        """The slug in Python. Raises ValueError for one that is too long to be a key."""
        if len(value.encode("utf-8", "replace")) > LONGEST_NAME:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """The slug in an address."""
        return value


def wanted(request: HttpRequest, name: str) -> str | None:
    """The slug in the query string under `name`, None if absent or empty.

    Raises NotFound for one that nothing can have.
    """
    slug = request.GET.get(name, "").strip()
    if len(slug) > LONGEST_SLUG or "\0" in slug:
        raise NotFound(_("there is nothing with such a name"), field=name)
    return slug or None


def wanted_game(request: HttpRequest) -> Game | None:
    """The game asked for with `?game=`, else the current one; None if there is none at all.

    Raises NotFound for a name that no game has.
    """
    return game_or_current(wanted(request, "game"))


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks, as far as it can be believed.

    App Engine names it in a header that nobody outside can set
    (https://cloud.google.com/appengine/docs/standard/reference/request-headers). A proxy on this
    machine adds it to the end of X-Forwarded-For.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    if settings().app_engine:
        return request.headers.get("X-Appengine-User-IP", direct)
    forwarded = request.headers.get("X-Forwarded-For", "")
    if direct in LOOPBACK and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return direct


def wanted_number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """The number from 1 to `most` in the query string under `name`. Raises BadField."""
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        message = _("%(text)r is no number from 1 to %(most)s") % {"text": text, "most": most}
        raise BadField(message, field=name)
    return int(text)
