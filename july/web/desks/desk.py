"""What is declared for one sort of thing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from google.cloud import ndb

from july.people.roles import Role

Text = str | Promise
Value = str | int | bool | datetime | Promise | None
"""What stands in a cell: text, a number, yes or no, a moment."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact about each thing."""

    title: Text
    value: Callable[[Any], Value]
    path: Callable[[Any], str | None] | None = None
    """Where the value leads."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Some of the things."""

    name: str
    title: Text
    narrow: Callable[[ndb.Query], ndb.Query]


def always(_thing: ndb.Model) -> bool:
    """Whatever the thing is."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done to a thing. It is written down by what carries it out."""

    name: str
    title: Text
    about: Text
    """What follows from it, and whether it can be undone."""
    perform: Callable[[ndb.Model], object]
    fits: Callable[[Any], bool] = always
    """Whether it makes sense for this thing, as it is."""
    grave: bool = False
    needs: Role = Role.MODERATOR
    """Who may do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that organisers see and do of one sort of thing."""

    name: str
    """Stands in addresses, and in entries about such things."""
    title: Text
    about: Text
    model: type[ndb.Model]
    columns: tuple[Column, ...]
    facts: tuple[Column, ...] = ()
    """What the page of one thing tells besides."""
    order: Callable[[], tuple[Any, ...]] = tuple
    """Properties by which the list is ordered; else by key."""
    search: Callable[[str, int], Iterable[ndb.Model]] | None = None
    """The things that somebody means by a text, at most so many."""
    filters: tuple[Filter, ...] = ()
    actions: tuple[Action, ...] = ()
    path: Callable[[Any], str | None] | None = None
    """The thing's own page on the site."""
    called: Callable[[Any], str] = field(default=lambda thing: str(thing.key.id()))
    """How the thing is known to people."""
    subject: Callable[[Any], str] = field(default=lambda thing: str(thing.key.id()))
    """What stands for the thing in addresses, and in entries about it."""
    look_up: Callable[[str], ndb.Model | None] | None = None
    """The thing for which that stands, where it is not its key."""

    def find(self, subject: str) -> ndb.Model | None:
        """The thing for which that stands, or None."""
        if self.look_up is not None:
            return self.look_up(subject)
        found: ndb.Model | None = ndb.Key(self.model, subject).get()
        return found

    def action(self, name: str) -> Action | None:
        """The action of that name, or None."""
        return next((each for each in self.actions if each.name == name), None)

    def filter(self, name: str) -> Filter | None:
        """The filter of that name, or None."""
        return next((each for each in self.filters if each.name == name), None)
