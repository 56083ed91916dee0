"""Widgets on their hubs, as a given person sees them."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from july import widgets
from july.hubs.boxes import Box, show_one
from july.hubs.kept import shelf
from july.hubs.placement import Placement
from july.hubs.subjects import find_subject
from july.people.queries import find_person

Look = Callable[..., Box]

widgets.load()


@pytest.fixture
def look(context: None) -> Look:
    """`look("newest", "people", "octo", viewer="octo", limit=3)` gives the box."""

    def at(
        widget: str, hub: str = "site", slug: str = "", viewer: str = "", **settings: object
    ) -> Box:
        # The clock of a test jumps, that of what is kept does not.
        shelf.forget()
        cache.clear()
        placement = Placement(widget, widget, "narrow", settings)
        return show_one(find_subject(hub, slug), placement, lambda: find_person(viewer))

    return at
