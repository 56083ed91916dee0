"""What people call the boards and their things."""

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

FIRST_OF: Mapping[str, Promise] = {
    "projects": gettext_lazy("First project"),
    "teams": gettext_lazy("First team"),
    "locations": gettext_lazy("First location"),
    "languages": gettext_lazy("First language"),
}
"""What the first of each board is called, but for people, who have names of their own."""
