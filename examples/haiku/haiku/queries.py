"""What is known of the haiku of a game."""

from collections.abc import Iterator
from dataclasses import dataclass

from july.contest.models import Commit
from july.contest.queries import find_commits

from haiku.models import HaikuPoem
from haiku.poems import haiku_of

MOST = 1_000
"""Haiku of a game that are looked at, the newest."""
_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Poem:
    """A haiku, and the commit that it is the message of."""

    commit: Commit
    lines: tuple[str, str, str]


def poems_of(game: str) -> Iterator[Poem]:
    """The haiku of a game whose authors are known and have not taken them back, newest first."""
    query = HaikuPoem.query(HaikuPoem.game == game).order(-HaikuPoem.recorded)
    hashes = [key.id() for key in query.fetch(MOST, keys_only=True)]
    commits = find_commits(hashes)
    for commit in (commits[hash] for hash in hashes if hash in commits):
        lines = haiku_of(commit.message)
        if lines is not None and commit.person:
            yield Poem(commit, lines)
