"""Reports: what somebody wants the organisers to look at. Nobody has to prove anything."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from google.cloud import ndb

from july import deferred
from july.audit import note
from july.config import settings
from july.errors import BadField, NotFound, TooOften
from july.lib import clock
from july.people.limits import REPORTS, done_today
from july.people.models import Report

MOST_A_DAY = 10
"""Reports of one person."""
LONGEST = 1000
"""Characters that one may write to a report."""
OPEN, CLOSED = "open", "closed"
NOT_MINE = "not-mine"
REASONS = {
    "spam": gettext_lazy("It is spam or advertising"),
    "abuse": gettext_lazy("It insults or harasses somebody"),
    "cheating": gettext_lazy("It gets points that it should not"),
    "posing": gettext_lazy("It pretends to be somebody else"),
    "other": gettext_lazy("Something else"),
}
"""Among which people choose; `not-mine` comes by itself."""
SEND = "people.send_report"


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report is about."""

    kind: str
    """A kind of page, or `commits`."""
    subject: str
    """Its slug, id or hash."""
    title: str
    whose: str | None
    """Name of the person whose it is."""


def report(about: Reported, by: str, reason: str, words: str = "") -> Report:
    """Put something into the queue of the organisers; the same again changes nothing.

    Raises BadField for what is no reason, TooOften for the eleventh of a day.
    """
    if reason not in REASONS:
        raise BadField(_("Choose what is wrong with it."), field="reason")
    words = words.strip()
    if len(words) > LONGEST:
        message = _("It has more than %(longest)s characters.") % {"longest": LONGEST}
        raise BadField(message, field="words")
    filed, outbox = _file(new_report(about, by, reason, words))
    if outbox is not None:
        deferred.settle(outbox)
    return filed


def new_report(about: Reported, by: str, reason: str, words: str = "") -> Report:
    """A report that is not stored yet."""
    told = f"{by}\n{about.kind}\n{about.subject}\n{reason}"
    return Report(
        id=hashlib.sha256(told.encode()).hexdigest()[:20],
        kind=about.kind,
        subject=about.subject,
        title=about.title[:200],
        whose=about.whose,
        by=by,
        reason=reason,
        words=words,
        state=OPEN,
        created=clock.microseconds(clock.now()),
    )


def letter_about(filed: Report) -> list[deferred.Call]:
    """The call that tells the organisers by letter, if they want to be told."""
    return [deferred.Call(SEND, (filed.id,))] if settings().reports_to else []


def reports(state: str = OPEN, limit: int | None = 100) -> list[Report]:
    """The reports in that state, the oldest first."""
    found: list[Report] = Report.query(Report.state == state).order(Report.created).fetch(limit)
    return found


def find_report(id: str) -> Report | None:
    """The report with that id, or None."""
    return ndb.Key(Report, id).get()


@ndb.transactional(retries=5)
def close_report(id: str, outcome: str = "") -> Report:
    """Note that a report has been dealt with. Raises NotFound."""
    filed = find_report(id)
    if filed is None:
        raise NotFound(f"There is no report {id!r}; `manage.py reports` lists them.")
    if filed.state != CLOSED:
        filed.state, filed.outcome = CLOSED, outcome.strip()[:LONGEST]
        note(
            "close",
            "reports",
            filed.id,
            title=filed.title or "",
            before={"state": OPEN},
            after={"state": CLOSED, "outcome": filed.outcome},
        )
        filed.closed = clock.microseconds(clock.now())
        filed.put()
    return filed


@ndb.transactional(retries=5)
def _file(new: Report) -> tuple[Report, deferred.Outbox | None]:
    """Store a report that is not in the queue already, and count it."""
    stored = new.key.get()
    if stored is not None and stored.state == OPEN:
        return stored, None
    today = done_today(new.by, REPORTS, 1, MOST_A_DAY)
    if today is None:
        message = _("You have reported %(most)s things today; the organisers look at them first.")
        raise TooOften(message % {"most": MOST_A_DAY})
    outbox = deferred.Outbox.holding(deferred.Work(calls=tuple(letter_about(new))))
    ndb.put_multi([new, today, outbox])
    return new, outbox
