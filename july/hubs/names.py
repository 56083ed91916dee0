"""What people call the kinds of things that have pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

BOARD_NAMES: Mapping[str, Promise] = {
    "people": gettext_lazy("People"),
    "projects": gettext_lazy("Projects"),
    "teams": gettext_lazy("Teams"),
    "locations": gettext_lazy("Locations"),
    "languages": gettext_lazy("Languages"),
}
"""Headings of the boards."""
KIND_NAMES: Mapping[str, Promise] = {
    **BOARD_NAMES,
    "games": gettext_lazy("Games"),
}
"""Headings of everything of a kind."""
KINDS_IN_A_SENTENCE: Mapping[str, Promise] = {
    "people": gettext_lazy("people"),
    "projects": gettext_lazy("projects"),
    "teams": gettext_lazy("teams"),
    "locations": gettext_lazy("locations"),
    "languages": gettext_lazy("languages"),
    "games": gettext_lazy("games"),
}
"""The same within a sentence."""
THING_NAMES: Mapping[str, Promise] = {
    "people": gettext_lazy("Person"),
    "projects": gettext_lazy("Project"),
    "teams": gettext_lazy("Team"),
    "locations": gettext_lazy("Location"),
    "languages": gettext_lazy("Language"),
}
"""Headings of one thing of a kind."""
FIRST_OF: Mapping[str, Promise] = {
    "projects": gettext_lazy("First project"),
    "teams": gettext_lazy("First team"),
    "locations": gettext_lazy("First location"),
    "languages": gettext_lazy("First language"),
}
"""What the first of each board is called, but for people, who have names of their own."""
