"""Reading a JSON body field by field, so that whatever is wrong is named by its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from july.errors import BadField
from july.hosts.texts import storable, web_url
from july.lib.names import is_usable
from july.lib.times import parse_time

# What identifies something is kept in keys and indexes, which take 1,500 bytes.
LONGEST_NAME = 300

# What fits into 64 bits.
LARGEST_NUMBER = 2**63 - 1

_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object and the path at which it stands in the body, "" for the body itself.

    Every method reads one field by its name. Null and missing mean the same. A value of another
    kind raises `BadField`, as does a missing one where the method says so.
    """

    values: Mapping[str, Any]
    path: str = ""

    def where(self, name: str) -> str:
        """The path of the field `name`: `commits[0].id`."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A text, storable as UTF-8; "" if missing."""
        return storable(self._value(name, str) or "")

    def name(self, name: str) -> str:
        """A text that identifies something: stripped, at most 300 characters; "" if missing."""
        return self._short(name, self.text(name).strip())

    def required_name(self, name: str) -> str:
        """A text that identifies something; `BadField` if it is missing or blank."""
        found = self.name(name)
        if not found:
            state = "should not be blank" if self.has(name) else "is missing"
            raise self.wrong(name, f"{state}; it should be a text")
        if not is_usable(found):
            raise self.wrong(name, "should not begin and end with two underscores")
        return found

    def identifier(self, name: str) -> str | None:
        """The id of something, a text or a whole number in JSON, as text; None if missing."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return self._short(name, str(value))
        if value is not None and not isinstance(value, str):
            raise self._wrong_kind(name, value, "a text or a whole number")
        return self.name(name) or None

    def flag(self, name: str) -> bool:
        """True or false; false if missing."""
        return bool(self._value(name, bool))

    def number(self, name: str) -> int | None:
        """A whole number; None if missing."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | None):
            raise self._wrong_kind(name, value, "a whole number")
        if value is not None and abs(value) > LARGEST_NUMBER:
            raise self.wrong(name, f"should be at most {LARGEST_NUMBER}")
        return value

    def time(self, name: str) -> datetime | None:
        """A time, a text or seconds since 1970; None if it is missing or impossible."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise self._wrong_kind(name, value, "a time")
        return parse_time(value)

    def url(self, name: str) -> str:
        """An http or https address; "" if it is missing or any other text."""
        return web_url(self.text(name).strip())

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty if missing."""
        found = []
        for path, value in self._items(name):
            if not isinstance(value, str):
                raise BadField(f"{path} should be a text, not {kind_of(value)}.", field=path)
            found.append(storable(value))
        return tuple(found)

    def child(self, name: str) -> "Fields":
        """An object; one without fields if missing, so that what is inside reads as missing too."""
        return Fields(self._value(name, dict) or {}, self.where(name))

    def required_child(self, name: str) -> "Fields":
        """An object; `BadField` if it is missing."""
        if not self.has(name):
            raise self.wrong(name, "is missing; it should be an object")
        return self.child(name)

    def children(self, name: str) -> tuple["Fields", ...]:
        """A list of objects; empty if missing."""
        found = []
        for path, value in self._items(name):
            if not isinstance(value, dict):
                raise BadField(f"{path} should be an object, not {kind_of(value)}.", field=path)
            found.append(Fields(value, path))
        return tuple(found)

    def required_children(self, name: str) -> tuple["Fields", ...]:
        """A list of objects; `BadField` if missing. Null is an empty list, as Go writes it."""
        if name not in self.values:
            raise self.wrong(name, "is missing; it should be a list")
        return self.children(name)

    def wrong(self, name: str, complaint: str) -> BadField:
        """The error to raise when the field `name` is of the right kind and makes no sense."""
        path = self.where(name)
        return BadField(f"{path} {complaint}.", field=path)

    def _value(self, name: str, kind: type) -> Any:  # noqa: ANN401 - its kind is what is checked
        value = self.values.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._wrong_kind(name, value, _KINDS[kind])
        return value

    def _items(self, name: str) -> Iterator[tuple[str, Any]]:
        for index, value in enumerate(self._value(name, list) or ()):
            yield f"{self.where(name)}[{index}]", value

    def _short(self, name: str, text: str) -> str:
        if len(text) > LONGEST_NAME:
            raise self.wrong(
                name, f"should have at most {LONGEST_NAME} characters, not {len(text)}"
            )
        return text

    def _wrong_kind(self, name: str, value: object, expected: str) -> BadField:
        return self.wrong(name, f"should be {expected}, not {kind_of(value)}")


def kind_of(value: object) -> str:
    """What a JSON value is, in words: `a list`."""
    return _KINDS[type(value)]
