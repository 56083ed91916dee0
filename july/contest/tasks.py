"""Deferred: recounts, the announcement of commits, people who move, letters about hooks."""

import logging
from datetime import timedelta
from typing import Any

from july import bus, deferred
from july.contest.claims import claim
from july.contest.disowned import settle_disowned
from july.contest.hook_letters import LOOK_AFTER, WRITE_OF_HOOK, look_after, write
from july.contest.leaving import put_away
from july.contest.moves import AWAIT_RECOUNTS, move_people, recount_place, rename_standings
from july.contest.ranks import FIX_RANKS, survey
from july.contest.recounts import recount
from july.contest.settling import await_recounts
from july.lib.tracing import tracing
from july.people.disowning import SETTLE
from july.people.leaving import departure_in

logger = logging.getLogger(__name__)


@deferred.task("contest.fix_location")
def fix_location(game: str, slug: str, generation: int) -> None:
    """Recount a location from the rows of its present members."""
    recount("locations", game, slug, generation)


@deferred.task("contest.fix_team")
def fix_team(game: str, slug: str, generation: int) -> None:
    """Recount a team from the rows of its present members."""
    recount("teams", game, slug, generation)


@deferred.task("contest.fix_language")
def fix_language(game: str, slug: str, generation: int) -> None:
    """Recount a language from the rows that have commits in it."""
    recount("languages", game, slug, generation)


@deferred.task("contest.fix_game")
def fix_game(game: str, slug: str, generation: int) -> None:
    """Recount a whole game from the standings of its projects."""
    recount("games", game, slug, generation)


@deferred.task(FIX_RANKS)
def fix_ranks(game: str, generation: int) -> None:
    """Look anew where each hundredth row of a game's boards stands."""
    survey(game, generation)


@deferred.task("contest.announce", queue="feed")
def announce(*told: dict[str, Any]) -> None:
    """Publish commits that counted. The feed keeps an event that comes twice once."""
    for commit in told:
        with tracing(commit.get("request", "")):
            event = bus.publish(commit["channels"], "commit", commit["message"], id=commit["id"])
            if commit.get("request"):
                logger.info("commit %s told as event %s", commit["message"]["hash"], event.id)


@deferred.task(LOOK_AFTER, every=timedelta(hours=6))
def look_after_hooks(after: str | None = None) -> None:
    """Write to the owners of hooks that worked and do so no more; a hundred hooks at a time."""
    following = look_after(after)
    if following is not None:
        deferred.defer(LOOK_AFTER, following)


@deferred.task(WRITE_OF_HOOK)
def write_of_hook(id: str, trouble: str) -> None:
    """Send that letter. One that fails is tried again, so one may come twice."""
    write(id, trouble)


@deferred.task("contest.move_person")
def move_person(*names: str) -> None:
    """Follow people's changes of title, location or team in all games that are not over."""
    move_people(names)


@deferred.task(AWAIT_RECOUNTS)
def note_recounts(*moved: tuple[str, int]) -> None:
    """Let people's moves know which recounts they wait for."""
    for name, number in moved:
        await_recounts(name, number)


@deferred.task("contest.recount_place")
def recount_places(*places: tuple[str, str]) -> None:
    """Recount places which have come to stand on a board, or have another name."""
    for kind, slug in places:
        recount_place(kind, slug)


@deferred.task("contest.claim_orphans")
def claim_orphans(*addresses: str) -> None:
    """Give the orphan commits of addresses that were verified to their people."""
    for address in addresses:
        claim(address)


@deferred.task(SETTLE)
def settle_what_was_disowned(*pairs: str) -> None:
    """Take back or give back what people said of projects; each is `NAME|PROJECT_ID`."""
    for pair in pairs:
        name, _, project = pair.partition("|")
        settle_disowned(name, project)


@deferred.task("contest.rename_project")
def rename_project(*ids: str) -> None:
    """Write projects' new names and slugs into their standings."""
    for project_id in ids:
        rename_standings(project_id)


@deferred.task("contest.leave")
def leave(*departures: dict[str, Any]) -> None:
    """Put away the commits of people who went."""
    for told in departures:
        put_away(departure_in(told))
