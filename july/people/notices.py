"""The channel of who is there."""

PEOPLE = "people"
"""Notified when somebody is new."""
