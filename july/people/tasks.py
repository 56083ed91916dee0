"""Deferred: letters, members of places that were merged, pictures at git hosts, people who go."""

from typing import Any

from july import deferred
from july.people import hosted_pictures, letters, reports
from july.people.actions import move_member
from july.people.leaving import departure_in
from july.people.oauth import own_hosts
from july.people.places import FIELDS, MOVE_MEMBERS
from july.people.queries import members_of
from july.people.remains import put_away


@deferred.task(letters.SEND)
def send_letter(kind: str, name: str, address: str, language: str) -> None:
    """Send a letter. One that fails is tried again, so one may come twice."""
    letters.deliver(kind, name, address, language)


@deferred.task(letters.SEND_RESETS)
def send_resets(who: str, language: str) -> None:
    """Send links to a new password to all addresses of whoever is meant."""
    letters.deliver_resets(who, language)


@deferred.task(MOVE_MEMBERS)
def move_members(*places: tuple[str, str]) -> None:
    """Take the members of places along to where those belong by now."""
    for kind, slug in places:
        for name in sorted(members_of(FIELDS[kind], slug)):
            outbox = move_member(kind, slug, name)
            if outbox is not None:
                deferred.settle(outbox)


@deferred.task(hosted_pictures.TAKE)
def take_pictures(*pictures: tuple[str, str]) -> None:
    """Let people who have no picture of their own have the one that they have at their git host."""
    for name, address in pictures:
        hosted_pictures.take_picture(name, address, own_hosts())


@deferred.task(reports.SEND)
def send_report(*ids: str) -> None:
    """Tell the organisers of reports by letter."""
    for id in ids:
        letters.deliver_report(id)


@deferred.task("people.leave")
def leave(*departures: dict[str, Any]) -> None:
    """Put away the reports and teams of people who went."""
    for told in departures:
        put_away(departure_in(told))
