"""Deferred: people who go."""

from typing import Any

from july import deferred
from july.hubs.leaving import put_away
from july.people.leaving import departure_in


@deferred.task("hubs.leave")
def leave(*departures: dict[str, Any]) -> None:
    """Put away the stars, follows and pages of people who went."""
    for told in departures:
        put_away(departure_in(told))
