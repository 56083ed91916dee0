"""What the contest gets: points for a haiku, and a board of those who write them."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from july.contest.boards import BoardRow, Page, address
from july.contest.games import Game
from july.contest.rankings import Board, page_of
from july.contest.scoring import ScoringRule
from july.hosts.values import PushedCommit
from july.people.queries import find_people

from haiku.poems import haiku_of
from haiku.queries import poems_of
from haiku.service import CHANNEL
from haiku.settings import settings


def points(commit: PushedCommit, _game: Game) -> int:
    """Some more for a message that is a haiku."""
    return settings.points if haiku_of(commit.message) else 0


def rows(game: Game) -> Sequence[BoardRow]:
    """Everybody who wrote haiku, those with most of them first; the same number, the same rank."""
    count = Counter(poem.commit.person for poem in poems_of(game.slug))
    people = find_people(count)
    found: list[BoardRow] = []
    for name, poems in sorted(count.items(), key=lambda each: (-each[1], each[0])):
        if name in people:
            same = bool(found) and found[-1].commits == poems
            rank = found[-1].rank if same else len(found) + 1
            title = people[name].title or name
            found.append(BoardRow(rank, name, title, address("people", name), 0, commits=poems))
    return found


def page(game: Game, limit: int, cursor: str | None) -> Page:
    """A stretch of the board."""
    return page_of(rows(game), limit, cursor, f"haiku|{game.slug}")


RULE = ScoringRule("haiku", gettext_lazy("For a message that is a haiku."), points)
BOARD = Board(
    slug="haiku",
    title=gettext_lazy("Haiku"),
    about=gettext_lazy("Who wrote most messages of five, seven and five syllables."),
    page=page,
    columns=("commits",),
    channels=lambda _game: (CHANNEL,),
)
