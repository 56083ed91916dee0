"""The channels to which a live page can be flipped, and what people call them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from july.contest.feed import EVERYTHING
from july.contest.games import Game
from july.contest.queries import current_game, find_game
from july.errors import NotFound
from july.lib.languages import language_name
from july.live.services.own import boards
from july.people.queries import find_location, find_person, find_team
from july.projects.queries import find_project

TOP = 3
"""The first of each board that are offered."""
KEYS = "123456789"
"""They flip to the first channels that are offered; 0 is everything."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A channel, as a live page names it."""

    channel: str
    label: str | Promise
    key: str = ""
    """The key that flips to it, if it has one."""


EVERYWHERE = Flip(EVERYTHING, gettext_lazy("everything"), "0")
Groups = tuple[tuple[str, tuple[Flip, ...]], ...]
"""The channels that are offered, under what they are: games, people and so on."""


def flip_to(channel: str | None) -> Flip:
    """The channel as asked for in an address; everything if none is.

    Raises NotFound for one that is not about anything here.
    """
    if channel in {None, EVERYTHING}:
        return EVERYWHERE
    kind, _colon, slug = (channel or "").partition(":")
    name = NAMES[kind](slug) if kind in NAMES and slug else None
    if name is None:
        message = _("%(channel)r is nothing that can be watched") % {"channel": channel}
        raise NotFound(message, field="channel")
    return Flip(f"{kind}:{slug}", name)


def groups() -> Groups:
    """What is offered: the current game and the first of its boards."""
    game = current_game()
    if game is None:
        return ()
    keys = iter(KEYS)
    found = (("games", iter([(game.slug, game.name)])), *_leaders(game))
    return tuple(
        (kind, flips)
        for kind, things in found
        if (flips := tuple(_flip(kind, slug, name, next(keys, "")) for slug, name in things))
    )


def _leaders(game: Game) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    for kind in ("people", "projects", "teams", "locations", "languages"):
        yield kind, _names(boards.rows(kind, game.slug, TOP))


def _names(rows: Iterable[boards.Row]) -> Iterator[tuple[str, str]]:
    return ((str(row["slug"]), str(row["name"])) for row in rows)


def _flip(kind: str, slug: str, name: str, key: str) -> Flip:
    return Flip(f"{CHANNEL_OF[kind]}:{slug}", name, key)


def _game(slug: str) -> str | None:
    try:
        return find_game(slug).name
    except NotFound:
        return None


def _person(slug: str) -> str | None:
    person = find_person(slug)
    return None if person is None or person.disabled else person.title or person.name


def _project(slug: str) -> str | None:
    project = find_project(slug)
    return None if project is None or project.private else str(project.title)


def _team(slug: str) -> str | None:
    team = find_team(slug)
    return team.name if team else None


def _location(slug: str) -> str | None:
    location = find_location(slug)
    return location.name if location else None


NAMES: Mapping[str, Callable[[str], str | None]] = {
    "game": _game,
    "person": _person,
    "project": _project,
    "team": _team,
    "location": _location,
    "language": language_name,
}
"""How the thing of each kind of channel is called; None if there is no such thing."""
CHANNEL_OF = {
    "games": "game",
    "people": "person",
    "projects": "project",
    "teams": "team",
    "locations": "location",
    "languages": "language",
}
"""The kind of channel that tells of each kind of thing."""
