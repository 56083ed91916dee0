"""Reading what is stored about hubs."""

from typing import Any

from google.cloud import ndb

from july.hubs.lately import Lately
from july.hubs.layouts import Layout, default_layout, read_layout
from july.hubs.models import HubLayout
from july.hubs.subjects import Subject

Stored = list[dict[str, Any]] | None
layouts: Lately[Stored] = Lately()
"""The stored layouts of a moment ago; None for those that nobody has changed."""


def layout_key(subject: Subject) -> ndb.Key:
    """Key of the stored layout of a hub."""
    return ndb.Key(HubLayout, subject.key)


def hub_channel(subject: Subject) -> str:
    """The channel on which a change of a hub's layout is told."""
    return f"hub:{subject.key}"


def layout_of(subject: Subject) -> Layout:
    """The widgets of a hub: as somebody arranged them, else as its kind has them."""
    stored = layouts.get(subject.key, hub_channel(subject), lambda: _stored(subject))
    return default_layout(subject.kind) if stored is None else read_layout(stored)


def _stored(subject: Subject) -> Stored:
    stored = layout_key(subject).get()
    found: Stored = stored.placements if stored else None
    return found
