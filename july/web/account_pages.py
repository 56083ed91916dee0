"""The pages of one's account, in the order in which every one of them lists all: a line a page."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

PAGES: tuple[tuple[str, Promise], ...] = (
    ("account", gettext_lazy("Account")),
    ("profile", gettext_lazy("Profile")),
)
"""Names of routes, and what people call the pages."""
ORGANIZERS: tuple[tuple[str, Promise], ...] = (("waiting-teams", gettext_lazy("Teams that wait")),)
"""Those that only organisers have."""


def account_pages(organizer: bool) -> list[tuple[str, Promise]]:
    """Path and name of each page of somebody's account."""
    shown = PAGES + (ORGANIZERS if organizer else ())
    return [(reverse(name), title) for name, title in shown]
