"""Reading what is stored about hubs. What every page needs is kept until it changes."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.cloud import ndb

from july.hubs.contract import LASTS
from july.hubs.kept import Question, shelf
from july.hubs.layouts import Layout, default_layout, read_layout
from july.hubs.models import Attention, HubLayout, HubStars
from july.hubs.notices import attention_channel, hub_channel, stars_channel
from july.hubs.subjects import Subject, subject_with_key
from july.people.models import Person

Stored = list[dict[str, Any]] | None
"""A layout as it is stored; None is the default."""
Times = Mapping[str, int]
"""Microseconds since 1970, by the key of a hub."""
MOST_LISTED = 30
"""Hubs of which a person's list tells, and from which news come."""


@dataclass(frozen=True, slots=True)
class HubState:
    """How a hub is arranged, and how many like it."""

    layout: Layout
    is_default: bool
    version: int
    stars: int


@dataclass(frozen=True, slots=True)
class Editing:
    """A hub's layout as who edits it needs it."""

    layout: Layout
    is_default: bool
    version: int
    steps: int
    """How many changes can be undone."""
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """What a person has starred and follows, and whom they do not want to read."""

    stars: Times
    follows: Times
    mutes: Times
    """By the name of a person."""


def layout_key(subject: Subject) -> ndb.Key:
    """Key of the stored layout of a hub."""
    return ndb.Key(HubLayout, subject.key)


def stars_key(subject: Subject) -> ndb.Key:
    """Key of the number of a hub's stars."""
    return ndb.Key(HubStars, subject.key)


def layout_of(subject: Subject) -> Layout:
    """The widgets of a hub: as somebody arranged them, else as its kind has them."""
    return state_of(subject).layout


def state_of(subject: Subject) -> HubState:
    """A hub's layout and stars, kept until one of them changes."""
    question = Question(
        name="(layout)",
        key=f"(layout) {subject.key}",
        channels=lambda: (hub_channel(subject), stars_channel(subject)),
        lasts=LASTS,
        work_out=lambda: _read_state(subject),
    )
    told = shelf.ask(question)().data
    placements = told["placements"]
    return HubState(
        _layout(subject, placements), placements is None, told["version"], told["stars"]
    )


def editing_of(subject: Subject) -> Editing:
    """A hub's layout as it is stored at this moment."""
    row = layout_key(subject).get() or HubLayout()
    return Editing(
        layout=_layout(subject, row.placements),
        is_default=row.placements is None,
        version=row.version,
        steps=len(row.before or ()),
        changed_by=row.changed_by,
    )


def marks_of_person(name: str) -> OwnMarks:
    """What a person has starred and follows, as it is stored at this moment."""
    row = ndb.Key(Attention, name).get() or Attention()
    return OwnMarks(row.stars or {}, row.follows or {}, row.mutes or {})


def muted_by(viewer: Person | None) -> frozenset[str]:
    """Names of the people whom the viewer does not want to read, as of this moment."""
    return frozenset(marks_of_person(viewer.name).mutes if viewer else ())


def unmuted(messages: Iterable[dict[str, Any]], muted: Container[str]) -> list[dict[str, Any]]:
    """The messages of a feed without those of people who are muted."""
    return [each for each in messages if (each["person"] or {}).get("name") not in muted]


def subjects_of(times: Times) -> list[Subject]:
    """The things of those hubs, the last marked first, as far as they are there still."""
    keys = sorted(times, key=lambda key: (-times[key], key))[:MOST_LISTED]
    return [subject for subject in map(subject_with_key, keys) if subject is not None]


def followed_by(name: str) -> list[dict[str, str]]:
    """`[{"key", "kind", "title", "path", "channel"}]` of what a person follows, kept."""
    question = Question(
        name="(followed)",
        key=f"(followed) {name}",
        channels=lambda: (attention_channel(name),),
        lasts=LASTS,
        work_out=lambda: {"hubs": told_of(subjects_of(marks_of_person(name).follows))},
    )
    hubs: list[dict[str, str]] = shelf.ask(question)().data["hubs"]
    return hubs


def told_of(subjects: list[Subject]) -> list[dict[str, str]]:
    """What a list of hubs tells of each."""
    return [
        {
            "key": subject.key,
            "kind": subject.kind,
            "slug": subject.slug,
            "title": subject.title,
            "path": subject.path,
            "channel": subject.channel,
        }
        for subject in subjects
    ]


def _layout(subject: Subject, placements: Stored) -> Layout:
    return default_layout(subject.kind) if placements is None else read_layout(placements)


def _read_state(subject: Subject) -> dict[str, Any]:
    row, count = ndb.get_multi([layout_key(subject), stars_key(subject)])
    return {
        "placements": row.placements if row else None,
        "version": row.version if row else 0,
        "stars": count.stars if count else 0,
    }
