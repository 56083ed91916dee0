"""The feed: what is told of a commit that counted, and to whom."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from july import bus
from july.contest.boards import address
from july.contest.models import Commit
from july.contest.paging import rows_of
from july.contest.queries import latest_commits
from july.errors import BadField
from july.lib import clock, tracing
from july.people.models import Person
from july.people.pictures import picture_address
from july.people.profiles import public_location
from july.people.queries import find_people, members_of
from july.projects.models import Project
from july.projects.queries import find_project, find_projects
from july.stores.plain import Plain

LONGEST_MESSAGE = 200
EVERYTHING = "commits"
LOOKED_THROUGH = 1_000
"""Commits among which those of a team, a location or a language are found."""
AT_ONCE = 100

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A commit as the feed tells it."""

    id: str
    channels: tuple[str, ...]
    message: Message

    def as_json(self) -> dict[str, Any]:
        """What a deferred task takes of it, which many requests share: so each says whose it is."""
        return {
            "id": self.id,
            "channels": self.channels,
            "message": self.message,
            "request": tracing.current(),
        }


def event_id(commit: Commit | Plain) -> str:
    """The event's id, `<ms>-<seq>`: the moment of recording and the hash, so that it is the
    same for ever and no other commit's."""
    return bus.event_id(clock.EPOCH + commit.recorded * clock.MICROSECOND, commit.hash)


def tell_one(
    commit: Commit | Plain, person: Person | Plain | None, project: Project | Plain
) -> Told:
    """The commit with what the feed shows of it, for who has person and project at hand."""
    id = event_id(commit)
    return Told(
        id,
        tuple(_channels(commit, person, project)),
        {
            "id": id,
            "time": commit.time,
            "hash": commit.hash,
            "message": cut(commit.message, LONGEST_MESSAGE),
            "url": safe_link(commit.url),
            "points": commit.points,
            "verdict": commit.verdict,
            "person": _person(person),
            "project": {
                "slug": project.slug,
                "name": project.title,
                "url": address("projects", project.slug),
            },
            "languages": list(commit.languages),
            # Only where there are any: most sites have no such rules.
            **({"bonuses": dict(commit.bonuses)} if commit.bonuses else {}),
        },
    )


def tell(commits: Sequence[Commit]) -> list[Told]:
    """The commits with what the feed shows of them, in the same order."""
    people = find_people(commit.person for commit in commits if commit.person)
    projects = find_projects(commit.project for commit in commits)
    return [
        tell_one(commit, people.get(commit.person), projects[commit.project])
        for commit in commits
        if commit.project in projects and not projects[commit.project].private
    ]


def latest(channel: str = EVERYTHING, limit: int = 30) -> list[Message]:
    """The last messages of a channel, newest first.

    Channels with a history are `commits`, and `game:`, `person:`, `project:`, `team:`, `location:`
    and `language:` with a slug; of the last three as far as it is among the newest thousand
    commits, by the present members. Raises BadField for any other.
    """
    return [told.message for told in tell(_commits_of(channel, limit))]


def told_on(day: str, limit: int, **owner: str) -> list[Message]:
    """The messages of the commits booked on a day in ISO 8601, newest first.

    `owner` names the person, or the project by its id.
    """
    return [told.message for told in tell(latest_commits(limit, day=day, **owner))]


def _commits_of(channel: str, limit: int) -> Sequence[Commit]:
    kind, _, slug = channel.partition(":")
    if channel == EVERYTHING:
        return latest_commits(limit)
    if kind == "project":
        project = find_project(slug)
        return latest_commits(limit, project=project.id) if project else []
    if kind in {"game", "person"} and slug:
        return latest_commits(limit, **{kind: slug})
    if kind == "location" and slug:
        return _public(_among_newest(_belonging_to(kind, slug), limit))
    if kind in {"language", "team"} and slug:
        return _among_newest(_belonging_to(kind, slug), limit)
    message = f"{channel!r} has no history; commits has, and a kind with a slug: project:SLUG."
    raise BadField(message, field="channel")


def _among_newest(wanted: Callable[[Commit], bool], limit: int) -> list[Commit]:
    newest = rows_of(Commit.query().order(-Commit.recorded), AT_ONCE)
    return list(islice(filter(wanted, islice(newest, LOOKED_THROUGH)), limit))


def _belonging_to(kind: str, slug: str) -> Callable[[Commit], bool]:
    if kind == "language":
        return lambda commit: slug in commit.languages
    members = members_of(kind, slug)
    return lambda commit: commit.person in members


def _public(commits: list[Commit]) -> list[Commit]:
    """Those by people who do not keep their location to themselves."""
    people = find_people(commit.person for commit in commits)
    return [
        commit
        for commit in commits
        if (author := people.get(commit.person)) and public_location(author)
    ]


def _person(person: Person | Plain | None) -> dict[str, str | None] | None:
    if person is None:
        return None
    return {
        "name": person.name,
        "url": address("people", person.name),
        "picture": picture_address(person),
    }


def _channels(
    commit: Commit | Plain, person: Person | Plain | None, project: Project | Plain
) -> Iterable[str]:
    yield EVERYTHING
    yield f"game:{commit.game}"
    yield f"project:{project.slug}"
    if person is not None:
        yield f"person:{person.name}"
        if location := public_location(person):
            yield f"location:{location}"
        if person.team:
            yield f"team:{person.team}"
    for language in commit.languages:
        yield f"language:{language}"


def cut(text: str, longest: int) -> str:
    """`text` with at most `longest` characters, the last an ellipsis if some are missing."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def safe_link(url: str) -> str:
    """`url` if it is one of http or https, else ""."""
    return url if re.match(r"https?://", url) else ""
