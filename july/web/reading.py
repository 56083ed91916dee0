"""Lists that only the owner of a hook sees, each of at most so many rows."""

from july.projects.models import Delivery, Hook

MOST = 100
"""Rows read for a list."""


def hooks_of(owner: str) -> list[Hook]:
    """The hooks of a person that still take deliveries, the oldest first."""
    hooks = Hook.query(Hook.owner == owner).fetch(MOST)
    return sorted((hook for hook in hooks if not hook.deleted), key=lambda hook: hook.created)


def deliveries_to(hook: str, limit: int) -> list[Delivery]:
    """The last deliveries to a hook, newest first."""
    found: list[Delivery] = (
        Delivery.query(Delivery.hook == hook).order(-Delivery.received).fetch(limit)
    )
    return found
