"""What a hub is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from july.contest.games import Game
from july.contest.queries import current_game, find_game, game_or_current
from july.errors import NotFound
from july.hubs.lately import Lately
from july.hubs.names import KINDS_IN_A_SENTENCE
from july.lib.languages import find_language
from july.people.models import Person
from july.people.queries import find_location, find_person, find_team
from july.projects.models import Project
from july.projects.queries import find_project, find_projects

SITE = "site"
"""The kind of the front page."""
CHANNELS = {
    "games": "game",
    "people": "person",
    "projects": "project",
    "teams": "team",
    "locations": "location",
    "languages": "language",
}
"""What a channel calls one thing of each kind."""
KINDS = (SITE, *CHANNELS)


def channel_of(kind: str, slug: str) -> str:
    """The channel on which commits of the thing are told, and changes of itself."""
    return "commits" if kind == SITE else f"{CHANNELS[kind]}:{slug}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that has a hub, in one game."""

    kind: str
    """One of `KINDS`."""
    slug: str
    """As in addresses; of the site empty."""
    id: str
    """What standings call it."""
    title: str
    game: Game | None
    """The game that the page shows, None if there is none at all."""

    @property
    def key(self) -> str:
        """The name under which what belongs to the hub is stored: a rename leaves it as it is."""
        return f"{self.kind}|{self.id}"

    @property
    def channel(self) -> str:
        """The channel on which its commits are told, and changes of itself."""
        return channel_of(self.kind, self.slug)

    @property
    def path(self) -> str:
        """Path of its page."""
        return "/" if self.kind == SITE else f"/{self.kind}/{quote(self.slug, safe='')}/"

    @property
    def game_slug(self) -> str | None:
        """Slug of the game that the page shows."""
        return self.game.slug if self.game else None


def find_subject(kind: str, slug: str = "", game: str | None = None) -> Subject:
    """The thing of that kind with that slug, in the named game or the current one.

    Its slug is the one it has by now, which need not be the one asked for. Raises NotFound.
    """
    named = _named(kind, slug)
    if named is None:
        kinds = KINDS_IN_A_SENTENCE.get(kind, kind)
        message = _("There is nothing called %(name)r among the %(things)s.")
        raise NotFound(message % {"name": slug, "things": kinds}, field="slug")
    found = find_game(named[0]) if kind == "games" else game_or_current(game)
    return Subject(kind, *named, found)


def subject_with_key(key: str) -> Subject | None:
    """The thing whose hub has that key, in the current game; None if it is gone."""
    kind, _, id = key.partition("|")
    named = _project_with(id) if kind == "projects" else _FOUND[kind](id)
    if named is None:
        return None
    return Subject(kind, *named, find_game(id) if kind == "games" else current_game())


Named = tuple[str, str, str]
"""Slug, id and title."""
names: Lately[Named | None] = Lately()
"""What things were called a moment ago."""


def _named(kind: str, slug: str) -> Named | None:
    find = _FOUND.get(kind)
    if find is None:
        return None
    return names.get((kind, slug), channel_of(kind, slug), lambda: find(slug))


def _site(_slug: str) -> Named:
    return "", "", "July"


def _game(slug: str) -> Named | None:
    found = find_game(slug)
    return found.slug, found.slug, found.name


def _person(slug: str) -> Named | None:
    found = find_person(slug)
    if found is None or found.disabled:
        return None
    return found.name, found.name, found.title or found.name


def _project(slug: str) -> Named | None:
    return _of_project(find_project(slug))


def _project_with(id: str) -> Named | None:
    return _of_project(find_projects([id]).get(id))


def _of_project(project: Project | None) -> Named | None:
    if project is None or project.private:
        return None
    return project.slug, project.id, project.title


def _team(slug: str) -> Named | None:
    found = find_team(slug)
    return (found.slug, found.slug, found.name) if found else None


def _location(slug: str) -> Named | None:
    found = find_location(slug)
    return (found.slug, found.slug, found.name) if found else None


def _language(slug: str) -> Named | None:
    name = find_language(slug)
    return (slug, slug, name) if name else None


_FOUND: Mapping[str, Callable[[str], Named | None]] = {
    SITE: _site,
    "games": _game,
    "people": _person,
    "projects": _project,
    "teams": _team,
    "locations": _location,
    "languages": _language,
}


def may_edit(subject: Subject, viewer: Person | None) -> bool:
    """Whether the hub is the viewer's to change: a person's own, a team's members', and every
    hub an organiser's."""
    if viewer is None:
        return False
    if viewer.organizer:
        return True
    if subject.kind == "people":
        return viewer.name == subject.id
    return subject.kind == "teams" and viewer.team == subject.id


def is_current(subject: Subject) -> bool:
    """Whether the page shows the game that is shown where none is named."""
    now = current_game()
    return subject.game is None or (now is not None and now.slug == subject.game.slug)
