"""Locations and teams by the names that people type: found, made, and merged into each other.

A place that was merged stays as another name of the one that took it in: its address leads there,
and whoever types its name gets there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.audit import note
from july.bus import notices
from july.errors import BadField, Conflict, NotFound
from july.lib.names import is_usable
from july.lib.search import words_of
from july.lib.slugs import slugify
from july.lib.texts import one_line
from july.people.models import Location, Person, Place, Team
from july.people.queries import named_like, place_with

MODELS: Mapping[str, type[Place]] = {"locations": Location, "teams": Team}
FIELDS = {"locations": "location", "teams": "team"}
"""Where a person's is stored, and what its channel is called."""
MOVE_MEMBERS = "people.move_members"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A location or team as somebody types it; without a slug it is none."""

    kind: str
    slug: str
    name: str
    freely: bool = True
    """Whether it is made and joined without asking anybody."""

    def settle(self, person: Person, waits: bool) -> tuple[str | None, list[ndb.Model]]:
        """The slug of what is meant, and what is to be stored for it to be there.

        Inside the transaction that stores the person. Raises Conflict for a team that takes only
        whom its members invite.
        """
        if not self.slug:
            return None, []
        stored = place_with(MODELS[self.kind], self.slug)
        if stored is None:
            return self.slug, [self._new(person.name, waits and not self.freely)]
        if not self.freely and getattr(person, FIELDS[self.kind]) != stored.slug:
            _require_open(stored)
        return stored.slug, []

    def _new(self, founder: str, waits: bool) -> Place:
        if self.kind == "locations":
            return Location(id=self.slug, name=self.name)
        return Team(
            id=self.slug,
            name=self.name,
            founder=founder,
            lead=founder,
            invitation=new_secret(),
            waits=waits,
        )


def new_secret() -> str:
    """What stands in the link by which somebody joins a team."""
    return token_urlsafe(18)


def wanted_place(kind: str, text: str | None, *, freely: bool = True) -> Wanted | None:
    """The place called `text`: None leaves it as it is, "" is none. Raises BadField."""
    if text is None:
        return None
    name = one_line(text)
    slug = slugify(name)
    if text.strip() and not (slug and is_usable(slug)):
        message = _("%(text)r has no letter or digit in it.") % {"text": text}
        raise BadField(message, field=FIELDS[kind])
    return Wanted(kind, slug, name[:LONGEST_NAME], freely)


def _require_open(team: Place) -> None:
    """Raise Conflict for a team that takes only whom its members invite; an empty one has none."""
    if not getattr(team, "by_invitation", False):
        return
    if Person.query(Person.team == team.slug).get(keys_only=True) is not None:
        message = _("%(name)s takes whom its members invite: ask one of them for the link.")
        raise Conflict(message % {"name": team.name}, field="team")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place whose name begins with what was typed."""

    slug: str
    name: str
    means: str
    """The name of the place that is meant: another one for what was merged."""


def suggest(kind: str, text: str, limit: int) -> list[Suggestion]:
    """The places that have words which begin as those of `text`, by name."""
    wanted = words_of(text)
    if not wanted:
        return []
    found = [
        Suggestion(meant.slug, place.name, meant.name)
        for place in named_like(MODELS[kind], wanted, 5 * limit)
        if (meant := _meant(place)) is not None
    ]
    return sorted(found, key=lambda each: (len(each.name), each.name))[:limit]


def _meant(place: Place) -> Place | None:
    meant = place_with(type(place), place.slug) if place.merged_into else place
    return meant if meant is not None and meant.is_listed else None


def other_names(place: Place) -> list[str]:
    """By which else it is found and typed, in order."""
    model = type(place)
    return sorted(each.name for each in model.query(model.merged_into == place.slug))


def merge(kind: str, name: str, into: str) -> Place:
    """Let the place called `name` be just another name of the one called `into`.

    Where there is no place of that name, the name alone is added. Members are moved in the
    background. Gives the place. Raises BadField, NotFound, Conflict.
    """
    source, target = wanted_place(kind, name), wanted_place(kind, into)
    if not (source and source.slug):
        raise BadField(_("Write which one is to be merged."), field="name")
    if not (target and target.slug):
        raise BadField(_("Write into which one."), field="into")
    place, outbox = _merge(source, target)
    deferred.settle(outbox)
    tell(kind, source.slug, place.slug)
    return place


@ndb.transactional(retries=5)
def _merge(source: Wanted, target: Wanted) -> tuple[Place, deferred.Outbox]:
    model = MODELS[source.kind]
    place = place_with(model, target.slug)
    if place is None:
        values = {"name": target.name}
        raise NotFound(_("There is nothing called %(name)s to merge into.") % values, field="into")
    if place.slug == source.slug:
        raise Conflict(_("These two are the same already."), field="name")
    stored = ndb.Key(model, source.slug).get() or model(id=source.slug, name=source.name)
    before, after = {"merged_into": stored.merged_into}, {"merged_into": place.slug}
    note("merge", source.kind, source.slug, title=stored.name, before=before, after=after)
    stored.merged_into = place.slug
    others = model.query(model.merged_into == source.slug).fetch()
    for each in others:
        each.merged_into = place.slug
    outbox = moving(source.kind, source.slug)
    ndb.put_multi([stored, *others, outbox])
    return place, outbox


def moving(kind: str, slug: str) -> deferred.Outbox:
    """The work of moving the members of a place to where it belongs by now."""
    call = deferred.Call(MOVE_MEMBERS, ([kind, slug],))
    return deferred.Outbox.holding(deferred.Work(calls=(call,)))


def tell(kind: str, *slugs: str) -> None:
    """Tell whoever watches these places that they are not what they were."""
    notices.notify([f"{FIELDS[kind]}:{slug}" for slug in slugs], "place")
