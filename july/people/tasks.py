"""Deferred: letters."""

from july import deferred
from july.people import letters, reports


@deferred.task(letters.SEND)
def send_letter(kind: str, name: str, address: str, language: str) -> None:
    """Send a letter. One that fails is tried again, so one may come twice."""
    letters.deliver(kind, name, address, language)


@deferred.task(letters.SEND_RESETS)
def send_resets(who: str, language: str) -> None:
    """Send links to a new password to all addresses of whoever is meant."""
    letters.deliver_resets(who, language)


@deferred.task(reports.SEND)
def send_report(*ids: str) -> None:
    """Tell the organisers of reports by letter."""
    for id in ids:
        letters.deliver_report(id)
