"""Deferred: cleaning up behind deliveries, and behind people who go, at their git hosts too."""

from datetime import timedelta
from typing import Any

from google.cloud import ndb

from july import deferred
from july.lib import clock
from july.people.identities import people_out_of_time
from july.people.leaving import REMOVE_HOOKS, departure_in
from july.projects.leaving import put_away
from july.projects.models import Delivery
from july.projects.removing import give_up, remove_hooks

BODY_FOR = timedelta(days=7)
DELIVERY_FOR = timedelta(days=90)
BATCH = 200


@deferred.task("projects.forget_deliveries", every=timedelta(days=1))
def forget_deliveries() -> None:
    """Drop bodies after a week and deliveries after three months."""
    # The lower bound leaves those out whose body is gone: None sorts before every number.
    bodies = Delivery.query(
        Delivery.body_from > 0, Delivery.body_from < _microseconds_ago(BODY_FOR)
    )
    while deliveries := bodies.fetch(BATCH):
        for delivery in deliveries:
            delivery.body = delivery.body_from = None
        ndb.put_multi(deliveries)
    old = Delivery.query(Delivery.received < _microseconds_ago(DELIVERY_FOR))
    while keys := old.fetch(BATCH, keys_only=True):
        ndb.delete_multi(keys)


@deferred.task("projects.leave")
def leave(*departures: dict[str, Any]) -> None:
    """Put away the hooks of people who went."""
    for told in departures:
        put_away(departure_in(told))


@deferred.task(REMOVE_HOOKS, queue="hosts")
def remove_hooks_of(*names: str) -> None:
    """Remove the hooks of people who went at their git hosts. What a host can't do now, it is asked
    again for.
    """
    refusals = [refusal for name in names for refusal in remove_hooks(name)]
    if refusals:
        raise refusals[0]


@deferred.task("projects.give_up_hooks", every=timedelta(hours=6))
def give_up_hooks() -> None:
    """Forget what lets July act for people who went long enough ago."""
    for name in people_out_of_time():
        give_up(name)


def _microseconds_ago(age: timedelta) -> int:
    return clock.microseconds(clock.now() - age)
