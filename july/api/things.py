"""`/api/v1/people…`, `projects…`, `teams…`, `locations…`, `languages…`, `commits…`, `live`."""

from collections.abc import Sequence
from typing import TypeVar

from google.cloud import ndb

from july.api.handler import Handler, address_of
from july.api.lists import PAGING, ListHandler, Model
from july.contest.boards import address
from july.contest.feed import EVERYTHING, tell
from july.contest.models import Commit
from july.contest.queries import find_commit, find_game
from july.errors import BadField, Forbidden, NotFound
from july.hosts.texts import storable
from july.lib.languages import find_language
from july.live.services.own import boards, people, projects
from july.live.services.own.feed import latest
from july.live.services.own.people import person_as_json
from july.live.services.own.projects import project_as_json
from july.live.services.own.totals import totals_in
from july.people.actions import Profile, save_person
from july.people.models import Location, Person, Team
from july.people.queries import find_location, find_person, find_team
from july.projects.models import Project
from july.projects.queries import find_project

T = TypeVar("T")

GAME = frozenset({"game"})


class PeopleHandler(ListHandler):
    """`/api/v1/people`."""

    parameters = PAGING | {"location", "team"}

    def get(self) -> None:
        """Everybody, by name."""
        query = Person.query(*_equal(self, Person, "location", "team"))
        self.reply_query(query.order(Person.key), lambda people: list(map(person_as_json, people)))


class PersonHandler(Handler):
    """`/api/v1/people/NAME`."""

    parameters = GAME

    def get(self, name: str) -> None:
        """One person with their totals in a game."""
        self.reply(people.get(name, self.text("game")))

    def patch(self, name: str) -> None:
        """Change one's own location, team or title; organisers may change anybody's."""
        asking = self.require_person()
        person = _found(find_person(name), "person", name)
        if asking.name != person.name and not asking.organizer:
            raise Forbidden("Only the person and organisers may change a profile.")
        save_person(person.name, _profile(self.body_as_object()))
        self.reply(person_as_json(_found(find_person(name), "person", name)))


class ProjectsHandler(ListHandler):
    """`/api/v1/projects`."""

    def get(self) -> None:
        """All projects, by slug."""
        query = Project.query().order(Project.slug)
        self.reply_query(
            query,
            lambda projects: [project_as_json(each) for each in projects if not each.private],
        )


class ProjectHandler(Handler):
    """`/api/v1/projects/SLUG`."""

    parameters = GAME

    def get(self, slug: str) -> None:
        """One project with its totals in a game; an old slug redirects."""
        project = projects.get(slug, self.text("game"))
        if project["slug"] != slug:
            self.redirect(address_of(f"/api/v1/projects/{project['slug']}"), permanent=True)
            return
        self.reply(project)


class TeamsHandler(ListHandler):
    """`/api/v1/teams`."""

    def get(self) -> None:
        """All teams, by slug."""
        query = Team.query().order(Team.key)
        self.reply_query(query, lambda teams: [_place_as_json("teams", team) for team in teams])


class TeamHandler(Handler):
    """`/api/v1/teams/SLUG`."""

    parameters = GAME

    def get(self, slug: str) -> None:
        """One team with its totals in a game."""
        team = _found(find_team(slug), "team", slug)
        self.reply(_place_as_json("teams", team) | _totals(self, "teams", slug))


class LocationsHandler(ListHandler):
    """`/api/v1/locations`."""

    def get(self) -> None:
        """All locations, by slug."""
        query = Location.query().order(Location.key)
        self.reply_query(
            query, lambda places: [_place_as_json("locations", place) for place in places]
        )


class LocationHandler(Handler):
    """`/api/v1/locations/SLUG`."""

    parameters = GAME

    def get(self, slug: str) -> None:
        """One location with its totals in a game."""
        location = _found(find_location(slug), "location", slug)
        self.reply(_place_as_json("locations", location) | _totals(self, "locations", slug))


class LanguagesHandler(ListHandler):
    """`/api/v1/languages`."""

    parameters = PAGING | GAME

    def get(self) -> None:
        """The languages of a game, by points: the rows of their board."""
        found = boards.page("languages", self.text("game"), self.limit, self.text("cursor"))
        self.reply_page(found["models"], found["next"])


class LanguageHandler(Handler):
    """`/api/v1/languages/SLUG`."""

    parameters = GAME

    def get(self, slug: str) -> None:
        """One language with its totals in a game."""
        name = _found(find_language(slug), "language", slug)
        language = {"slug": slug, "name": name, "url": address("languages", slug)}
        self.reply(language | _totals(self, "languages", slug))


class CommitsHandler(ListHandler):
    """`/api/v1/commits`."""

    parameters = PAGING | {"game", "person", "project"}

    def get(self) -> None:
        """Commits that counted, the newest first."""
        query = Commit.query(*self._filters()).order(-Commit.recorded)
        self.reply_query(query, commits_as_json)

    def _filters(self) -> list[ndb.FilterNode]:
        chosen = [name for name in ("game", "person", "project") if self.text(name)]
        if len(chosen) > 1:
            raise BadField("Choose one of game, person and project.", field=chosen[1])
        if chosen == ["project"]:
            project = _found(find_project(str(self.text("project"))), "project", "project")
            return [Commit.project == project.id]
        if chosen == ["game"]:
            return [Commit.game == find_game(str(self.text("game"))).slug]
        if chosen == ["person"]:
            person = _found(find_person(str(self.text("person"))), "person", "person")
            return [Commit.person == person.name]
        return []


class CommitHandler(Handler):
    """`/api/v1/commits/HASH`."""

    def get(self, hash: str) -> None:
        """One commit that counted."""
        commit = _found(find_commit(hash), "commit that counted", hash)
        told = commits_as_json([commit])
        self.reply(_found(told[0] if told else None, "commit that counted", hash))


class LiveHandler(ListHandler):
    """`/api/v1/live`."""

    parameters = frozenset({"limit", "channel"})
    usual = 30

    def get(self) -> None:
        """The last messages of a channel, newest first."""
        channel = self.text("channel") or EVERYTHING
        self.reply_page(latest(channel, self.limit), None)


def commits_as_json(commits: Sequence[Commit]) -> list[Model]:
    """Feed messages, with the game and the day each commit is booked on."""
    by_hash = {commit.hash: commit for commit in commits}
    return [
        told.message
        | {"game": by_hash[told.message["hash"]].game, "day": by_hash[told.message["hash"]].day}
        for told in tell(commits)
    ]


def _place_as_json(kind: str, place: Team | Location) -> Model:
    return {"slug": place.slug, "name": place.name, "url": address(kind, place.slug)}


def _totals(handler: Handler, kind: str, subject: str) -> Model:
    return totals_in(handler.text("game"), kind, subject)


def _equal(handler: Handler, model: type[ndb.Model], *names: str) -> list[ndb.FilterNode]:
    return [getattr(model, name) == handler.text(name) for name in names if handler.text(name)]


def _found(thing: T | None, what: str, name: str) -> T:
    if thing is None:
        raise NotFound(f"There is no {what} {name!r} here.")
    return thing


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
