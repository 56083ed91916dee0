"""What came to a hook of the demo's organiser: a delivery of each sort that people ask about.

deliver(hook, demo, now)
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp2 import Request

from july import api
from july.lib import clock
from july.management.demo import Demo, DemoPerson
from july.projects.models import Hook

REPOSITORY = "tiny-parser"
ADDRESS_OF_WORK = "ada@work.example.org"
"""Nobody has verified it, so what bears it is nobody's."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    ago: timedelta
    body: dict[str, Any]
    event: str = "push"
    signed: bool = True
    """Whether with the hook's own secret, or with what somebody mistook for it."""


def deliver(hook: Hook, demo: Demo, now: datetime) -> None:
    """Send GitHub's deliveries to the hook, each as if it had come at its time."""
    owner = next(person for person in demo.people if person.name == hook.owner)
    for number, delivery in enumerate(_deliveries(owner, demo, now)):
        with clock.freeze(now - delivery.ago):
            _request(hook, delivery, number).get_response(api.app)


def _request(hook: Hook, delivery: _Delivery, number: int) -> Request:
    body = json.dumps(delivery.body).encode()
    secret = hook.secret if delivery.signed else hook.id
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Delivery": f"demo-{number}",
        "X-Hub-Signature-256": f"sha256={signature}",
    }
    path = f"/api/v1/github/{hook.id}"
    return Request.blank(path, method="POST", headers=headers, body=body)


def _deliveries(owner: DemoPerson, demo: Demo, now: datetime) -> Iterator[_Delivery]:
    def push(
        ago: timedelta, *commits: tuple[str, str, timedelta], signed: bool = True
    ) -> _Delivery:
        """Of commits as (message, email, how long before the push)."""
        made = [
            _commit(demo, message, owner.title, email, now - ago - before)
            for message, email, before in commits
        ]
        return _Delivery(ago, _push(owner.name, made), signed=signed)

    minute, day = timedelta(minutes=1), timedelta(days=1)
    before_it_began = now - datetime.combine(demo.game.first, now.timetz()) + 3 * day
    usual = ("Read numbers with an exponent", owner.email, 4 * minute)
    yield _Delivery(300 * minute, {"zen": "Keep it logically awesome.", "hook_id": 1}, "ping")
    yield push(240 * minute, usual, ("Name the token that was unexpected", owner.email, minute))
    yield push(239 * minute, usual)
    yield push(150 * minute, ("Bump the parser to 2.1", "bump[bot]@example.org", minute))
    yield push(
        90 * minute,
        ("Port the grammar I wrote last month", owner.email, before_it_began),
        ("Say which file the error is in", ADDRESS_OF_WORK, 2 * minute),
    )
    yield push(20 * minute, ("Close the file", owner.email, minute), signed=False)


def _commit(
    demo: Demo, message: str, author: str, email: str, moment: datetime
) -> dict[str, object]:
    digest = hashlib.sha256(f"{demo.game.slug} {message}".encode()).hexdigest()[:40]
    return {
        "id": digest,
        "message": message,
        "timestamp": moment.isoformat(),
        "url": f"https://github.com/ada/{REPOSITORY}/commit/{digest}",
        "author": {"name": author, "email": email},
        "added": [],
        "modified": ["parser.py"],
        "removed": [],
    }


def _push(owner: str, commits: list[dict[str, object]]) -> dict[str, object]:
    return {
        "ref": "refs/heads/main",
        "commits": commits,
        "repository": {
            "id": 2012,
            "name": REPOSITORY,
            "full_name": f"{owner}/{REPOSITORY}",
            "html_url": f"https://github.com/{owner}/{REPOSITORY}",
            "private": False,
            "owner": {"login": owner},
        },
    }
