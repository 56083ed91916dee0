"""Deliveries of GitLab: webhooks of projects and groups, and system hooks of a whole instance.

Source: https://docs.gitlab.com/user/project/integrations/webhook_events/
and https://docs.gitlab.com/administration/system_hooks/
"""

from collections.abc import Callable, Mapping

from july.hosts.bodies import read_body
from july.hosts.commits import missing_from, read_commit
from july.hosts.events import unknown, why_push_ignored
from july.hosts.fields import Fields
from july.hosts.host import Headers, header
from july.hosts.repositories import called, page_at, split_name
from july.hosts.texts import path_of, site_of, web_url
from july.hosts.values import Content, Ignored, Push, Repository, RepositoryChanged
from july.lib.texts import gettext_noop

INSTANCE = "https://gitlab.com"
# visibility_level: 0 is private, 10 internal (whoever may sign in to the instance), 20 public.
PUBLIC = 20

# A handler gets the body and the address of the instance that sent it.
Handler = Callable[[Fields, str], Content]


def parse(headers: Headers, body: bytes) -> Content:
    """The content of a delivery; without an event header it is taken for a push.

    Raises BadRequest and BadField.
    """
    event = header(headers, "x-gitlab-event") or "Push Hook"
    fields = read_body(headers, body)
    handle = EVENTS.get(event)
    instance = web_url(header(headers, "x-gitlab-instance")) or INSTANCE
    return handle(fields, instance) if handle else unknown(event)


def _push(body: Fields, instance: str) -> Content:
    reason = why_push_ignored(body)
    if reason:
        return Ignored("push", reason)
    repository = _repository(body, instance)
    commits = tuple(read_commit(commit) for commit in body.required_children("commits"))
    total = missing_from(len(commits), body.number("total_commits_count"))
    return Push(repository, body.text("ref"), commits, total)


def _tag(_body: Fields, _instance: str) -> Content:
    return Ignored("tag_push", gettext_noop("Tags do not count, only commits on branches."))


def _system(body: Fields, instance: str) -> Content:
    """A system hook says in the body what it is about."""
    event = body.text("event_name")
    handle = SYSTEM_EVENTS.get(event)
    return handle(body, instance) if handle else unknown(event or "System Hook")


def _repository(body: Fields, instance: str) -> Repository:
    """The repository of a push. Before 2015 there was no `project`, only a shorter `repository`."""
    legacy = body.has("repository") and not body.has("project")
    project = body.required_child("repository" if legacy else "project")
    url = project.url("web_url") or project.url("homepage")
    path = project.name("path_with_namespace").strip("/") or "/".join(path_of(url))
    # `name` is a title with blanks; it serves only where there is no path.
    owner, name = _split_path(path) if path else split_name(project, "name")
    level = project.number("visibility_level")
    return Repository(
        host="gitlab",
        site=site_of(url or instance),
        id=body.identifier("project_id") or project.identifier("id"),
        owner=owner,
        name=name,
        url=url or page_at(instance, owner, name),
        private=level is not None and level != PUBLIC,
    )


def _split_path(path: str) -> tuple[str, str]:
    owner, _, name = path.rpartition("/")
    return owner, name


def _renamed(body: Fields, instance: str) -> Content:
    return _moved(body, instance, "renamed")


def _transferred(body: Fields, instance: str) -> Content:
    return _moved(body, instance, "transferred")


def _moved(body: Fields, instance: str, action: str) -> Content:
    repository = _system_repository(body, instance)
    old = body.name("old_path_with_namespace").strip("/")
    previous = called(repository, *_split_path(old)) if old else None
    return RepositoryChanged(repository, action, previous)


def _deleted(body: Fields, instance: str) -> Content:
    return RepositoryChanged(_system_repository(body, instance), "deleted", None)


def _system_repository(body: Fields, instance: str) -> Repository:
    owner, name = split_name(body, "path_with_namespace")
    return Repository(
        host="gitlab",
        site=site_of(instance),
        id=body.identifier("project_id"),
        owner=owner,
        name=name,
        url=page_at(instance, owner, name),
        private=body.text("project_visibility") in {"private", "internal"},
    )


EVENTS: Mapping[str, Handler] = {
    "Push Hook": _push,
    "Tag Push Hook": _tag,
    "System Hook": _system,
}
SYSTEM_EVENTS: Mapping[str, Handler] = {
    "push": _push,
    "tag_push": _tag,
    "project_rename": _renamed,
    "project_transfer": _transferred,
    "project_destroy": _deleted,
}
