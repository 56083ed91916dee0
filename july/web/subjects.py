"""The public things that July tells other sites about: people and projects."""

from dataclasses import dataclass
from datetime import UTC, datetime

from july.contest import ranks
from july.contest.games import Game
from july.contest.models import Standing
from july.contest.queries import find_standing
from july.people.queries import find_person
from july.projects.queries import find_project


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a project."""

    kind: str
    slug: str
    """The one it has now, whatever it was asked for by."""
    id: str
    """What standings call it."""
    name: str
    created: datetime
    """When July first heard of it."""


def find_subject(kind: str, slug: str) -> Subject | None:
    """The person or project, or None for one that is not there or not for everybody's eyes."""
    return _find_project(slug) if kind == "projects" else _find_person(slug)


def _find_person(slug: str) -> Subject | None:
    person = find_person(slug)
    if person is None or person.disabled:
        return None
    return Subject(
        "people", person.name, person.name, person.title or person.name, _aware(person.created)
    )


def _find_project(slug: str) -> Subject | None:
    project = find_project(slug)
    if project is None or project.private or project.disabled:
        return None
    return Subject("projects", project.slug, project.id, project.title, _aware(project.created))


def _aware(time: datetime) -> datetime:
    """Datastore's times are UTC and don't say so."""
    return time.replace(tzinfo=UTC)


def standing_of(subject: Subject, game: Game | None) -> Standing | None:
    """The subject's totals in that game, None if it has none."""
    return find_standing(game.slug, subject.kind, subject.id) if game else None


def rank_of(subject: Subject, game: Game | None) -> int | None:
    """The subject's rank in that game, None if it has none, or it can't be told yet."""
    return ranks.rank_of(subject.kind, game.slug, subject.id) if game else None
