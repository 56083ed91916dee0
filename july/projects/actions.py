"""Changing projects and hooks, and keeping deliveries."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from django.utils import translation
from google.cloud import ndb

from july import deferred
from july.audit import note
from july.bus import notices
from july.errors import BadField, NotFound
from july.hosts import HOSTS
from july.hosts.values import Repository, RepositoryChanged
from july.people.queries import find_person
from july.projects.models import Hook, Project, ProjectAddress
from july.projects.notices import PROJECTS, hook_channel
from july.projects.queries import find_project, hooks_of, project_key
from july.projects.secrets import new_secret
from july.projects.slugs import identity, slug_of
from july.stores.plain import Plain

MOST_BODY = 700_000
"""Bytes of a delivery's body, before compression, that one entity of Datastore surely holds."""


def project_id(repository: Repository) -> str:
    """The identity of a repository's project, whether it exists or not."""
    return identity(_cut(repository))


def resolve(
    repository: Repository, known: Project | Plain | None = None, by: str = ""
) -> Project | Plain:
    """The project of `repository`, created or brought up to date with its name and address.

    `known` is what was just read of it, for who has read it. `by` owns the hook by which this is
    told, "" the open endpoint; of who may not tell it, nothing is believed.
    """
    repository = _cut(repository)
    known = known or project_key(identity(repository)).get()
    if known is not None and not (_differs(known, repository) and _may_tell(known, by)):
        return known
    project, outbox = _store(repository, by)
    if outbox is not None:
        deferred.settle(outbox)
    if known is None or known.private != project.private:
        notices.notify([PROJECTS], "resolve")
    return project


def change(event: RepositoryChanged, by: str = "") -> Project | Plain | None:
    """Follow what a host says of a repository; None if no push of it ever came.

    Of a private one nothing is taken over but that it is. `by` is as of `resolve`.
    """
    project = project_key(project_id(event.repository)).get()
    if project is None:
        return None
    if not event.repository.private:
        return resolve(event.repository, project, by)
    if not _may_tell(project, by):
        return cast("Project", project)
    hidden = _hide(project.key)
    notices.notify([PROJECTS], "change")
    return hidden


def _may_tell(project: Project | Plain, by: str) -> bool:
    """Whether the owner of a hook is believed about a project: who brought it, and anybody with a
    hook once that person has none any more. Else a hook's secret would be good for everybody's
    repositories."""
    bringer = project.brought_by
    if not bringer or by == bringer:
        return True
    if not by:
        return False
    person = find_person(bringer)
    return person is None or person.disabled or not hooks_of(bringer)


def _cut(repository: Repository) -> Repository:
    """The repository with names as long as they are stored."""
    return replace(
        repository,
        owner=repository.owner[:200],
        name=repository.name[:200],
        url=repository.url[:1000],
    )


def _differs(project: Project | Plain, repository: Repository) -> bool:
    return (project.owner, project.name, project.url, project.private) != (
        repository.owner,
        repository.name,
        repository.url,
        repository.private,
    )


@ndb.transactional(retries=5)
def _hide(key: ndb.Key) -> Project:
    project = key.get()
    project.private = True
    project.put()
    return project


@ndb.transactional(retries=5)
def _store(repository: Repository, by: str) -> tuple[Project, deferred.Outbox | None]:
    key = project_key(identity(repository))
    project = key.get() or Project(key=key, host=repository.host)
    before = project.slug
    project.brought_by = by or project.brought_by or ""
    renamed = (project.owner, project.name) != (repository.owner, repository.name)
    project.owner, project.name = repository.owner, repository.name
    project.url, project.private = repository.url, repository.private
    entities: list[ndb.Model] = [project]
    if renamed or before is None:
        address = _free_address(slug_of(repository), project.id)
        project.slug = address.key.id()
        entities.append(address)
    outbox = None
    if before is not None and renamed:
        call = deferred.Call("contest.rename_project", (project.id,))
        outbox = deferred.Outbox.holding(deferred.Work(calls=(call,)))
        entities.append(outbox)
    ndb.put_multi(entities)
    return project, outbox


def _free_address(wanted: str, project: str) -> ProjectAddress:
    """An address for the project: the slug it wants, or the first of -2, -3, … nobody has."""
    for slug in _numbered(wanted):
        address = ndb.Key(ProjectAddress, slug).get()
        if address is None or address.project == project:
            return ProjectAddress(id=slug, project=project)
    raise AssertionError


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


@ndb.transactional(retries=5)
def suspend(slug: str, *, on: bool = True) -> Project:
    """Let no commit of the project count any more; or as before again. Raises NotFound."""
    found = find_project(slug)
    if found is None:
        raise NotFound(f"There is no project called {slug!r}.")
    return _suspend(found.key, on)


@ndb.transactional(retries=5)
def _suspend(key: ndb.Key, on: bool) -> Project:
    project: Project = key.get()
    if bool(project.disabled) != on:
        note(
            "suspend" if on else "reinstate",
            "projects",
            project.slug,
            title=project.title,
            before={"disabled": not on},
            after={"disabled": on},
        )
        project.disabled = on
        project.put()
    return project


def save_hook(owner: str, host: str) -> Hook:
    """The hook of that owner for all their repositories on that host, made if there is none.

    Raises NotFound for an unknown owner, BadField for an unknown host.
    """
    person = find_person(owner)
    if person is None:
        raise NotFound(f"There is no person called {owner!r}; create them with createuser.")
    if host not in HOSTS:
        raise BadField(f"{host!r} is no git host; choose one of {', '.join(HOSTS)}.", field="host")
    return _store_hook(person.name, host)


@ndb.transactional(retries=5)
def _store_hook(owner: str, host: str) -> Hook:
    for hook in Hook.query(Hook.owner == owner, Hook.host == host):
        if not hook.deleted and hook.repository is None:
            return hook
    hook = new_hook(owner, host)
    hook.put()
    return hook


def new_hook(owner: str, host: str) -> Hook:
    """A hook that is not stored yet."""
    return Hook(
        id=secrets.token_urlsafe(12),
        owner=owner,
        host=host,
        secret=new_secret(host),
        language=translation.get_language(),
    )


@ndb.transactional(retries=5)
def change_hook(id: str, **values: object) -> Hook:
    """Set properties of a hook."""
    hook: Hook = ndb.Key(Hook, id).get()
    hook.populate(**values)
    hook.put()
    return hook


def open_first(id: str, received: int) -> None:
    """Note that a hook works, and tell whoever waits for it."""
    change_hook(id, first=received)
    notices.notify([hook_channel(id)], "open_first")


def delete_hook(hook: Hook) -> None:
    """Have nothing accepted at this hook's address any more."""
    change_hook(hook.id, deleted=True)


def add_body(delivery: Plain, body: bytes) -> None:
    """Have the body kept with a delivery, for a limited time, if it is not too long for that."""
    if len(body) <= MOST_BODY:
        delivery.body, delivery.body_from = body, delivery.received
