"""`feed.day`: what somebody did on one day, or what was done for a project; and on which days."""

from datetime import date

from july.contest.feed import Message, told_on
from july.contest.history import days_with_commits
from july.contest.notices import GAMES
from july.errors import BadField
from july.live.services import subscribes
from july.live.services.own.reading import (
    MOST_ROWS,
    checked_choice,
    checked_number,
    checked_text,
)
from july.live.services.own.things import channel_of, keeps_days, subject_of

__all__ = ["day", "days"]

OWNERS = {"people": "person", "projects": "project"}


def _checked_day(value: object) -> str:
    """The day in ISO 8601. Raises BadField."""
    try:
        return date.fromisoformat(checked_text(value, "day")).isoformat()
    except ValueError:
        raise BadField(f"day must be one like 2026-07-14, not {value!r}", field="day") from None


@subscribes(channel_of)
def day(kind: str, slug: str, day: str, limit: int = 100) -> list[Message]:
    """The commits of a person or project that were booked on a local day, newest first.

    Raises BadField.
    """
    owner = OWNERS[checked_choice(kind, "kind", tuple(OWNERS))]
    wanted, count = _checked_day(day), checked_number(limit, "limit", MOST_ROWS)
    subject = subject_of(kind, slug)
    return [] if keeps_days(kind, subject) else told_on(wanted, count, **{owner: subject})


@subscribes(lambda kind, slug: [channel_of(kind, slug), GAMES])
def days(kind: str, slug: str) -> list[str]:
    """The local days on which a person or project has a commit in any game, in order.

    Raises BadField.
    """
    checked_choice(kind, "kind", tuple(OWNERS))
    subject = subject_of(kind, slug)
    return [] if keeps_days(kind, subject) else days_with_commits(kind, subject)
