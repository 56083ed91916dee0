"""Where people are, by points in the game, with flags where a place names its country."""

from django.utils.translation import gettext_lazy

from july.widgets.places import list_of

WIDGET = list_of(
    "locations",
    gettext_lazy("Where people push from"),
    gettext_lazy("The first locations of the game, with flags where the country is known."),
)
