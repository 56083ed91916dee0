"""Changing hubs: their layouts, and who stars and follows them."""

import json
from collections.abc import Callable

from django.utils.translation import gettext as _
from google.cloud import ndb

from july.bus import notices
from july.errors import BadField, Conflict, Forbidden, NotFound
from july.hubs.layouts import Layout, check_layout, default_layout, read_layout
from july.hubs.models import Attention, HubLayout, HubStars
from july.hubs.notices import attention_channel, hub_channel, stars_channel
from july.hubs.queries import Stored, layout_key, stars_key
from july.hubs.subjects import Subject, may_edit
from july.lib import clock
from july.people.models import Person
from july.people.queries import find_person

MOST_STEPS = 20
"""Changes that can be undone."""
LARGEST_PAST = 500_000
"""Bytes of all of them: a row of Datastore holds a million."""
MOST_MARKS = 500
"""Hubs that one person stars, and as many that they follow."""

Past = list[Stored]
Step = Callable[[Stored, Past], tuple[Stored, Past]]


class Outdated(Conflict):
    """Somebody changed the layout after it was shown to who wants to change it."""


def change_layout(
    subject: Subject, viewer: Person, version: int, change: Callable[[Layout], Layout]
) -> int:
    """Let the hub have the layout that `change` makes of its own; gives the version it has then.

    A change that changes nothing makes no new version. Raises Forbidden for who may not edit the
    hub, Outdated if `version` is not that of its layout by now, BadField for a layout that can't
    be, and whatever `change` raises.
    """

    def step(stored: Stored, before: Past) -> tuple[Stored, Past]:
        standing = default_layout(subject.kind) if stored is None else read_layout(stored)
        new = check_layout(change(standing), subject.kind)
        if new == standing:
            return stored, before
        return new.as_json(), [*before, stored]

    return _change(subject, viewer, version, step)


def undo(subject: Subject, viewer: Person, version: int) -> int:
    """Bring back what the layout was before the last change; gives the version it has then.

    Raises Forbidden, Outdated, and Conflict where nothing was changed.
    """

    def step(_stored: Stored, before: Past) -> tuple[Stored, Past]:
        if not before:
            raise Conflict(_("There is nothing left to undo."))
        return before[-1], before[:-1]

    return _change(subject, viewer, version, step)


def reset(subject: Subject, viewer: Person, version: int) -> int:
    """Let the hub have the layout that its kind begins with, which undo takes back.

    Gives the version. Raises Forbidden, Outdated.
    """

    def step(stored: Stored, before: Past) -> tuple[Stored, Past]:
        return None, before if stored is None else [*before, stored]

    return _change(subject, viewer, version, step)


def set_star(subject: Subject, person: Person, on: bool) -> None:
    """Let the person like the hub, or no more. Raises Conflict for one who likes too many."""
    if _star(subject, person.name, on):
        notices.notify([stars_channel(subject), attention_channel(person.name)], "star")


def set_follow(subject: Subject, person: Person, on: bool) -> None:
    """Let the person get the hub's news, or no more. Raises Conflict for who follows too many."""
    if _follow(subject, person.name, on):
        notices.notify([attention_channel(person.name)], "follow")


def set_mute(person: Person, other: str, on: bool) -> None:
    """Let the person read nothing more of somebody else in their feeds; or again.

    Raises BadField for oneself, NotFound for nobody, Conflict for who mutes too many.
    """
    muted = find_person(other)
    name = muted.name if muted else other
    if on and muted is None:
        raise NotFound(_("There is nobody of that name."), field="name")
    if name == person.name:
        raise BadField(_("Nobody can mute themselves."), field="name")
    if _mute(person.name, name, on):
        notices.notify([attention_channel(person.name)], "mute")


def _change(subject: Subject, viewer: Person, version: int, step: Step) -> int:
    if not may_edit(subject, viewer):
        raise Forbidden(_("Only its owner can arrange this page."))
    new = _store(subject, viewer.name, version, step)
    if new != version:
        notices.notify([hub_channel(subject)], "layout")
    return new


@ndb.transactional(retries=5)
def _store(subject: Subject, name: str, version: int, step: Step) -> int:
    row = layout_key(subject).get() or HubLayout(key=layout_key(subject), version=0)
    if row.version != version:
        by = row.changed_by or "somebody"
        message = f"This page was changed by {by} meanwhile: it has version"
        raise Outdated(f"{message} {row.version} by now, not {version}.", field="version")
    before = row.before or []
    placements, earlier = step(row.placements, before)
    if (placements, earlier) == (row.placements, before):
        return version
    row.placements, row.before = placements, _bounded(earlier)
    row.version, row.changed_by = version + 1, name
    row.changed = clock.microseconds(clock.stamps(1)[0])
    row.put()
    return version + 1


def _bounded(before: Past) -> Past:
    kept = before[-MOST_STEPS:]
    while len(json.dumps(kept)) > LARGEST_PAST:
        kept = kept[1:]
    return kept


@ndb.transactional(retries=5)
def _star(subject: Subject, name: str, on: bool) -> bool:
    own = ndb.Key(Attention, name).get() or Attention(id=name)
    marked = _marked(own.stars or {}, subject.key, on)
    if marked is None:
        return False
    own.stars = marked
    count = stars_key(subject).get() or HubStars(key=stars_key(subject))
    count.stars += 1 if on else -1
    ndb.put_multi([own, count])
    return True


@ndb.transactional(retries=5)
def _follow(subject: Subject, name: str, on: bool) -> bool:
    own = ndb.Key(Attention, name).get() or Attention(id=name)
    marked = _marked(own.follows or {}, subject.key, on)
    if marked is None:
        return False
    own.follows = marked
    own.put()
    return True


@ndb.transactional(retries=5)
def _mute(name: str, other: str, on: bool) -> bool:
    own = ndb.Key(Attention, name).get() or Attention(id=name)
    marked = _marked(own.mutes or {}, other, on)
    if marked is None:
        return False
    own.mutes = marked
    own.put()
    return True


def _marked(times: dict[str, int], key: str, on: bool) -> dict[str, int] | None:
    """The marks with or without that one; None if that is how they are."""
    if (key in times) == on:
        return None
    if not on:
        return {each: time for each, time in times.items() if each != key}
    if len(times) >= MOST_MARKS:
        message = _("%(most)s is as many as one can have; take one away first.")
        raise Conflict(message % {"most": MOST_MARKS})
    return times | {key: clock.microseconds(clock.stamps(1)[0])}
