"""What a service is about: one thing of a board, as standings and as channels call it."""

from july.contest.games import Game
from july.contest.notices import GAMES, board_channel, ranks_channel
from july.contest.rankings import BOARDS_GIVEN, Board
from july.contest.totals import BOARDS, GAME
from july.live.services.own.reading import checked_choice, checked_text, watched_game
from july.people.profiles import shows
from july.people.queries import find_person
from july.plugins.gathered import Gift
from july.projects.queries import find_project

SINGULAR = {kind: kind.removesuffix("s") for kind in BOARDS} | {"people": "person"}
"""What a channel calls one thing of a board."""


def channels_of(kind: object, slug: object, game: object) -> list[str]:
    """What changes the thing itself in a game: its commits, and recounts of it."""
    found = watched_game(game)
    current = [] if game and found else [GAMES]
    if found is None:
        return current
    if kind == GAME:
        return [f"game:{found.slug}", *current]
    return [channel_of(kind, slug), *current]


def channel_of(kind: object, slug: object) -> str:
    """The channel of one thing. Raises BadField."""
    name = checked_choice(kind, "kind", BOARDS)
    return f"{SINGULAR[name]}:{_lowered(name, checked_text(slug, 'slug'))}"


def subject_of(kind: str, slug: object) -> str:
    """What standings call the thing: a project by its id. Raises BadField."""
    name = checked_text(slug, "slug")
    if kind == "projects":
        project = find_project(name)
        return project.id if project else name
    return _lowered(kind, name)


def _lowered(kind: str, slug: str) -> str:
    return slug if kind == "projects" else slug.lower()


def board_channels(kind: object, game: object) -> list[str]:
    """What changes a board of one game: its commits, and what moves behind them."""
    given = BOARDS_GIVEN.get(str(kind))
    names = (*BOARDS, *([given.thing.slug] if given else []))
    name = checked_choice(kind, "kind", names)
    found = watched_game(game)
    current = [] if game and found else [GAMES]
    if found is None:
        return current
    if given and name not in BOARDS:
        return [*_channels_given(given, found), *current]
    # Standings of people and projects are written with the commit, before it is told.
    commits = [f"game:{found.slug}"] if name in {"people", "projects"} else []
    return [*commits, board_channel(found.slug, name), *current]


def _channels_given(given: Gift[Board], game: Game) -> list[str]:
    """What changes a board of a plugin, as it says."""
    channels: list[str] = []
    with given.trying(f"channels of the board {given.thing.slug}"):
        channels += given.thing.channels(game)
    return channels


def rank_channels(kind: object, game: object) -> list[str]:
    """What changes ranks on a board: what changes the board, and each survey of it."""
    found = watched_game(game)
    return [*board_channels(kind, game), *([ranks_channel(found.slug)] if found else [])]


def keeps_days(kind: str, subject: str) -> bool:
    """Whether the thing is somebody who keeps to themselves by day and hour when they commit."""
    if kind != "people":
        return False
    person = find_person(subject)
    return person is not None and not shows(person, "days")
