"""GitHub's API for repositories and their webhooks.

https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
https://docs.github.com/rest/repos/webhooks
https://docs.github.com/rest/orgs/members#list-organization-memberships-for-the-authenticated-user
https://docs.github.com/rest/orgs/webhooks
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import re

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
from july.hosts.oauth import fields_of, rows_of
from july.hosts.refusals import (
    Archived,
    HostRefusal,
    NeedsSignOn,
    NotAllowed,
    NotAllowedWholly,
    NotApproved,
    RateLimited,
)
from july.hosts.texts import web_url

PAGE = 50
MAY_HOOK = frozenset({"repo", "admin:repo_hook", "write:repo_hook"})
"""Scopes of which one is enough."""
MAY_HOOK_ORGANISATIONS = frozenset({"admin:org_hook"})
MEMBERSHIPS = "/user/memberships/orgs"


class GitHubClient(HostClient):
    """GitHub and GitHub Enterprise."""

    title = "GitHub"
    organisations_below = "/orgs/"

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

    def organisations(self) -> tuple[Hosted, ...]:
        """Those that the person belongs to; their owners may change their hooks."""
        answer = self.get(MEMBERSHIPS, state="active", per_page=MOST_ORGANISATIONS)
        return self.understood(_organisations, answer)

    def hooks_path(self, place: str) -> str:
        """Of a repository, or of an organisation."""
        if is_whole(place):
            return f"/orgs/{self.checked_organisation(place)}/hooks"
        return f"/repos/{self.checked(place)}/hooks"

    def hooks(self, place: str) -> list[HostHook]:
        """Its webhooks; of an organisation those alone that July has made."""
        answer = self.get(self.hooks_path(place), per_page=100)
        return self.understood(_hooks, answer)

    def create_hook(self, place: str, url: str, secret: str) -> str:
        """GitHub sends a ping to a new hook at once."""
        config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
        values = {"name": "web", "active": True, "events": ["push", "repository"], "config": config}
        answer = self.post(self.hooks_path(place), values)
        return self.understood(_hook, answer).id

    def ping(self, place: str, id: str) -> bool:
        """Another ping."""
        self.post(f"{self.hooks_path(place)}/{id}/pings")
        return True

    def why_refused(self, answer: HostAnswer) -> HostRefusal:
        """GitHub says by headers what its 403 and 404 mean."""
        status, headers, told = answer.status, answer.headers, message_in(answer.values)
        if status == 403 and (
            "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"
        ):
            return RateLimited(self.title)
        if status == 403 and headers.get("X-GitHub-SSO", "").startswith("required"):
            link = headers["X-GitHub-SSO"].partition("url=")[2]
            return NeedsSignOn(self.title, link=web_url(link))
        if status == 403 and "archived" in told:
            return Archived(self.title)
        if status == 403 and "access restrictions" in told:
            return NotApproved(self.title)
        if status in {403, 404}:
            if answer.path.startswith((self.organisations_below, MEMBERSHIPS)):
                if not _is_for(MAY_HOOK_ORGANISATIONS, answer):
                    return NotAllowedWholly(self.title)
            elif not _is_for(MAY_HOOK, answer):
                return NotAllowed(self.title)
        return super().why_refused(answer)


def _is_for(scopes: frozenset[str], answer: HostAnswer) -> bool:
    """Whether the token has one of those scopes, as far as the answer says."""
    said = answer.headers.get("X-OAuth-Scopes")
    return said is None or bool(scopes & {scope.strip() for scope in said.split(",")})


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


def _organisations(values: object) -> tuple[Hosted, ...]:
    return tuple(_organisation(row.values) for row in rows_of(values))


def _organisation(values: object) -> Hosted:
    membership = fields_of(values)
    admin = membership.text("role") == "admin"
    return organisation(membership.child("organization"), "id", "login", place="login", admin=admin)


def _hooks(values: object) -> list[HostHook]:
    return [_hook(row.values) for row in rows_of(values)]


def _hook(values: object) -> HostHook:
    row = fields_of(values)
    return HostHook(required_id(row, "id"), row.child("config").text("url"))
