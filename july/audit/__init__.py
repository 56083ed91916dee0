"""What organisers did: who, when, what, before and after, and why.

    with acting("ada", "spams every board"):
        suspend("mallory")

An action that organisers take calls `note` inside the transaction in which it changes something, so
that nothing is done without being written down. From the shell, `acting` says nothing and the entry
is the shell's. Nothing on the site changes an entry.
"""

from july.audit.acting import Actor, acting, actor
from july.audit.models import AuditEntry, about_thing
from july.audit.notes import note
from july.audit.queries import entries_about, entries_by, latest_entries

__all__ = [
    "Actor",
    "AuditEntry",
    "about_thing",
    "acting",
    "actor",
    "entries_about",
    "entries_by",
    "latest_entries",
    "note",
]
