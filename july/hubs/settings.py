"""Settings of a widget: declared once, for the form, for what is stored, and for the docs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.utils.functional import Promise

from july.errors import BadField

Text = str | Promise
"""A text, or one that is translated when it is shown."""


class Check(Protocol):
    """What values a setting takes."""

    def read(self, value: object) -> Any:  # noqa: ANN401 - of the setting's own type
        """The value as the widget gets it, from JSON or from a form. Raises ValueError, saying
        what is allowed."""

    def field(self, **common: Any) -> forms.Field:  # noqa: ANN401 - Django's own arguments
        """The field of a form."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    options: Mapping[str, Text]
    """What each value is called."""

    def read(self, value: object) -> str:
        """The value. Raises ValueError."""
        if value not in self.options:
            message = f"must be one of {', '.join(self.options)}"
            raise ValueError(message)
        return str(value)

    def field(self, **common: Any) -> forms.Field:  # noqa: ANN401 - Django's own arguments
        """A list to choose from."""
        return forms.ChoiceField(choices=tuple(self.options.items()), **common)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int
    most: int

    def read(self, value: object) -> int:
        """The number. Raises ValueError."""
        text = str(value).strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if isinstance(value, bool) or not self.least <= number <= self.most:
            message = f"must be a number from {self.least} to {self.most}"
            raise ValueError(message)
        return number

    def field(self, **common: Any) -> forms.Field:  # noqa: ANN401 - Django's own arguments
        """A field for a number."""
        return forms.IntegerField(min_value=self.least, max_value=self.most, **common)


@dataclass(frozen=True, slots=True)
class Words:
    """A text, perhaps of many lines."""

    longest: int
    """Characters."""
    lines: bool = False

    def read(self, value: object) -> str:
        """The text. Raises ValueError."""
        if not isinstance(value, str):
            message = "must be a text"
            raise ValueError(message)  # noqa: TRY004 - a value from outside, of whatever type
        if len(value) > self.longest:
            message = f"has {len(value)} characters; {self.longest} are allowed"
            raise ValueError(message)
        return value.replace("\r\n", "\n").replace("\0", "")

    def field(self, **common: Any) -> forms.Field:  # noqa: ANN401 - Django's own arguments
        """A field for text."""
        widget = forms.Textarea(attrs={"rows": 8}) if self.lines else forms.TextInput()
        return forms.CharField(max_length=self.longest, widget=widget, strip=False, **common)


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    def read(self, value: object) -> bool:
        """The state. Raises ValueError."""
        if not isinstance(value, bool):
            message = "must be true or false"
            raise ValueError(message)  # noqa: TRY004 - a value from outside, of whatever type
        return value

    def field(self, **common: Any) -> forms.Field:  # noqa: ANN401 - Django's own arguments
        """A box to tick."""
        return forms.BooleanField(**common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that the owner of a hub may choose about a widget on it."""

    name: str
    label: Text
    default: Any
    check: Check
    help: Text = ""

    def form_field(self) -> forms.Field:
        """The field of a form."""
        return self.check.field(label=self.label, help_text=self.help, required=False)


Values = Mapping[str, Any]


def read_settings(declared: tuple[Setting, ...], given: Values) -> dict[str, Any]:
    """Every declared setting with the value given, or its default.

    Raises BadField, which names the setting, for a value that it does not take and for a name that
    nobody declared.
    """
    unknown = set(given) - {setting.name for setting in declared}
    if unknown:
        name = min(unknown)
        raise BadField(f"There is no setting called {name!r} here.", field=name)
    return {setting.name: _read(setting, given) for setting in declared}


def _read(setting: Setting, given: Values) -> Any:  # noqa: ANN401 - of the setting's own type
    value = given.get(setting.name, setting.default)
    try:
        return setting.check.read(value)
    except ValueError as error:
        raise BadField(f"{setting.name} {error}.", field=setting.name) from None
