"""Decisions about events and refs that are the same for every host."""

import re

from july.hosts.fields import Fields
from july.hosts.texts import storable
from july.hosts.values import Ignored
from july.lib.texts import gettext_noop

BRANCHES = "refs/heads/"
# GitHub tries out the merges of its queue on branches of this name.
MERGE_QUEUE = BRANCHES + "gh-readonly-queue/"
TAGS = "refs/tags/"
LONGEST_EVENT = 100
_ZEROS = re.compile("0+")


def unknown(event: str) -> Ignored:
    """The content of a delivery of an event that July does nothing with."""
    return Ignored(
        storable(event)[:LONGEST_EVENT], gettext_noop("July does nothing with this event.")
    )


def why_ignored(ref: str) -> str | None:
    """Why a push to `ref` counts nothing, as a sentence; None if it counts."""
    if ref.startswith(TAGS):
        return gettext_noop("Tags do not count, only commits on branches.")
    if ref.startswith(MERGE_QUEUE):
        return gettext_noop("The merge queue's own branches do not count; the merge itself will.")
    if ref.startswith("refs/") and not ref.startswith(BRANCHES):
        return gettext_noop("Only commits on branches count.")
    return None


def why_push_ignored(push: Fields) -> str | None:
    """The same for a push as GitHub, GitLab and Gitea send it, with `ref`, `after`, `deleted`."""
    reason = why_ignored(push.text("ref"))
    if reason is None and (push.flag("deleted") or _ZEROS.fullmatch(push.text("after"))):
        reason = gettext_noop("A deleted branch brings no commits.")
    return reason
