"""Deliveries of Gitea and its relatives Forgejo and Gogs.

Sources: https://docs.gitea.com/usage/webhooks, https://forgejo.org/docs/latest/user/webhooks/
and https://gogs.io/docs/features/webhook
"""

from collections.abc import Callable, Mapping

from july.hosts.bodies import read_body
from july.hosts.commits import missing_from, read_commit
from july.hosts.events import unknown, why_push_ignored
from july.hosts.fields import Fields
from july.hosts.host import Headers, header
from july.hosts.repositories import owner_and_name, repository_url
from july.hosts.texts import site_of
from july.hosts.values import Content, Ignored, Push, Repository, RepositoryChanged
from july.lib.texts import gettext_noop

# Each of them also sends the headers of those it descends from, and all send those of GitHub.
EVENT_HEADERS = ("x-forgejo-event", "x-gitea-event", "x-gogs-event", "x-github-event")
# Stands for the host name where a delivery has no web address at all.
NO_SITE = "gitea"


def parse(headers: Headers, body: bytes) -> Content:
    """The content of a delivery; without an event header it is taken for a push.

    Raises BadRequest and BadField.
    """
    event = header(headers, *EVENT_HEADERS) or "push"
    fields = read_body(headers, body)
    handle = EVENTS.get(event)
    return handle(fields) if handle else unknown(event)


def _push(body: Fields) -> Content:
    reason = why_push_ignored(body)
    if reason:
        return Ignored("push", reason)
    # The newest commit comes first.
    commits = tuple(read_commit(commit) for commit in body.required_children("commits"))[::-1]
    return Push(
        repository=_repository(body.required_child("repository")),
        ref=body.text("ref"),
        commits=commits,
        total=missing_from(len(commits), body.number("total_commits")),
    )


def _repository_event(body: Fields) -> Content:
    """Gitea tells when a repository is created or deleted, and nothing when it is renamed."""
    if body.text("action") != "deleted":
        return Ignored(
            "repository", gettext_noop("July does nothing with this change of a repository.")
        )
    return RepositoryChanged(_repository(body.required_child("repository")), "deleted", None)


def _repository(fields: Fields) -> Repository:
    url = repository_url(fields) or fields.url("clone_url").removesuffix(".git")
    owner, name = owner_and_name(fields, url)
    return Repository(
        host="gitea",
        site=site_of(url) or NO_SITE,
        id=fields.identifier("id"),
        owner=owner,
        name=name,
        url=url,
        # An internal repository is seen only by those who may sign in to the server.
        private=fields.flag("private") or fields.flag("internal"),
    )


EVENTS: Mapping[str, Callable[[Fields], Content]] = {
    "push": _push,
    "repository": _repository_event,
}
