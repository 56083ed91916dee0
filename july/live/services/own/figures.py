"""`stats.…`: what totals tell beside the calendar."""

from typing import Any

from july.contest import history
from july.contest.boards import address, top
from july.contest.models import Standing
from july.contest.notices import GAMES
from july.contest.queries import find_standing
from july.contest.streaks import Run, streak_of
from july.contest.totals import BOARDS, GAME
from july.errors import BadField
from july.lib import clock
from july.lib.languages import language_name
from july.live.services import subscribes
from july.live.services.own.reading import (
    MOST_ROWS,
    checked_choice,
    checked_game,
    checked_number,
)
from july.live.services.own.things import (
    board_channels,
    channel_of,
    channels_of,
    keeps_days,
    subject_of,
)

__all__ = ["hours", "languages", "race", "streak", "year"]

MOST_LINES = 50
LANGUAGES = "languages"
NOBODY = "~"
"""No person has that name."""


def _counted_channels(kind: object, slug: object, game: object) -> list[str]:
    if kind == LANGUAGES:
        raise BadField(f"kind must not be {LANGUAGES}", field="kind")
    return channels_of(kind, slug, game)


@subscribes(_counted_channels)
def hours(kind: str = GAME, slug: str | None = None, game: str | None = None) -> list[list[int]]:
    """Commits by hour of their authors' weeks: seven days from Monday on, of 24 hours each.

    Of a person, project, team or location in a game; of `games`, of all of the game. Raises
    BadField, and NotFound for a game there is not.
    """
    standing = _shown_standing(kind, slug, game)
    counts = (standing.hours if standing else None) or {}
    return [[counts.get(str(day * 24 + hour), 0) for hour in range(24)] for day in range(7)]


def _language_channels(kind: object, slug: object, game: object) -> list[str]:
    return board_channels(LANGUAGES, game) if kind == GAME else _counted_channels(kind, slug, game)


@subscribes(_language_channels)
def languages(
    kind: str = GAME, slug: str | None = None, game: str | None = None, limit: int = 10
) -> list[dict[str, Any]]:
    """Commits by language, most first: `[{"slug", "name", "url", "commits"}, …]`.

    Of a person, project, team or location in a game; of `games`, of all of the game. A commit
    counts for each of its languages. Raises BadField, and NotFound for a game there is not.
    """
    count = checked_number(limit, "limit", MOST_ROWS)
    if kind == GAME:
        found = checked_game(game)
        rows = top(LANGUAGES, found.slug, count) if found else ()
        return [_language(row.slug, row.commits) for row in rows]
    standing = _standing(kind, slug, game)
    counts = (standing.languages if standing else None) or {}
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:count]
    return [_language(*each) for each in first]


def _language(slug: str, commits: int) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": language_name(slug),
        "url": address(LANGUAGES, slug),
        "commits": commits,
    }


@subscribes(board_channels)
def race(kind: str = "people", game: str | None = None, limit: int = 10) -> dict[str, Any]:
    """The points of the first of a board after each day of the game so far.

    `{"days": [day, …], "lines": [{"rank", "slug", "name", "url", "points": [number, …]}, …]}`, as
    many numbers as days. Raises BadField, and NotFound for a game there is not.
    """
    name = checked_choice(kind, "kind", BOARDS)
    count = checked_number(limit, "limit", MOST_LINES)
    found = checked_game(game)
    return history.race(name, found, count) if found else {"days": [], "lines": []}


@subscribes(lambda slug, game: channels_of("people", slug, game))
def streak(slug: str, game: str | None = None) -> dict[str, Any]:
    """A person's days on end with a commit in a game: `{"present", "longest", "ends"}`.

    `present` and `longest` are `{"days", "first", "last"}` or null; `ends` is the time up to which
    a commit can carry the present one on, when the day after its last is over anywhere. Raises
    BadField, and NotFound for a game there is not.
    """
    standing = _shown_standing("people", slug, game)
    found = streak_of(standing.days if standing else (), clock.now())
    return {
        "present": _run(found.present),
        "longest": _run(found.longest),
        "ends": found.present.ends.isoformat() if found.present else None,
    }


def _run(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {"days": run.length, "first": run.first.isoformat(), "last": run.last.isoformat()}


@subscribes(lambda kind, slug: [channel_of(kind, slug), GAMES])
def year(kind: str, slug: str) -> dict[str, Any]:
    """Commits and points of one thing over the last 365 days, whatever games there were.

    `{"first", "last", "days": [{"day", "commits", "points"}]}`, as `stats.calendar`. Raises
    BadField.
    """
    subject = subject_of(checked_choice(kind, "kind", BOARDS), slug)
    # Of nobody at all there are no days, but a year.
    return history.year(kind, NOBODY if keeps_days(kind, subject) else subject)


def _shown_standing(kind: str, slug: str | None, game: str | None) -> Standing | None:
    """The totals, None of who keeps to themselves when they commit."""
    standing = _standing(kind, slug, game)
    return None if standing is None or keeps_days(kind, standing.subject) else standing


def _standing(kind: str, slug: str | None, game: str | None) -> Standing | None:
    """The totals of a thing in a game, None where it has none. Of languages little is kept."""
    known = tuple(each for each in (*BOARDS, GAME) if each != LANGUAGES)
    checked_choice(kind, "kind", known)
    found = checked_game(game)
    if found is None:
        return None
    subject = found.slug if kind == GAME else subject_of(kind, slug)
    return find_standing(found.slug, kind, subject)
