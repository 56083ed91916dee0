"""Finding rows of a board by name.

Each thing carries the words of its names, so the index finds it by how one of them begins. Nothing
is read but what is found, and of that no more than a few hundred things.
"""

from collections.abc import Iterator, Mapping

from google.cloud import ndb

from july.contest.boards import BoardRow, row_of
from july.contest.models import Standing
from july.contest.ranks import rank_of
from july.contest.rows import standing_key
from july.contest.totals import board_name
from july.lib.languages import LANGUAGES, language_slug
from july.lib.search import fits, words_of
from july.people.models import Location, Person, Team
from july.people.queries import named_like
from july.projects.models import Project

LOOKED_AT = 300
"""Things with a fitting name that are looked up on the board."""
MODELS: Mapping[str, type[ndb.Model]] = {
    "people": Person,
    "projects": Project,
    "teams": Team,
    "locations": Location,
}


def search(
    kind: str, game: str, text: str, limit: int, filters: Mapping[str, str] | None = None
) -> list[BoardRow]:
    """The rows whose names have words that begin as those of `text`, the highest first.

    Nothing where `text` has no word. Of more than three hundred things with such names, those on
    the board among the first.
    """
    wanted = words_of(text)
    if not wanted:
        return []
    board = board_name(game, kind)
    keys = [standing_key(game, kind, subject) for subject in _subjects(kind, wanted)]
    found = [each for each in ndb.get_multi(keys) if each and each.board == board]
    chosen = [each for each in found if _passes(each, filters or {})]
    first = sorted(chosen, key=lambda each: (-each.points, each.reached))[:limit]
    ranked = ((rank_of(kind, game, each.subject), each) for each in first)
    return [row_of(kind, rank, each) for rank, each in ranked if rank is not None]


def _passes(standing: Standing, filters: Mapping[str, str]) -> bool:
    return all(_has(getattr(standing, name), value) for name, value in filters.items())


def _has(held: str | list[str] | None, value: str) -> bool:
    return value in held if isinstance(held, list) else held == value


def _subjects(kind: str, wanted: list[str]) -> Iterator[str]:
    """What standings call the things that fit."""
    if kind == "languages":
        names = sorted(name for name in LANGUAGES if fits(words_of(name), wanted))
        yield from (language_slug(name) for name in names)
        return
    for each in named_like(MODELS[kind], wanted, LOOKED_AT):
        yield str(each.key.id())
