"""What entries say was done, in words."""

from collections.abc import Mapping

from july.lib.texts import gettext_noop

DEEDS: Mapping[str, str] = {
    "approve": gettext_noop("Approved"),
    "close": gettext_noop("Closed"),
    "create": gettext_noop("Created"),
    "grant": gettext_noop("Gave a role to"),
    "make organiser": gettext_noop("Made an organiser of"),
    "merge": gettext_noop("Merged"),
    "refuse": gettext_noop("Refused"),
    "reinstate": gettext_noop("Reinstated"),
    "suspend": gettext_noop("Suspended"),
    "withdraw": gettext_noop("Withdrew the role of"),
    "withdraw organiser": gettext_noop("Made a mere member of"),
}
"""By `AuditEntry.what`."""
