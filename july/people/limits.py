"""What a person may do only so often a day, in UTC."""

from google.cloud import ndb

from july.lib import clock
from july.people.models import Today

REPORTS, PLACES = "reports", "places"


def done_today(name: str, what: str, number: int, most: int) -> Today | None:
    """The row that counts `number` more, to be put; None if that is more than `most` a day.

    Inside the transaction that does it.
    """
    today = clock.now().date().isoformat()
    row: Today | None = ndb.Key(Today, name).get()
    if row is None or row.day != today:
        row = Today(id=name, day=today, counts={})
    count = row.counts.get(what, 0) + number
    if count > most:
        return None
    row.counts = row.counts | {what: count}
    return row
