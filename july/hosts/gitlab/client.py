"""GitLab's API for projects and their webhooks.

https://docs.gitlab.com/api/projects/#list-all-projects
https://docs.gitlab.com/api/project_webhooks/
https://docs.gitlab.com/api/groups/#list-groups
https://docs.gitlab.com/api/group_webhooks/
"""

import re

from july.hosts.client import (
    MOST_ORGANISATIONS,
    WHOLE,
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
from july.hosts.refusals import HostRefusal, NotAllowed, NotInPlan, NotThere

PAGE = 50
MAINTAINER = 40
"""The access level from which on hooks of a project may be changed."""
OWNER = 50
"""The same of a group."""


class GitLabClient(HostClient):
    """gitlab.com, or an instance of one's own."""

    title = "GitLab"
    organisations_below = "/groups/"

    def repositories(self, after: str = "") -> Listed:
        """Projects that the person maintains, those of their groups too."""
        answer = self.get(
            "/projects",
            membership="true",
            min_access_level=MAINTAINER,
            order_by="last_activity_at",
            per_page=PAGE,
            page=int(after) if re.fullmatch(r"\d{1,4}", after) else 1,
        )
        following = answer.headers.get("X-Next-Page", "").strip()
        return Listed(self.understood(_projects, answer), following)

    def repository(self, place: str) -> Hosted:
        """One project."""
        return self.understood(_project, self.get(f"/projects/{self.checked(place)}"))

    def organisations(self) -> tuple[Hosted, ...]:
        """The groups that the person owns."""
        answer = self.get("/groups", min_access_level=OWNER, per_page=MOST_ORGANISATIONS)
        return self.understood(_groups, answer)

    def hooks_path(self, place: str) -> str:
        """Of a project, or of a group, which has some in a paid plan alone."""
        if is_whole(place):
            return f"/groups/{self.checked_organisation(place)}/hooks"
        return f"/projects/{self.checked(place)}/hooks"

    def hooks(self, place: str) -> list[HostHook]:
        """Its webhooks."""
        answer = self.get(self.hooks_path(place), per_page=100)
        return self.understood(_hooks, answer)

    def create_hook(self, place: str, url: str, secret: str) -> str:
        """GitLab tells nobody of a new hook: `ping` does."""
        values = {
            "url": url,
            "token": secret,
            "push_events": True,
            "enable_ssl_verification": True,
        }
        answer = self.post(self.hooks_path(place), values)
        return self.understood(_hook, answer).id

    def ping(self, place: str, id: str) -> bool:
        """A push of what is there already; a project without a commit has none."""
        self.post(f"{self.hooks_path(place)}/{id}/test/push_events")
        return True

    def checked(self, place: str) -> str:
        """Projects are called by their number."""
        if not re.fullmatch(r"\d{1,20}", place):
            raise NotThere(self.title)
        return place

    def checked_organisation(self, place: str) -> str:
        """Groups too."""
        return self.checked(place.removesuffix(WHOLE))

    def why_refused(self, answer: HostAnswer) -> HostRefusal:
        """A token that is not for the API is told from a person who may not."""
        if answer.status == 403 and "insufficient_scope" in message_in(answer.values):
            return NotAllowed(self.title)
        if answer.status in {403, 404} and self.is_about_organisation(answer):
            return NotInPlan(self.title)
        return super().why_refused(answer)


def _projects(values: object) -> tuple[Hosted, ...]:
    return tuple(_project(row.values) for row in rows_of(values))


def _project(values: object) -> Hosted:
    row = fields_of(values)
    id = required_id(row, "id")
    return Hosted(
        id=id,
        place=id,
        title=row.required_name("path_with_namespace"),
        url=row.url("web_url"),
        # An internal one is for those who sign in to the instance.
        private=row.text("visibility") != "public",
        archived=row.flag("archived"),
        admin=_level(values) >= MAINTAINER,
    )


def _groups(values: object) -> tuple[Hosted, ...]:
    return tuple(_group(row.values) for row in rows_of(values))


def _group(values: object) -> Hosted:
    return organisation(fields_of(values), "id", "full_path", place="id", admin=True)


def _level(values: object) -> int:
    """The person's access to a project, by themselves or through a group."""
    permissions = fields_of(values).child("permissions")
    ways = [
        permissions.child(way).number("access_level") for way in ("project_access", "group_access")
    ]
    # A list that was asked for maintained projects only may leave it out.
    return max((level for level in ways if level is not None), default=MAINTAINER)


def _hooks(values: object) -> list[HostHook]:
    return [_hook(row.values) for row in rows_of(values)]


def _hook(values: object) -> HostHook:
    row = fields_of(values)
    return HostHook(required_id(row, "id"), row.text("url"))
