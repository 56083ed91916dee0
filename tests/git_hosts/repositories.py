"""Git hosts on this machine: what July asks of them, answered as they document it.

GitHub       https://docs.github.com/rest/repos/webhooks and …/rest/orgs/webhooks
GitLab       https://docs.gitlab.com/api/project_webhooks/ and …/api/group_webhooks/
Bitbucket    https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import unquote

from tests.git_hosts.loopback import Asked, Reply, answering

TOKEN = "token-of-octo"


Handle = Callable[..., Reply]


class HostServer:
    """One host. What is in `next` answers before anything else, once each."""

    api: str

    def __init__(self) -> None:
        self.repositories: list[dict[str, Any]] = []
        self.organisations: list[dict[str, Any]] = []
        self.webhooks: dict[str, list[dict[str, Any]]] = {}
        self.next: deque[Reply] = deque()
        self.asked: list[Asked] = []
        self.url = ""
        self._numbers = iter(range(1, 10_000))

    @property
    def address(self) -> str:
        """Of its API."""
        return self.url + self.api

    def routes(self) -> dict[str, Handle]:
        """What answers, by method and path."""
        raise NotImplementedError

    def unauthorized(self) -> Reply:
        """To a token that is nobody's."""
        return Reply({"message": "401 Unauthorized"}, 401)

    def reply(self, request: Asked) -> Reply:
        """What is answered to a request."""
        self.asked.append(request)
        if self.next:
            return self.next.popleft()
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.unauthorized()
        path = request.path.removeprefix(self.api)
        for route, handle in self.routes().items():
            method, _, pattern = route.partition(" ")
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                return handle(request, *map(unquote, filter(None, found.groups())))
        return Reply({"message": "404 Not Found"}, 404)

    def number(self) -> int:
        """An id that nothing else has."""
        return next(self._numbers)

    def hooks_at(self, place: str) -> list[dict[str, Any]]:
        """The webhooks of a repository or an organisation."""
        return self.webhooks.setdefault(place, [])

    def remove(self, place: str, name: str, id: str) -> Reply:
        """Take a webhook away."""
        kept = [hook for hook in self.hooks_at(place) if str(hook[name]) != id]
        if len(kept) == len(self.hooks_at(place)):
            return Reply({"message": "Not Found"}, 404)
        self.webhooks[place] = kept
        return Reply(status=204)


class GitHubServer(HostServer):
    """GitHub Enterprise, whose API stands below its own address."""

    api = "/api/v3"

    def __init__(self) -> None:
        super().__init__()
        self.scopes = "read:user, write:repo_hook, read:org, admin:org_hook"
        self.pinged: list[str] = []
        self.on_ping: Callable[[dict[str, Any]], None] = lambda _hook: None

    def repository(self, title: str, **values: Any) -> dict[str, Any]:
        """Have one more."""
        made = {
            "id": self.number(),
            "full_name": title,
            "html_url": f"{self.url}/{title}",
            "private": False,
            "archived": False,
            "permissions": {"admin": True, "push": True, "pull": True},
        } | values
        self.repositories.append(made)
        return made

    def organisation(self, login: str, role: str = "admin") -> None:
        """Have octo belong to one."""
        organization = {"login": login, "id": self.number()}
        self.organisations.append({"state": "active", "role": role, "organization": organization})

    def unauthorized(self) -> Reply:
        """As GitHub says it."""
        return Reply({"message": "Bad credentials"}, 401)

    def routes(self) -> dict[str, Handle]:
        """Repositories, organisations, and their webhooks."""
        hooks = r"/repos/([^/]+/[^/]+)/hooks"
        return {
            "GET /user/repos": self._list,
            "GET /user/memberships/orgs": self._memberships,
            r"GET /repos/([^/]+/[^/]+)": self._one,
            **self._hook_routes(hooks),
            **self._hook_routes("/orgs/(" + "|".join(["-", *self._owned()]) + ")/hooks"),
        }

    def _hook_routes(self, hooks: str) -> dict[str, Handle]:
        return {
            f"GET {hooks}": lambda _request, place: Reply(self.hooks_at(place)),
            f"POST {hooks}": self._create,
            rf"DELETE {hooks}/(\d+)": lambda _r, place, id: self.remove(place, "id", id),
            rf"POST {hooks}/(\d+)/pings": self._ping,
        }

    def _owned(self) -> list[str]:
        """Of the others GitHub knows no hooks."""
        owned = [each for each in self.organisations if each["role"] == "admin"]
        return [each["organization"]["login"] for each in owned if "admin:org_hook" in self.scopes]

    def _memberships(self, _request: Asked) -> Reply:
        headers = {"X-OAuth-Scopes": self.scopes}
        if "read:org" in self.scopes:
            return Reply(self.organisations, headers=headers)
        message = "You need at least read:org scope or user scope to list your organizations."
        return Reply({"message": message}, 403, headers)

    def _list(self, request: Asked) -> Reply:
        size, page = int(request.query["per_page"]), int(request.query["page"])
        rows = self.repositories[(page - 1) * size : page * size]
        more = page * size < len(self.repositories)
        link = f'<{self.address}/user/repos?page={page + 1}>; rel="next"' if more else ""
        return Reply(rows, headers={"Link": link, "X-OAuth-Scopes": self.scopes})

    def _one(self, _request: Asked, place: str) -> Reply:
        found = [each for each in self.repositories if each["full_name"] == place]
        return Reply(found[0]) if found else Reply({"message": "Not Found"}, 404)

    def _create(self, request: Asked, place: str) -> Reply:
        url = request.values["config"]["url"]
        if any(hook["config"]["url"] == url for hook in self.hooks_at(place)):
            errors = [{"message": "Hook already exists on this repository"}]
            return Reply({"message": "Validation Failed", "errors": errors}, 422)
        hook = {"id": self.number(), **request.values}
        self.hooks_at(place).append(hook)
        Thread(target=self.on_ping, args=(hook,)).start()
        return Reply(hook, 201)

    def _ping(self, _request: Asked, place: str, id: str) -> Reply:
        (hook,) = [hook for hook in self.hooks_at(place) if str(hook["id"]) == id]
        self.pinged.append(id)
        self.on_ping(hook)
        return Reply(status=204)


class GitLabServer(HostServer):
    """A GitLab of one's own."""

    api = "/api/v4"

    def __init__(self) -> None:
        super().__init__()
        self.tested: list[str] = []
        self.paid = True

    def repository(self, title: str, **values: Any) -> dict[str, Any]:
        """Have one more project."""
        made = {
            "id": self.number(),
            "path_with_namespace": title,
            "web_url": f"{self.url}/{title}",
            "visibility": "public",
            "archived": False,
            "permissions": {"project_access": {"access_level": 40}, "group_access": None},
        } | values
        self.repositories.append(made)
        return made

    def organisation(self, path: str) -> None:
        """Have octo own a group."""
        id, url = self.number(), f"{self.url}/groups/{path}"
        self.organisations.append({"id": id, "full_path": path, "web_url": url})

    def routes(self) -> dict[str, Handle]:
        """Projects, groups, and their webhooks."""
        hooks = rf"/(?:projects{'|groups' if self.paid else ''})/(\d+)/hooks"
        return {
            "GET /projects": self._list,
            "GET /groups": lambda _request: Reply(self.organisations),
            r"GET /projects/(\d+)": self._one,
            f"GET {hooks}": lambda _request, place: Reply(self.hooks_at(place)),
            f"POST {hooks}": self._create,
            rf"DELETE {hooks}/(\d+)": lambda _r, place, id: self.remove(place, "id", id),
            rf"POST {hooks}/(\d+)/test/push_events": self._test,
        }

    def _list(self, request: Asked) -> Reply:
        size, page = int(request.query["per_page"]), int(request.query["page"])
        rows = self.repositories[(page - 1) * size : page * size]
        more = page * size < len(self.repositories)
        return Reply(rows, headers={"X-Next-Page": str(page + 1) if more else ""})

    def _one(self, _request: Asked, id: str) -> Reply:
        found = [each for each in self.repositories if str(each["id"]) == id]
        return Reply(found[0]) if found else Reply({"message": "404 Project Not Found"}, 404)

    def _create(self, request: Asked, place: str) -> Reply:
        told = {name: value for name, value in request.values.items() if name != "token"}
        hook = {"id": self.number(), **told}
        self.hooks_at(place).append(hook)
        return Reply(hook, 201)

    def _test(self, _request: Asked, _place: str, id: str) -> Reply:
        self.tested.append(id)
        return Reply({"message": "201 Created"}, 201)


class BitbucketServer(HostServer):
    """Bitbucket, which lists repositories workspace by workspace."""

    api = "/2.0"

    def repository(self, title: str, **values: Any) -> dict[str, Any]:
        """Have one more."""
        made = {
            "uuid": f"{{{self.number():08d}}}",
            "full_name": title,
            "is_private": False,
            "links": {"html": {"href": f"https://bitbucket.org/{title}"}},
        } | values
        self.repositories.append(made)
        return made

    def organisation(self, slug: str, *, administrator: bool = True) -> None:
        """Have octo belong to a workspace."""
        workspace = {"type": "workspace_base", "slug": slug, "uuid": f"{{{self.number():08d}}}"}
        self.organisations.append(
            {
                "type": "workspace_access",
                "administrator": administrator,
                "workspace": workspace,
            }
        )

    def routes(self) -> dict[str, Handle]:
        """Workspaces, repositories and webhooks."""
        hooks = r"/(?:repositories/([^/]+/[^/]+)|workspaces/([^/]+))/hooks"
        return {
            "GET /user/workspaces": self._workspaces,
            "GET /repositories/([^/]+)": self._list,
            r"GET /repositories/([^/]+/[^/]+)": self._one,
            f"GET {hooks}": lambda _r, place: Reply({"values": self.hooks_at(place)}),
            f"POST {hooks}": self._create,
            f"DELETE {hooks}/([^/]+)": lambda _r, place, id: self.remove(place, "uuid", id),
        }

    def _workspaces(self, _request: Asked) -> Reply:
        """Those of repositories too."""
        known = {each["workspace"]["slug"] for each in self.organisations}
        for repository in self.repositories:
            slug = repository["full_name"].partition("/")[0]
            if slug not in known:
                known.add(slug)
                self.organisation(slug, administrator=False)
        return Reply({"values": self.organisations})

    def _list(self, request: Asked, workspace: str) -> Reply:
        size, page = int(request.query["pagelen"]), int(request.query["page"])
        rows = [each for each in self.repositories if each["full_name"].startswith(workspace + "/")]
        shown = {"values": rows[(page - 1) * size : page * size]}
        more = {"next": f"{self.address}/…"} if page * size < len(rows) else {}
        return Reply(shown | more)

    def _one(self, _request: Asked, place: str) -> Reply:
        found = [each for each in self.repositories if each["full_name"] == place]
        return Reply(found[0]) if found else Reply({"type": "error"}, 404)

    def _create(self, request: Asked, place: str) -> Reply:
        told = {name: value for name, value in request.values.items() if name != "secret"}
        hook = {"uuid": f"{{{self.number():08d}}}", **told}
        self.hooks_at(place).append(hook)
        return Reply(hook, 201)


@contextmanager
def serving(server: HostServer) -> Iterator[None]:
    """Let it answer, at `server.url`."""
    with answering(server.reply) as server.url:
        yield
