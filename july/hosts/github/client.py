"""GitHub's API for repositories and their webhooks.

https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
https://docs.github.com/rest/repos/webhooks
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import re
from collections.abc import Mapping
from typing import Any

from july.hosts.client import HostClient, Hosted, HostHook, Listed, message_in, required_id
from july.hosts.oauth import fields_of, rows_of
from july.hosts.refusals import (
    Archived,
    HostRefusal,
    NeedsSignOn,
    NotAllowed,
    RateLimited,
)
from july.hosts.texts import web_url

PAGE = 50
MAY_HOOK = frozenset({"repo", "admin:repo_hook", "write:repo_hook"})
"""Scopes of which one is enough."""


class GitHubClient(HostClient):
    """GitHub and GitHub Enterprise."""

    title = "GitHub"

    def headers(self) -> dict[str, str]:
        """GitHub wants to be asked for a version."""
        named = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return super().headers() | named

    def repositories(self, after: str = "") -> Listed:
        """The person's own, those they work on, and those of their organisations."""
        page = int(after) if re.fullmatch(r"\d{1,4}", after) else 1
        answer = self.get("/user/repos", per_page=PAGE, page=page, sort="pushed")
        found = self.understood(_repositories, answer)
        more = 'rel="next"' in answer.headers.get("Link", "")
        return Listed(found, str(page + 1) if more else "")

    def repository(self, place: str) -> Hosted:
        """One repository."""
        answer = self.get(f"/repos/{self.checked(place)}")
        return self.understood(_repository, answer)

    def hooks(self, place: str) -> list[HostHook]:
        """Its webhooks."""
        answer = self.get(f"/repos/{self.checked(place)}/hooks", per_page=100)
        return self.understood(_hooks, answer)

    def create_hook(self, place: str, url: str, secret: str) -> str:
        """GitHub sends a ping to a new hook at once."""
        config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
        values = {"name": "web", "active": True, "events": ["push", "repository"], "config": config}
        answer = self.post(f"/repos/{self.checked(place)}/hooks", values)
        return self.understood(_hook, answer).id

    def delete_hook(self, place: str, id: str) -> None:
        """Have it deliver no longer."""
        self.delete(f"/repos/{self.checked(place)}/hooks/{id}")

    def ping(self, place: str, id: str) -> bool:
        """Another ping."""
        self.post(f"/repos/{self.checked(place)}/hooks/{id}/pings")
        return True

    def why_refused(self, status: int, values: Any, headers: Mapping[str, str]) -> HostRefusal:  # noqa: ANN401
        """GitHub says by headers what its 403 and 404 mean."""
        told = message_in(values)
        if status == 403 and (
            "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"
        ):
            return RateLimited(self.title)
        if status == 403 and headers.get("X-GitHub-SSO", "").startswith("required"):
            link = headers["X-GitHub-SSO"].partition("url=")[2]
            return NeedsSignOn(self.title, link=web_url(link))
        if status == 403 and "archived" in told:
            return Archived(self.title)
        if status in {403, 404} and not _may_hook(headers):
            return NotAllowed(self.title)
        return super().why_refused(status, values, headers)


def _may_hook(headers: Mapping[str, str]) -> bool:
    """Whether the token is for hooks, as far as the answer says."""
    said = headers.get("X-OAuth-Scopes")
    return said is None or bool(MAY_HOOK & {scope.strip() for scope in said.split(",")})


def _repositories(values: object) -> tuple[Hosted, ...]:
    return tuple(_repository(row.values) for row in rows_of(values))


def _repository(values: object) -> Hosted:
    row = fields_of(values)
    title = row.required_name("full_name")
    return Hosted(
        id=required_id(row, "id"),
        place=title,
        title=title,
        url=row.url("html_url"),
        private=row.flag("private"),
        archived=row.flag("archived"),
        admin=row.child("permissions").flag("admin"),
    )


def _hooks(values: object) -> list[HostHook]:
    return [_hook(row.values) for row in rows_of(values)]


def _hook(values: object) -> HostHook:
    row = fields_of(values)
    return HostHook(required_id(row, "id"), row.child("config").text("url"))
