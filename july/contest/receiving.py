"""Deliveries of git hosts: signature checked, parsed, recorded, kept.

receive(host, hook, headers, body)      a request of a git host
redeliver(delivery)                     the kept body of one, the same way once more
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from google.api_core.exceptions import GoogleAPIError

from july.bus import notices
from july.config import settings
from july.contest.boards import address
from july.contest.record import Recording, record
from july.errors import BadSignature, Conflict, NotFound
from july.hosts import HOSTS, Host
from july.hosts.values import Content, Ignored, Ping, Push, RepositoryChanged
from july.lib import clock
from july.lib.metrics import COMMITS, DELIVERIES
from july.lib.texts import gettext_noop
from july.projects.actions import add_body, change, open_first, project_id
from july.projects.models import Delivery, Project
from july.projects.notices import hook_channel
from july.projects.queries import open_hook
from july.projects.rotation import earlier_secrets, end_earlier
from july.stores.outages import as_july_error
from july.stores.plain import Plain, plain, put

logger = logging.getLogger(__name__)

SECRET_WORDS = ("signature", "token", "authorization", "cookie", "secret", "key")
HARMLESS = frozenset({"content-type", "user-agent", "x-event-key"})

CHANGED = {
    "renamed": gettext_noop("The repository was renamed."),
    "transferred": gettext_noop("The repository was transferred."),
    "privatized": gettext_noop("The repository was privatized."),
    "publicized": gettext_noop("The repository was publicized."),
    "deleted": gettext_noop("The repository was deleted."),
}
"""What is answered to a change of a repository; pages translate it."""
NOT_KEPT = gettext_noop(
    "The body of this delivery is not kept: July keeps those of pushes to public repositories, for"
    " a week. Deliver it again from your git host, or push anew."
)
HOST_GONE = gettext_noop("This site takes nothing from that git host any more.")
HOOK_GONE = gettext_noop("Its hook was removed, so nothing more is taken through it.")


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


Keep = Callable[[Answer], Plain]
"""Gives the delivery, with that answer, as it is to be stored."""


def receive(host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes) -> Answer:
    """Take a delivery; what came of it is kept, and what is raised too, for the hook's owner.

    Names of headers are lower case. Raises BadSignature, BadRequest and what an engine raises.
    """
    delivery = _delivery(host, hook, headers, body)
    return _kept(delivery, hook, body, lambda: _parsed(host, hook, headers, body))


def redeliver(delivery: Delivery) -> Answer:
    """Take the kept body of a delivery once more; what counted already counts no second time.

    Its signature was right when it came. Raises NotFound if its hook is gone, Conflict if its body
    is not kept, and what `receive` raises.
    """
    hook = open_hook(delivery.hook or "")
    if hook is None:
        raise NotFound(HOOK_GONE)
    if delivery.body is None:
        raise Conflict(NOT_KEPT)
    if delivery.host not in HOSTS:
        raise NotFound(HOST_GONE)
    host, headers, body = HOSTS[delivery.host], dict(delivery.headers or {}), delivery.body
    repetition = _delivery(host, hook, headers, body)
    repetition.again = str(delivery.key.id())
    return _kept(repetition, hook, body, lambda: host.parse(headers, body))


def _kept(delivery: Plain, hook: Plain | None, body: bytes, parse: Callable[[], Content]) -> Answer:
    """Carry out what `parse` gives, and keep the delivery with what came of it."""
    started = time.perf_counter()
    public = False

    def with_answer(answer: Answer) -> Plain:
        answer.body = {"delivery": delivery.key.id(), **answer.body}
        return _answered(delivery, answer, body, started)

    try:
        content = parse()
        public = isinstance(content, Push) and not content.repository.private
        answer = _carry_out(content, hook.owner if hook else "", with_answer)
    except Exception as error:
        _count(delivery, as_july_error(error).status, ())
        if hook is not None:
            _keep_refusal(delivery, error, body if public else None, started)
            _tell_of_refusal(hook)
        raise
    _count(delivery, answer.status, answer.body["commits"])
    if hook is not None and hook.first is None:
        open_first(hook.key.id(), delivery.received)
    return answer


def _parsed(host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes) -> Content:
    newest = _require_signature(host, hook, headers, body)
    content = host.parse(headers, body)
    if hook is not None and hook.earlier:
        _settle_rotation(host, hook, content, newest=newest)
    return content


def _require_signature(
    host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes
) -> bool:
    """Whether it is signed with the hook's present secret, and not one before."""
    if hook is None:
        if not settings().open_hooks:
            raise BadSignature(
                "This site takes signed deliveries only: use the address with your hook's id,"
                " or ask its operator for JULY_OPEN_HOOKS."
            )
        return True
    if host.verify(headers, body, hook.secret):
        return True
    if any(host.verify(headers, body, secret) for secret in earlier_secrets(hook)):
        return False
    raise _badly_signed(host)


def _badly_signed(host: Host) -> BadSignature:
    return BadSignature(
        f"The delivery is not signed with this hook's secret; compare the secret set at"
        f" {host.title} with the one July showed you."
    )


def _settle_rotation(host: Host, hook: Plain, content: Content, *, newest: bool) -> None:
    """An earlier secret is good for a repository until the present one has come from there."""
    repository = getattr(content, "repository", None)
    project = project_id(repository) if repository else None
    if not newest and project in hook.moved:
        raise _badly_signed(host)
    if newest and (project or hook.repository):
        end_earlier(hook.key.id(), project)


def _carry_out(content: Content, owner: str, keep: Keep) -> Answer:
    match content:
        case Push():
            return _record(content, owner, keep)
        case Ping():
            answer = Answer(200, {"message": "pong", "commits": []})
        case RepositoryChanged():
            project = change(content, owner)
            answer = Answer(200, {"message": CHANGED[content.action], "commits": []}, project)
        case Ignored():
            answer = Answer(200, {"message": content.reason, "commits": []})
    put([keep(answer)])
    return answer


def _record(push: Push, owner: str, keep: Keep) -> Answer:
    """Record a push and keep its delivery, in one transaction if it is small."""
    answers: list[Answer] = []

    def beside(recording: Recording) -> list[Plain]:
        answers.append(_recorded(recording, push))
        return [keep(answers[-1])]

    record(push, owner, beside)
    return answers[-1]


def _recorded(recording: Recording, push: Push) -> Answer:
    commits = [
        {
            "hash": outcome.hash,
            "verdict": outcome.verdict.value,
            "points": outcome.points,
            "person": outcome.person,
            "game": outcome.game,
            **({"rule": outcome.rule} if outcome.rule else {}),
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


def _count(delivery: Plain, status: int, commits: Sequence[Mapping[str, Any]]) -> None:
    """Say in the log and in figures what came of a delivery."""
    DELIVERIES.labels(delivery.host, str(status)).inc()
    for commit in commits:
        COMMITS.labels(commit["verdict"]).inc()
    told = "delivery %s of %s answered %d, %d commits"
    logger.info(told, delivery.key.id(), delivery.host, status, len(commits))


def _keep_refusal(delivery: Plain, error: Exception, body: bytes | None, started: float) -> None:
    """Let the hook's owner see why; an engine that is away must not hide the first error.

    The body of a push that failed here is kept, so that its owner can have it taken once more.
    """
    known = as_july_error(error)
    with suppress(GoogleAPIError):
        public = body is not None
        refusal = Answer(known.status, known.as_json(), public=public)
        put([_answered(delivery, refusal, body, started)])


def _tell_of_refusal(hook: Plain) -> None:
    """Whoever waits for the first delivery is to know that it came, and was refused."""
    if hook.first is None:
        notices.notify([hook_channel(hook.key.id())], "receive")


def _delivery(host: Host, hook: Plain | None, headers: Mapping[str, str], body: bytes) -> Plain:
    return plain(Delivery)(
        id=secrets.token_urlsafe(12),
        hook=hook.key.id() if hook else None,
        owner=hook.owner if hook else None,
        host=host.name,
        event=host.event_of(headers),
        received=clock.microseconds(clock.now()),
        headers=_harmless(headers),
        size=len(body),
    )


def _answered(delivery: Plain, answer: Answer, body: bytes | None, started: float) -> Plain:
    """The delivery as it is kept; of a private repository nothing but the verdicts."""
    delivery.status = answer.status
    delivery.milliseconds = round((time.perf_counter() - started) * 1000, 1)
    delivery.project = answer.project.id if answer.project else None
    delivery.answer = answer.body
    if answer.private:
        delivery.headers = {}
        verdicts = [{"verdict": commit["verdict"]} for commit in answer.body["commits"]]
        delivery.answer = {"commits": verdicts}
    if answer.public and body is not None:
        add_body(delivery, body)
    return delivery


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that tell about the delivery, without secrets and the way it took."""
    return {name: value[:500] for name, value in headers.items() if _is_harmless(name)}


def _is_harmless(name: str) -> bool:
    if name in HARMLESS:
        return True
    return (
        name.startswith(("x-", "webhook-"))
        and not any(word in name for word in SECRET_WORDS)
        and not name.startswith(("x-forwarded", "x-real"))
    )
