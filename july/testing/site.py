"""A site, and short ways to use it."""

import itertools
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webtest import TestApp, TestResponse

from july import stores
from july.contest.audit import Difference, audit
from july.contest.games import Game
from july.contest.queries import all_games
from july.embedded.tasks import Worker
from july.lib import clock

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
"""When tests with a site take place."""
JULYTHON = Game("julython-2026", "Julython 2026", date(2026, 7, 1), date(2026, 7, 31))
"""The game that runs then."""


@dataclass
class Site:
    """July with its API, and short ways to use it."""

    api: TestApp
    worker: Worker
    now: datetime = NOON
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def commit(self, email: str = "octo@example.org", **values: Any) -> dict[str, Any]:  # noqa: ANN401
        """A commit of the neutral format, with a hash of its own."""
        number = next(self._numbers)
        author = {"name": email.partition("@")[0], "email": email}
        return {
            "id": f"{number:040x}",
            "message": f"Change number {number}",
            "timestamp": (self.now - timedelta(minutes=number)).isoformat(),
            "url": f"https://git.example.org/commit/{number:040x}",
            "author": author,
            "files": ["hello.py"],
        } | values

    def body(self, *commits: dict[str, Any], repository: str = "octo/hello") -> dict[str, Any]:
        """A push of the neutral format."""
        return {
            "repository": {
                "id": repository,
                "name": repository,
                "url": f"https://git.example.org/{repository}",
                "private": False,
            },
            "ref": "refs/heads/main",
            "commits": list(commits),
        }

    def push(
        self,
        *commits: dict[str, Any],
        repository: str = "octo/hello",
        **options: Any,  # noqa: ANN401
    ) -> TestResponse:
        """Deliver commits at the open endpoint."""
        body = json.dumps(self.body(*commits, repository=repository))
        return self.api.post("/api/v1/push", body, content_type="application/json", **options)

    def drain(self) -> None:
        """Run all deferred tasks, those that wait for their two seconds too."""
        self.worker.drain(30, within=60)

    def waiting(self, task: str) -> int:
        """How many tasks of that name wait in the queue."""
        tasks = stores.tasks_client().list_tasks(
            request={"parent": stores.queue_path(), "response_view": "FULL"}
        )
        return sum(
            waiting.app_engine_http_request.relative_uri == f"/_tasks/{task}" for waiting in tasks
        )

    def later(self, **much: int) -> AbstractContextManager[None]:
        """The clock stands that much later."""
        return clock.freeze(self.now + timedelta(**much))

    def game(self, slug: str, first: date, last: date) -> Game:
        """Another game."""
        return Game(slug, slug, first, last)

    def board(self, kind: str, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """The rows of a board."""
        models: list[dict[str, Any]] = self.api.get(f"/api/v1/boards/{kind}", parameters).json[
            "models"
        ]
        return models

    def differences(self) -> list[Difference]:
        """What `recount --check` would find."""
        return [difference for game in all_games() for difference in audit(game)]
