"""Reading what was done."""

from google.cloud import ndb

from july.audit.models import AuditEntry, about_thing

MOST = 100


def entries_about(kind: str, subject: str, limit: int = MOST) -> list[AuditEntry]:
    """What was done to a thing, the latest first."""
    about = about_thing(kind, subject)
    return _latest(AuditEntry.query(AuditEntry.about == about), limit)


def entries_by(name: str, limit: int = MOST) -> list[AuditEntry]:
    """What somebody did, the latest first."""
    return _latest(AuditEntry.query(AuditEntry.by == name), limit)


def latest_entries(limit: int = MOST) -> list[AuditEntry]:
    """What was done by anybody, the latest first."""
    return _latest(AuditEntry.query(), limit)


def _latest(query: ndb.Query, limit: int) -> list[AuditEntry]:
    found: list[AuditEntry] = query.order(-AuditEntry.moment).fetch(limit)
    return found
