"""The database, its indexes, and the queue of deferred tasks."""

from collections.abc import Iterator
from datetime import timedelta

from google.api_core.exceptions import FailedPrecondition
from google.cloud import ndb

from july import stores
from july.config import Engine, Settings
from july.contest.queries import all_games
from july.embedded.datastore.indexes import Index, load_indexes
from july.management.doctor.findings import Finding, fine, worth_a_look, wrong
from july.stores.embedded import ROOT

LONGEST_WAIT = timedelta(minutes=5)
"""A task that is due waits for seconds where somebody works."""
NAMED = 5


def database(settings: Settings) -> Iterator[Finding]:
    """Whether it answers."""
    games = len(all_games())
    yield fine("database", f"{settings.datastore} answers; games: {games}")


def indexes(_settings: Settings) -> Iterator[Finding]:
    """Whether there is each composite index that July's queries need."""
    needed = load_indexes(ROOT / "index.yaml")
    missing = [index for index in needed if not _is_there(index)]
    if missing:
        named = "; ".join(" ".join(each.as_yaml().split()) for each in missing[:NAMED])
        told = f"{len(missing)} of {len(needed)} are missing or not built yet: {named}"
        remedy = "deploy index.yaml (`gcloud datastore indexes create index.yaml`) and wait"
        yield wrong("indexes", told, remedy)
    else:
        yield fine("indexes", f"all {len(needed)} are there")


def _is_there(index: Index) -> bool:
    """Whether a query is answered that only this index can answer."""
    orders = [f"-{sort.name}" if sort.descending else sort.name for sort in index.sorts]
    try:
        ndb.Query(kind=index.kind, order_by=orders).fetch(1, keys_only=True)
    except FailedPrecondition:
        return False
    return True


def queue(settings: Settings) -> Iterator[Finding]:
    """What waits for too long, and what was given up."""
    if settings.tasks is not Engine.EMBEDDED:
        where = "`manage.py tasks` where it is served, or the console of the cloud, tells more"
        yield fine("queue", f"the queue is {settings.tasks}; {where}")
        return
    tallies = stores.stores().tasks.tallies()
    aside = sum(tally.kept for tally in tallies)
    if aside:
        remedy = "`manage.py tasks` says why; run them again or drop them"
        yield worth_a_look("queue", f"{aside} tasks were given up", remedy)
    lag = max((tally.lag for tally in tallies if not tally.paused), default=0.0)
    if lag > LONGEST_WAIT.total_seconds():
        told = f"a task has been due for {timedelta(seconds=round(lag))} hours"
        yield wrong("queue", told, "start `manage.py serve`, or `manage.py worker` beside it")
    elif not aside:
        yield fine("queue", f"{sum(tally.tasks for tally in tallies)} tasks wait, none is late")
