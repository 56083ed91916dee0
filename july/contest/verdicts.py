"""Verdicts: why a commit did or did not count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from july.contest.games import Game, game_of
from july.hosts.values import Author, PushedCommit

FUTURE = timedelta(days=1)
"""How far a commit's time may lie ahead of ours."""


class Verdict(StrEnum):
    """In this order: of all that fit, the first wins."""

    DUPLICATE = "duplicate"
    PRIVATE = "private"
    DISABLED = "disabled"
    DISOWNED = "disowned"
    BOT = "bot"
    UNDATED = "undated"
    FUTURE = "future"
    OUTSIDE = "outside"
    EXCLUDED = "excluded"
    REWRITTEN = "rewritten"
    ORPHAN = "orphan"
    COUNTED = "counted"

    @property
    def scores(self) -> bool:
        """Whether the commit counts for its project and occupies its SHA."""
        return self in {Verdict.ORPHAN, Verdict.COUNTED}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What has to be known about a push to judge its commits one by one."""

    now: datetime
    games: Sequence[Game]
    private: bool
    """Whether the repository is private."""
    project_disabled: bool


def judge(commit: PushedCommit, facts: Circumstances) -> Verdict | None:
    """The verdict by the commit and its push alone, or None if other commits and people decide."""
    checks = (
        (Verdict.PRIVATE, facts.private),
        (Verdict.DISABLED, facts.project_disabled),
        (Verdict.BOT, is_bot(commit.author)),
        (Verdict.UNDATED, commit.time is None),
    )
    for verdict, fits in checks:
        if fits:
            return verdict
    return _judge_time(commit.time, facts) if commit.time else None


def _judge_time(moment: datetime, facts: Circumstances) -> Verdict | None:
    if moment > facts.now + FUTURE:
        return Verdict.FUTURE
    if game_of(facts.games, moment) is None:
        return Verdict.OUTSIDE
    return None


def is_bot(author: Author) -> bool:
    """Whether the author is a program, as git hosts mark them."""
    return "[bot]" in author.name.lower() or "[bot]" in author.email.lower()
