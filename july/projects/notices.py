"""The channels of which projects there are, and of what comes through a hook."""

PROJECTS = "projects"
"""Notified when one is new, or gone from sight."""


def hook_channel(id: str) -> str:
    """Notified of a hook's deliveries until its first good one, and when its owner changes it."""
    return f"hook:{id}"
