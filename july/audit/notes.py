"""Writing an action down."""

import secrets
from collections.abc import Mapping
from typing import Any

from july.audit.acting import actor
from july.audit.models import AuditEntry, about_thing
from july.lib import clock

Values = Mapping[str, Any]
"""What a change concerns: fields with values that JSON has."""


def note(
    what: str, kind: str, subject: str, *, title: str = "", before: Values, after: Values
) -> AuditEntry:
    """Write down that whoever acts did `what`; inside the transaction that does it.

    Of `before` and `after` only what differs is kept. Gives the entry, which has been put.
    """
    who, moment = actor(), clock.microseconds(clock.now())
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    entry = AuditEntry(
        id=f"{moment:017d}-{secrets.token_hex(4)}",
        by=who.name,
        shell=who.name is None,
        moment=moment,
        what=what,
        kind=kind,
        about=about_thing(kind, subject),
        title=title or subject,
        before={name: before.get(name) for name in changed},
        after={name: after.get(name) for name in changed},
        why=who.why,
    )
    entry.put()
    return entry
