"""Deliveries of GitHub, those of today and the forms without headers that it sent in 2012.

Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from collections.abc import Callable, Mapping

from july.hosts.bodies import read_body
from july.hosts.commits import read_commit
from july.hosts.events import unknown, why_push_ignored
from july.hosts.fields import Fields
from july.hosts.host import Headers, header
from july.hosts.repositories import called, owner_and_name, page_at, repository_url
from july.hosts.texts import site_of
from july.hosts.values import Content, Ignored, Ping, Push, Repository, RepositoryChanged
from july.lib.texts import gettext_noop

SITE = "github.com"


def parse(headers: Headers, body: bytes) -> Content:
    """The content of a delivery; without an event header it is taken for a push.

    Raises BadRequest and BadField.
    """
    event = header(headers, "x-github-event") or "push"
    fields = read_body(headers, body)
    handle = EVENTS.get(event)
    return handle(fields) if handle else unknown(event)


def _push(body: Fields) -> Content:
    reason = why_push_ignored(body)
    if reason:
        return Ignored("push", reason)
    return Push(
        repository=_repository(body.required_child("repository")),
        ref=body.text("ref"),
        commits=tuple(read_commit(commit) for commit in body.required_children("commits")),
        total=None,
    )


def _ping(body: Fields) -> Content:
    return Ping(body.text("zen"))


def _repository_event(body: Fields) -> Content:
    action = body.text("action")
    previous_name = ACTIONS.get(action)
    if previous_name is None:
        return Ignored(
            "repository", gettext_noop("July does nothing with this change of a repository.")
        )
    repository = _repository(body.required_child("repository"))
    owner, name = previous_name(body.child("changes"))
    before = called(repository, owner or repository.owner, name or repository.name)
    return RepositoryChanged(repository, action, before if owner or name else None)


def _repository(fields: Fields) -> Repository:
    url = repository_url(fields)
    owner, name = owner_and_name(fields, url)
    return Repository(
        host="github",
        site=site_of(url) or SITE,
        id=fields.identifier("id"),
        owner=owner,
        name=name,
        url=url or page_at(f"https://{SITE}", owner, name),
        private=fields.flag("private"),
    )


def _old_name(changes: Fields) -> tuple[str, str]:
    return "", changes.child("repository").child("name").name("from")


def _old_owner(changes: Fields) -> tuple[str, str]:
    owner = changes.child("owner").child("from")
    return owner.child("user").name("login") or owner.child("organization").name("login"), ""


def _nothing_old(_changes: Fields) -> tuple[str, str]:
    return "", ""


EVENTS: Mapping[str, Callable[[Fields], Content]] = {
    "push": _push,
    "ping": _ping,
    "repository": _repository_event,
}
# How each action of the event `repository` tells the previous owner and name, "" if it does not.
ACTIONS: Mapping[str, Callable[[Fields], tuple[str, str]]] = {
    "renamed": _old_name,
    "transferred": _old_owner,
    "privatized": _nothing_old,
    "publicized": _nothing_old,
    "deleted": _nothing_old,
}
