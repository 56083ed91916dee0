"""The contest itself: whether there is a game, and whether hooks bring anything."""

from collections.abc import Iterator

from july.config import Settings
from july.contest.hook_letters import trouble_of
from july.contest.queries import all_games, current_game
from july.lib import clock
from july.management.doctor.findings import Finding, fine, worth_a_look
from july.projects.models import Hook
from july.projects.queries import deliveries_to

LOOKED_AT, DELIVERIES = 1_000, 5
NAMED = 5


def game(_settings: Settings) -> Iterator[Finding]:
    """Whether commits can count, now or later."""
    running, today = current_game(), clock.now().date()
    coming = sorted(each.first for each in all_games() if each.first > today)
    if running is not None and running.first <= today <= running.last:
        yield fine("game", f"{running.name} runs until {running.last}")
    elif coming:
        yield fine("game", f"none runs; the next begins on {coming[0]}")
    else:
        remedy = "`manage.py creategame` makes one; until then every commit is `outside`"
        yield worth_a_look("game", "no game runs, and none is to come", remedy)


def hooks(_settings: Settings) -> Iterator[Finding]:
    """Which hooks that worked have fallen silent or are refused."""
    known = [each for each in Hook.query().fetch(LOOKED_AT) if each.first and not each.deleted]
    troubled = [each for each in known if trouble_of(deliveries_to(each.id, DELIVERIES))]
    if troubled:
        named = ", ".join(f"{each.title or each.host} of {each.owner}" for each in troubled[:NAMED])
        told = f"{len(troubled)} of {len(known)} hooks are silent or refused: {named}"
        remedy = "`manage.py hooks OWNER` tells more; their owners have been written to"
        yield worth_a_look("hooks", told, remedy)
    else:
        yield fine("hooks", f"{len(known)} bring deliveries")
