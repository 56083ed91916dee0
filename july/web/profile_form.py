"""The form in which people say who they are; what is wrong with a field is told beside it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from july.errors import BadField
from july.people.actions import Profile
from july.people.models import Person
from july.people.places import FIELDS, MODELS, wanted_place
from july.people.profiles import (
    HIDEABLE,
    checked_about,
    checked_hidden,
    checked_links,
    checked_title,
    checked_zone,
    shows,
)
from july.people.queries import place_with

Value = TypeVar("Value")

LONGEST = 10_000
"""Characters of any field; how many each may have is told by what checks it."""


def _text() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST)


class ProfileForm(forms.Form):
    """What a person says of themselves, and what of it everybody gets to see."""

    title = _text()
    about = _text()
    links = _text()
    location = _text()
    team = _text()
    time_zone = _text()
    shown = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in HIDEABLE])

    def clean_title(self) -> str:
        """In one line."""
        return _checked(checked_title, self.cleaned_data["title"])

    def clean_about(self) -> str:
        """Without what disturbs."""
        return _checked(checked_about, self.cleaned_data["about"])

    def clean_links(self) -> tuple[str, ...]:
        """Addresses of pages."""
        return _checked(checked_links, self.cleaned_data["links"])

    def clean_location(self) -> str:
        """What can be a location."""
        return self._place("locations")

    def clean_team(self) -> str:
        """What can be a team."""
        return self._place("teams")

    def clean_time_zone(self) -> str:
        """A zone that is known."""
        return _checked(checked_zone, self.cleaned_data["time_zone"])

    def _place(self, kind: str) -> str:
        text: str = self.cleaned_data[FIELDS[kind]]
        _checked(lambda name: wanted_place(kind, name), text)
        return text

    def profile(self) -> Profile:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        return Profile(
            title=said["title"],
            about=said["about"],
            links=said["links"],
            location=said["location"],
            team=said["team"],
            time_zone=said["time_zone"],
            hidden=checked_hidden(said["shown"]),
        )


def _checked(check: Callable[[str], Value], text: str) -> Value:
    try:
        return check(text)
    except BadField as error:
        raise ValidationError(error.message) from None


def said_by(person: Person) -> dict[str, Any]:
    """What the form shows at first: what the person has said before."""
    return {
        "title": person.title or person.name,
        "about": person.about or "",
        "links": "\n".join(person.links or ()),
        "location": _name_of("locations", person.location),
        "team": _name_of("teams", person.team),
        "time_zone": person.time_zone or "",
        "shown": [name for name in HIDEABLE if shows(person, name)],
    }


def _name_of(kind: str, slug: str | None) -> str:
    place = place_with(MODELS[kind], slug) if slug else None
    return str(place.name) if place else slug or ""
