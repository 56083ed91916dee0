"""Bitbucket's POST service of 2012: a form without event header and signature.

Source: https://confluence.atlassian.com/bitbucket/post-service-management-223216518.html
"""

from july.hosts.bitbucket.raw_author import read_raw_author
from july.hosts.commits import unique
from july.hosts.events import BRANCHES
from july.hosts.fields import Fields
from july.hosts.texts import path_of, site_of, web_url
from july.hosts.values import Push, PushedCommit, Repository

CANON_URL = "https://bitbucket.org"


def read_post_service(body: Fields) -> Push:
    """The push; commits come oldest first. Raises BadField."""
    repository = _repository(body)
    commits = body.required_children("commits")
    # Only the commit at the tip of a branch tells which branch it is.
    branches = [branch for commit in commits if (branch := commit.text("branch"))]
    return Push(
        repository=repository,
        ref=BRANCHES + branches[-1] if branches else "",
        commits=tuple(_commit(commit, repository.url) for commit in commits),
        total=None,
    )


def _repository(body: Fields) -> Repository:
    fields = body.required_child("repository")
    site = body.url("canon_url") or CANON_URL
    path = fields.text("absolute_url").strip("/").removesuffix(".git")
    url = web_url(f"{site}/{path}") if path else ""
    owner, slug = [*path_of(url), "", ""][:2]
    return Repository(
        host="bitbucket",
        site=site_of(site),
        id=None,
        owner=fields.name("owner") or owner,
        name=fields.name("slug") or slug or fields.required_name("name"),
        url=url,
        private=fields.flag("is_private"),
    )


def _commit(commit: Fields, repository_url: str) -> PushedCommit:
    node = commit.required_name("raw_node").lower()
    author = commit.text("author")
    return PushedCommit(
        hash=node,
        message=commit.text("message"),
        # `timestamp` is in the server's own time zone, without saying so.
        time=commit.time("utctimestamp"),
        url=web_url(f"{repository_url}/commits/{node}"),
        author=read_raw_author(commit.text("raw_author") or author, author),
        files=unique(file.text("file") for file in commit.children("files")),
    )
