"""Deferred: letters."""

from july import deferred
from july.people import letters


@deferred.task(letters.SEND)
def send_letter(kind: str, name: str, address: str, language: str) -> None:
    """Send a letter. One that fails is tried again, so one may come twice."""
    letters.deliver(kind, name, address, language)
