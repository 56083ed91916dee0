"""Deliveries of git hosts: checked, parsed, recorded, answered, kept."""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import webapp2
from google.api_core.exceptions import GoogleAPIError

from july.api.handler import Handler, address_of, as_july_error
from july.config import settings
from july.contest.boards import address
from july.contest.record import Recording, record
from july.errors import BadSignature, NotFound, TooLarge
from july.hosts import HOSTS, Host
from july.hosts.values import Content, Ignored, Ping, Push, RepositoryChanged
from july.lib import clock
from july.lib.texts import gettext_noop
from july.projects.actions import change, keep
from july.projects.models import Delivery, Project
from july.projects.queries import open_hook
from july.stores.plain import Plain, plain

LARGEST_BODY = 25 * 1024 * 1024
"""GitHub's own limit, and the contract's."""
SECRET_WORDS = ("signature", "token", "authorization", "cookie", "secret", "key")

CHANGED = {
    "renamed": gettext_noop("The repository was renamed."),
    "transferred": gettext_noop("The repository was transferred."),
    "privatized": gettext_noop("The repository was privatized."),
    "publicized": gettext_noop("The repository was publicized."),
    "deleted": gettext_noop("The repository was deleted."),
}
"""What is answered to a change of a repository; pages translate it."""


@dataclass(slots=True)
class Answer:
    """What a delivery is answered."""

    status: int
    body: dict[str, Any]
    project: Project | Plain | None = None
    private: bool = False
    """Whether nothing but the verdicts may be kept."""
    public: bool = False
    """Whether the body may be kept: only a push surely tells that its repository is public."""


class HookHandler(Handler):
    """`/api/v1/HOST[/HOOK_ID]`."""

    def get(self, host: str, hook_id: str | None = None) -> None:
        """Tell what this endpoint is and how to set it up."""
        hook = _require_hook(host, hook_id) if hook_id else None
        described = HOSTS[host]
        path = f"/api/v1/{host}" + (f"/{hook.id}" if hook else "")
        self.reply(
            {
                "host": described.name,
                "title": described.title,
                "message": f"{described.title} delivers pushes here, by POST.",
                "uri": address_of(path),
                "signed": hook is not None,
                "instructions": asdict(described.instructions),
            }
        )

    def post(self, host: str, hook_id: str | None = None) -> None:
        """Take a delivery."""
        started = time.perf_counter()
        body = _read_body(self.request)
        hook = _require_hook(host, hook_id) if hook_id else None
        headers = {name.lower(): value for name, value in self.request.headers.items()}
        delivery = _delivery(HOSTS[host], hook, headers, body)
        try:
            answer = _answer(HOSTS[host], hook, headers, body)
        except Exception as error:
            if hook is not None:
                _keep_refusal(delivery, error, started)
            raise
        answer.body = {"delivery": delivery.key.id(), **answer.body}
        _keep(delivery, answer, body, started)
        self.reply(answer.body, answer.status)


def _read_body(request: webapp2.Request) -> bytes:
    """The raw body. Raises TooLarge before reading more than the limit."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge("A delivery may have 25 MB; push in smaller parts.")
    body = bytes(request.body_file.read(LARGEST_BODY + 1))
    if len(body) > LARGEST_BODY:
        raise TooLarge("A delivery may have 25 MB; push in smaller parts.")
    return body


def _require_hook(host: str, hook_id: str) -> Plain:
    hook = open_hook(hook_id)
    if hook is None or hook.host != host:
        raise NotFound("There is no such hook; it was deleted, or the address is cut off.")
    return hook


def _answer(host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes) -> Answer:
    _require_signature(host, hook, headers, body)
    return _carry_out(host.parse(headers, body), hook.owner if hook else "")


def _require_signature(
    host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes
) -> None:
    if hook is None:
        if not settings().open_hooks:
            raise BadSignature(
                "This site takes signed deliveries only: use the address with your hook's id,"
                " or ask its operator for JULY_OPEN_HOOKS."
            )
    elif not host.verify(headers, body, hook.secret):
        raise BadSignature(
            f"The delivery is not signed with this hook's secret; compare the secret set at"
            f" {host.title} with the one July showed you."
        )


def _carry_out(content: Content, owner: str) -> Answer:
    match content:
        case Push():
            return _recorded(record(content, owner), content)
        case Ping():
            return Answer(200, {"message": "pong", "commits": []})
        case RepositoryChanged():
            project = change(content, owner)
            return Answer(200, {"message": CHANGED[content.action], "commits": []}, project)
        case Ignored():
            return Answer(200, {"message": content.reason, "commits": []})


def _recorded(recording: Recording, push: Push) -> Answer:
    commits = [
        {
            "hash": outcome.hash,
            "verdict": outcome.verdict.value,
            "points": outcome.points,
            "person": outcome.person,
            "game": outcome.game,
        }
        for outcome in recording.outcomes
    ]
    project = recording.project
    body = {"project": _described(project), "commits": commits}
    status = 201 if recording.scored else 200
    private = push.repository.private
    return Answer(status, body, project, private=private, public=not private)


def _described(project: Project | Plain | None) -> dict[str, str] | None:
    if project is None:
        return None
    return {"slug": project.slug, "url": address("projects", project.slug)}


def _keep_refusal(delivery: Plain, error: Exception, started: float) -> None:
    """Let the hook's owner see why; an engine that is away must not hide the first error."""
    known = as_july_error(error)
    with suppress(GoogleAPIError):
        _keep(delivery, Answer(known.status, known.as_json()), b"", started)


def _delivery(host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes) -> Plain:
    return plain(Delivery)(
        id=secrets.token_urlsafe(12),
        hook=hook.key.id() if hook else None,
        owner=hook.owner if hook else None,
        host=host.name,
        received=clock.microseconds(clock.now()),
        headers=_harmless(headers),
        size=len(body),
    )


def _keep(delivery: Plain, answer: Answer, body: bytes, started: float) -> None:
    """Keep the delivery; of a private repository nothing but the verdicts."""
    delivery.status = answer.status
    delivery.milliseconds = round((time.perf_counter() - started) * 1000, 1)
    delivery.project = answer.project.id if answer.project else None
    delivery.answer = answer.body
    if answer.private:
        delivery.headers = {}
        verdicts = [{"verdict": commit["verdict"]} for commit in answer.body["commits"]]
        delivery.answer = {"commits": verdicts}
    keep(delivery, body if answer.public else None)


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that tell about the delivery, without secrets and the way it took."""
    return {
        name: value[:500]
        for name, value in headers.items()
        if (name.startswith(("x-", "webhook-")) or name in {"content-type", "user-agent"})
        and not any(word in name for word in SECRET_WORDS)
        and not name.startswith(("x-forwarded", "x-real"))
    }
