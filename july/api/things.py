"""`/api/v1/people…`, `projects…`, `teams…`, `locations…`, `languages…`, `commits…`, `live`.

What they answer is what July's services answer; docs/services.md has those.
"""

from typing import Any

from july.api.handler import Handler, address_of
from july.api.lists import PAGING, ListHandler
from july.contest.feed import EVERYTHING
from july.errors import BadField, Forbidden, NotFound
from july.hosts.texts import storable
from july.live.services.own import (
    boards,
    commits,
    feed,
    languages,
    locations,
    people,
    projects,
    teams,
)
from july.live.services.own.people import person_as_json
from july.people.actions import Profile, save_person
from july.people.models import Person
from july.people.queries import find_person

GAME = frozenset({"game"})


class PeopleHandler(ListHandler):
    """`/api/v1/people`."""

    parameters = PAGING | {"location", "team"}

    def get(self) -> None:
        """Everybody, by name."""
        places = {"location": self.text("location"), "team": self.text("team")}
        self.reply_page(people.page(self.limit, self.text("cursor"), **places))


class PersonHandler(Handler):
    """`/api/v1/people/NAME`."""

    parameters = GAME

    def get(self, name: str) -> None:
        """One person with their totals in a game."""
        self.reply(people.get(name, self.text("game")))

    def patch(self, name: str) -> None:
        """Change one's own location, team or title; organisers may change anybody's."""
        asking = self.require_person("profile")
        person = _found(name)
        if asking.name != person.name and not asking.organizer:
            raise Forbidden("Only the person and organisers may change a profile.")
        profile = _profile(self.body_as_object())
        save_person(person.name, profile, freely=bool(asking.organizer))
        self.reply(person_as_json(_found(name)))


class ThingHandler(Handler):
    """One thing, which may have had another slug before."""

    parameters = GAME

    def reply_or_lead(self, kind: str, slug: str, thing: dict[str, Any]) -> None:
        """Tell the thing; if it has another slug by now, where to ask the same of it."""
        if thing["slug"] == slug:
            self.reply(thing)
            return
        query = f"?{self.request.query_string}" if self.request.query_string else ""
        self.redirect(address_of(f"/api/v1/{kind}/{thing['slug']}{query}"), permanent=True)


class ProjectsHandler(ListHandler):
    """`/api/v1/projects`."""

    def get(self) -> None:
        """All projects, by slug."""
        self.reply_page(projects.page(self.limit, self.text("cursor")))


class ProjectHandler(ThingHandler):
    """`/api/v1/projects/SLUG`."""

    def get(self, slug: str) -> None:
        """One project with its totals in a game; an old slug redirects."""
        self.reply_or_lead("projects", slug, projects.get(slug, self.text("game")))


class TeamsHandler(ListHandler):
    """`/api/v1/teams`."""

    def get(self) -> None:
        """All teams, by slug."""
        self.reply_page(teams.page(self.limit, self.text("cursor")))


class TeamHandler(ThingHandler):
    """`/api/v1/teams/SLUG`."""

    def get(self, slug: str) -> None:
        """One team with its totals in a game; the name of one that was merged redirects."""
        self.reply_or_lead("teams", slug, teams.get(slug, self.text("game")))


class LocationsHandler(ListHandler):
    """`/api/v1/locations`."""

    def get(self) -> None:
        """All locations, by slug."""
        self.reply_page(locations.page(self.limit, self.text("cursor")))


class LocationHandler(ThingHandler):
    """`/api/v1/locations/SLUG`."""

    def get(self, slug: str) -> None:
        """One location with its totals in a game; the name of one that was merged redirects."""
        self.reply_or_lead("locations", slug, locations.get(slug, self.text("game")))


class LanguagesHandler(ListHandler):
    """`/api/v1/languages`."""

    parameters = PAGING | GAME

    def get(self) -> None:
        """The languages of a game, by points: the rows of their board."""
        game, cursor = self.text("game"), self.text("cursor")
        self.reply_page(boards.page("languages", game, self.limit, cursor))


class LanguageHandler(Handler):
    """`/api/v1/languages/SLUG`."""

    parameters = GAME

    def get(self, slug: str) -> None:
        """One language with its totals in a game."""
        self.reply(languages.get(slug, self.text("game")))


class CommitsHandler(ListHandler):
    """`/api/v1/commits`."""

    parameters = PAGING | {"game", "person", "project"}

    def get(self) -> None:
        """Commits that counted, the newest first."""
        filters = {name: self.text(name) for name in ("game", "person", "project")}
        self.reply_page(commits.page(self.limit, self.text("cursor"), **filters))


class CommitHandler(Handler):
    """`/api/v1/commits/HASH`."""

    def get(self, hash: str) -> None:
        """One commit that counted."""
        self.reply(commits.get(hash))


class LiveHandler(ListHandler):
    """`/api/v1/live`."""

    parameters = frozenset({"limit", "channel"})
    usual = 30

    def get(self) -> None:
        """The last messages of a channel, newest first."""
        messages = feed.latest(self.text("channel") or EVERYTHING, self.limit)
        self.reply_page({"models": messages, "next": None})


def _found(name: str) -> Person:
    person = find_person(name)
    if person is None:
        raise NotFound(f"There is no person {name!r} here.")
    return person


def _profile(values: dict[str, object]) -> Profile:
    allowed = ("title", "location", "team")
    for name, value in values.items():
        if name not in allowed:
            raise BadField(
                f"{name!r} can't be changed; {', '.join(allowed)} can.", field=name or "(empty)"
            )
        if not (value is None or isinstance(value, str)):
            raise BadField("Expected a text or null.", field=name)
    texts = {name: storable(str(value or "")) for name, value in values.items()}
    return Profile(texts.get("title"), texts.get("location"), texts.get("team"))
