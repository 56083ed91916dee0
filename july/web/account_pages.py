"""The pages of an account, in the order in which they stand in the row of links on each of them."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: tuple[tuple[str, str | Promise], ...] = (
    ("account", _("Overview")),
    ("profile", _("Profile")),
    ("repositories", _("Repositories")),
    ("whose-commits", _("Whose commits?")),
    ("muted", _("Muted")),
    ("identities", _("Ways to sign in")),
    ("change-password", _("Password")),
    ("sessions", _("Sessions")),
    ("tokens", _("API tokens")),
    ("leave", _("Your data")),
)
"""The name of each page's address, and its title."""


def account_pages() -> list[tuple[str, str | Promise]]:
    """Path and title of each."""
    return [(reverse(name), title) for name, title in PAGES]
