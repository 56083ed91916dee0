"""Reading what is stored about hubs."""

from google.cloud import ndb

from july.hubs.layouts import Layout, default_layout, read_layout
from july.hubs.models import HubLayout
from july.hubs.subjects import Subject


def layout_key(subject: Subject) -> ndb.Key:
    """Key of the stored layout of a hub."""
    return ndb.Key(HubLayout, subject.key)


def layout_of(subject: Subject) -> Layout:
    """The widgets of a hub: as somebody arranged them, else as its kind has them."""
    stored = layout_key(subject).get()
    if stored is None or stored.placements is None:
        return default_layout(subject.kind)
    return read_layout(stored.placements)
