"""Teams, by points in the game."""

from django.utils.translation import gettext_lazy

from july.widgets.places import list_of

WIDGET = list_of(
    "teams", gettext_lazy("Teams"), gettext_lazy("The first teams of the game, by points.")
)
