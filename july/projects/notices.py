"""The channel of which projects there are."""

PROJECTS = "projects"
"""Notified when one is new, or gone from sight."""
