"""`people.badges`: what somebody has earned."""

from dataclasses import asdict
from typing import Any

from july.contest.badges import Totals, badges_of
from july.contest.queries import find_standing
from july.live.services import subscribes
from july.live.services.own.reading import checked_game
from july.live.services.own.things import channels_of, subject_of

__all__ = ["badges"]


@subscribes(lambda name, game: channels_of("people", name, game))
def badges(name: str, game: str | None = None) -> list[dict[str, Any]]:
    """What a person has earned in a game: `[{"slug", "sort", "at", "day"}, …]`.

    Sorts are commits, projects, streak, every-day and polyglot, and those of plugins; `at` is how
    many of these it took, and `day` the local one on which it was earned, null where nobody knows.
    Raises BadField, and NotFound for a game there is not.
    """
    subject, found = subject_of("people", name), checked_game(game)
    standing = find_standing(found.slug, "people", subject) if found else None
    if found is None or standing is None:
        return []
    totals = Totals(
        person=subject,
        days=standing.days,
        firsts=standing.firsts,
        languages=standing.languages or {},
        bonus=standing.bonus or {},
        commits=standing.commits,
        points=standing.points,
    )
    return [asdict(badge) for badge in badges_of(totals, found)]
