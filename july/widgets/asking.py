"""What services have to be asked for what a hub is about."""

from july.contest.totals import GAME
from july.hubs.subjects import SITE, Subject


def asked(subject: Subject) -> tuple[str, str | None, str | None]:
    """`kind`, `slug` and `game` as services of numbers take them; the site asks for its game."""
    if subject.kind in {SITE, GAME}:
        return GAME, None, subject.game_slug
    return subject.kind, subject.slug, subject.game_slug
