"""Deliveries of Bitbucket Cloud.

Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
"""

from collections.abc import Callable, Mapping

from july.hosts.bitbucket.post_service import read_post_service
from july.hosts.bitbucket.raw_author import read_raw_author
from july.hosts.bodies import read_body
from july.hosts.events import BRANCHES, unknown
from july.hosts.fields import Fields
from july.hosts.host import Headers, header
from july.hosts.repositories import called, owner_and_name, page_at
from july.hosts.texts import site_of
from july.hosts.values import (
    Content,
    Ignored,
    Push,
    PushedCommit,
    Repository,
    RepositoryChanged,
)
from july.lib.texts import gettext_noop

SITE = "bitbucket.org"
API_SITE = "api.bitbucket.org"
TAGS = {"tag", "annotated_tag"}


def parse(headers: Headers, body: bytes) -> Content:
    """The content of a delivery; without an event header it is taken for a push.

    Raises BadRequest and BadField.
    """
    event = header(headers, "x-event-key") or "repo:push"
    fields = read_body(headers, body)
    handle = EVENTS.get(event)
    return handle(fields) if handle else unknown(event)


def _push(body: Fields) -> Content:
    if not body.has("push"):
        return read_post_service(body)
    changes = body.child("push").required_children("changes")
    branches = [change for change in changes if _is_branch(change)]
    if not branches:
        return Ignored(
            "repo:push", gettext_noop("Only commits on branches count, and no branch got any.")
        )
    return Push(
        repository=_repository(body.required_child("repository")),
        ref=BRANCHES + branches[0].child("new").text("name"),
        commits=tuple(commit for change in branches for commit in _commits(change)),
        # Bitbucket lists five commits at most and only says whether there were more.
        total=None,
    )


def _is_branch(change: Fields) -> bool:
    """Neither a tag nor deleted. Mercurial's branches are of type `named_branch`, `bookmark`."""
    return change.has("new") and change.child("new").text("type") not in TAGS


def _commits(change: Fields) -> tuple[PushedCommit, ...]:
    """The commits of a change, which has the newest first."""
    return tuple(_commit(commit) for commit in change.children("commits"))[::-1]


def _commit(commit: Fields) -> PushedCommit:
    author = commit.child("author")
    user = author.child("user")
    return PushedCommit(
        hash=commit.required_name("hash").lower(),
        message=commit.text("message"),
        time=commit.time("date"),
        url=commit.child("links").child("html").url("href"),
        author=read_raw_author(author.text("raw"), user.text("username") or user.text("nickname")),
        files=(),
    )


def _updated(body: Fields) -> Content:
    changes = body.child("changes")
    old = changes.child("full_name").name("old") or changes.child("name").name("old")
    if not old:
        return Ignored("repo:updated", gettext_noop("Neither the name nor the owner has changed."))
    repository = _repository(body.required_child("repository"))
    owner, _, name = old.strip("/").rpartition("/")
    before = called(repository, owner or repository.owner, name or repository.name)
    action = "renamed" if before.owner == repository.owner else "transferred"
    return RepositoryChanged(repository, action, before)


def _repository(fields: Fields) -> Repository:
    url = fields.child("links").child("html").url("href")
    owner, name = owner_and_name(fields, url)
    # Some deliveries link to the API's host where the page is meant.
    if not url or site_of(url) == API_SITE:
        url = page_at(f"https://{SITE}", owner, name)
    return Repository(
        host="bitbucket",
        site=site_of(url) or SITE,
        id=fields.identifier("uuid"),
        owner=owner,
        name=name,
        url=url,
        private=fields.flag("is_private"),
    )


EVENTS: Mapping[str, Callable[[Fields], Content]] = {
    "repo:push": _push,
    "repo:updated": _updated,
}
