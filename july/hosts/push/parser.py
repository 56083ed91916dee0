"""July's own format, for any git server: what a `post-receive` script sends.

    {"repository": {"id", "name", "url", "private"}, "ref",
     "commits": [{"id", "message", "timestamp", "url", "author": {"name", "email"}, "files": []}]}

Only `repository.name`, `commits` and each commit's `id` are required.
"""

from collections.abc import Callable, Mapping

from july.hosts.bodies import read_body
from july.hosts.commits import read_commit
from july.hosts.events import unknown, why_push_ignored
from july.hosts.fields import Fields
from july.hosts.host import Headers, header
from july.hosts.repositories import owner_in, split_name
from july.hosts.texts import site_of
from july.hosts.values import Content, Ignored, Push, Repository

# Stands for the host name where a repository has no web address.
NO_SITE = "push"


def parse(headers: Headers, body: bytes) -> Content:
    """The content of a delivery. Raises BadRequest and BadField."""
    event = header(headers, "x-july-event") or "push"
    fields = read_body(headers, body)
    handle = EVENTS.get(event)
    return handle(fields) if handle else unknown(event)


def _push(body: Fields) -> Content:
    reason = why_push_ignored(body)
    if reason:
        return Ignored("push", reason)
    commits = body.required_children("commits")
    return Push(
        repository=_repository(body.required_child("repository")),
        ref=body.text("ref"),
        commits=tuple(read_commit(commit, file_lists=("files",)) for commit in commits),
        total=None,
    )


def _repository(fields: Fields) -> Repository:
    url = fields.url("url")
    owner, name = split_name(fields, "name")
    return Repository(
        host="push",
        site=site_of(url) or NO_SITE,
        id=fields.identifier("id"),
        owner=owner or owner_in(url),
        name=name,
        url=url,
        private=fields.flag("private"),
    )


EVENTS: Mapping[str, Callable[[Fields], Content]] = {"push": _push}
