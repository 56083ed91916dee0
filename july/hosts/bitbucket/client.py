"""Bitbucket Cloud's API for repositories and their webhooks.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/
https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/
"""

import re
from urllib.parse import quote

from july.hosts.client import (
    MOST_ORGANISATIONS,
    HostAnswer,
    HostClient,
    Hosted,
    HostHook,
    Listed,
    is_whole,
    message_in,
    organisation,
    required_id,
)
from july.hosts.oauth import fields_of, link_in
from july.hosts.refusals import HostRefusal, NotAllowed
from july.hosts.texts import web_url

PAGE = 50
EVENTS = ("repo:push", "repo:updated")


class BitbucketClient(HostClient):
    """Bitbucket lists repositories workspace by workspace; so a place in the list names both."""

    title = "Bitbucket"
    organisations_below = "/workspaces/"

    def repositories(self, after: str = "") -> Listed:
        """Those that the person administers, in all their workspaces."""
        workspaces = self.understood(_workspaces, self._all_workspaces())
        wanted, page = _place_in(after)
        if wanted not in workspaces:
            wanted, page = (workspaces[0] if workspaces else ""), 1
        if not wanted:
            return Listed((), "")
        path = f"/repositories/{quote(wanted, safe='')}"
        answer = self.get(path, role="admin", pagelen=PAGE, page=page, sort="-updated_on")
        return Listed(
            self.understood(_repositories, answer),
            self._following(workspaces, wanted, page, answer),
        )

    def _all_workspaces(self) -> HostAnswer:
        return self.get("/user/workspaces", pagelen=MOST_ORGANISATIONS)

    def _following(
        self, workspaces: list[str], workspace: str, page: int, answer: HostAnswer
    ) -> str:
        if self.understood(fields_of, answer).has("next"):
            return f"{workspace}|{page + 1}"
        rest = workspaces[workspaces.index(workspace) + 1 :]
        return f"{rest[0]}|1" if rest else ""

    def repository(self, place: str) -> Hosted:
        """One repository. That the person administers it is shown by its hooks alone."""
        return self.understood(_repository, self.get(f"/repositories/{self.checked(place)}"))

    def organisations(self) -> tuple[Hosted, ...]:
        """The person's workspaces; their administrators may change their hooks."""
        return self.understood(_organisations, self._all_workspaces())

    def hooks_path(self, place: str) -> str:
        """Of a repository, or of a workspace."""
        if is_whole(place):
            return f"/workspaces/{self.checked_organisation(place)}/hooks"
        return f"/repositories/{self.checked(place)}/hooks"

    def hooks(self, place: str) -> list[HostHook]:
        """Its webhooks."""
        answer = self.get(self.hooks_path(place), pagelen=100)
        return self.understood(_hooks, answer)

    def create_hook(self, place: str, url: str, secret: str) -> str:
        """Bitbucket sends nothing until the next push."""
        values = {
            "description": "July",
            "url": url,
            "active": True,
            "secret": secret,
            "events": list(EVENTS),
        }
        answer = self.post(self.hooks_path(place), values)
        return self.understood(_hook, answer).id

    def ping(self, place: str, id: str) -> bool:
        """There is no such thing."""
        del place, id
        return False

    def why_refused(self, answer: HostAnswer) -> HostRefusal:
        """A token that is not for webhooks is told from a person who may not."""
        if answer.status == 403 and "scope" in message_in(answer.values):
            return NotAllowed(self.title)
        return super().why_refused(answer)


def _place_in(after: str) -> tuple[str, int]:
    """Workspace and page of a place in the list."""
    workspace, _, page = after.partition("|")
    return workspace, int(page) if re.fullmatch(r"[1-9]\d{0,3}", page) else 1


def _workspaces(values: object) -> list[str]:
    """Their slugs. Each stands in a membership, or by itself."""
    rows = fields_of(values).children("values")
    return [link_in(row.values, "workspace", "slug") or row.required_name("slug") for row in rows]


def _organisations(values: object) -> tuple[Hosted, ...]:
    return tuple(_organisation(row.values) for row in fields_of(values).children("values"))


def _organisation(values: object) -> Hosted:
    access = fields_of(values)
    admin = access.flag("administrator")
    return organisation(access.child("workspace"), "uuid", "slug", place="slug", admin=admin)


def _repositories(values: object) -> tuple[Hosted, ...]:
    return tuple(_repository(row.values) for row in fields_of(values).children("values"))


def _repository(values: object) -> Hosted:
    row = fields_of(values)
    title = row.required_name("full_name")
    return Hosted(
        id=required_id(row, "uuid"),
        place=title,
        title=title,
        url=web_url(link_in(row.values, "links", "html", "href")),
        private=row.flag("is_private"),
        archived=False,
        admin=True,
    )


def _hooks(values: object) -> list[HostHook]:
    return [_hook(row.values) for row in fields_of(values).children("values")]


def _hook(values: object) -> HostHook:
    row = fields_of(values)
    return HostHook(required_id(row, "uuid"), row.text("url"))
