"""What came through somebody's hooks last, and what became of it; for the owner alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Link, Widget
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import Subject
from july.hubs.verdicts import told_of
from july.lib import clock
from july.people.models import Person
from july.projects.models import Delivery
from july.projects.queries import deliveries_to, hooks_of

LASTS = timedelta(seconds=5)
"""Nothing tells of a delivery that was refused."""


def data(subject: Subject, *, limit: int) -> Data:
    """The last deliveries to all of the person's hooks, and whether there is a hook."""
    hooks = hooks_of(subject.id)
    found = [each for hook in hooks for each in deliveries_to(hook.id, limit)]
    newest = sorted(found, key=lambda each: -each.received)[:limit]
    return {"hooks": len(hooks), "deliveries": [_as_json(each) for each in newest]}


def _as_json(delivery: Delivery) -> Data:
    received = clock.EPOCH + timedelta(microseconds=delivery.received)
    return {
        "id": delivery.key.id(),
        "host": delivery.host,
        "received": received.isoformat(),
        "status": delivery.status,
        "answer": _said(delivery.answer or {}),
    }


def _said(answer: dict[str, Any]) -> dict[str, Any]:
    """Of an answer what is told in words."""
    said = {name: answer[name] for name in ("error", "message") if name in answer}
    commits = [
        {"verdict": commit["verdict"], "points": commit.get("points")}
        for commit in answer.get("commits", ())
    ]
    return said | {"commits": commits}


def drawing(_subject: Subject, data: Data, **_settings: object) -> Data:
    """The same in words."""
    return {
        "told": [
            told_of(
                each["id"],
                each["host"],
                datetime.fromisoformat(each["received"]),
                each["status"],
                each["answer"],
            )
            for each in data["deliveries"]
        ]
    }


def channels(subject: Subject, **_settings: object) -> Iterable[str]:
    """Commits that counted; what did not is found when it is looked for."""
    return (subject.channel,)


def visible(subject: Subject, viewer: Person | None) -> bool:
    """Only for the person themself."""
    return viewer is not None and viewer.name == subject.id


WIDGET = Widget(
    name="deliveries",
    title=gettext_lazy("Your last deliveries"),
    about=gettext_lazy("What came through your hooks, and why it counted or not. Only you see it."),
    data=data,
    channels=channels,
    drawing=drawing,
    visible=visible,
    kinds=("people",),
    lasts=LASTS,
    link=lambda _subject, _data, **_settings: Link(
        "/account/repositories/", gettext_lazy("Your hooks")
    ),
    settings=(Setting(name="limit", label=gettext_lazy("Rows"), default=5, check=Whole(1, 20)),),
)
