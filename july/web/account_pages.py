"""The pages of an account, in the order in which they are listed on each of them."""

from django.utils.translation import gettext_lazy

ACCOUNT_PAGES = (
    ("account", gettext_lazy("Hooks and emails")),
    ("whose-commits", gettext_lazy("Whose commits?")),
    ("muted", gettext_lazy("Muted")),
    ("change-password", gettext_lazy("Password")),
)
"""Name of the URL and title; a page a line."""
