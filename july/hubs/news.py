"""News of what a person follows: commits and changed pages, merged, the newest first.

What each followed thing has to tell is kept once for everybody who follows it.
"""

from typing import Any

from google.cloud import ndb

from july import bus
from july.contest.attributed import Attributed, unanswered
from july.hubs.contract import LASTS
from july.hubs.kept import Question, shelf
from july.hubs.models import HubLayout
from july.hubs.notices import attention_channel
from july.hubs.queries import followed_by, marks_of_person, unmuted
from july.hubs.subjects import channel_of
from july.lib import clock
from july.lib.times import utc
from july.live.services.own import feed
from july.people.models import Person

EACH = 20
"""Commits of each followed thing."""


def news_of(person: Person, limit: int) -> list[dict[str, Any]]:
    """`[{"time", "commit": {…}}]` as the feed tells a commit, `[{"time", "changed": {"by",
    "title", "path"}}]` for a page that somebody arranged anew, and `[{"time", "attributed":
    {"commits", "slug", "title"}}]` for commits under the person's address that others delivered, as
    long as they say nothing of it; each once, at most `limit`, nothing by who is muted.
    """
    followed = followed_by(person.name)
    muted = marks_of_person(person.name).mutes
    waiting = [shelf.ask(_question(hub)) for hub in followed]
    told = [wait().data for wait in waiting]
    commits = {each["id"]: each for data in told for each in unmuted(data["commits"], muted)}
    entries = [(bus.moment_of(id), {"commit": message}) for id, message in commits.items()]
    entries += [
        (data["changed"]["at"], {"changed": data["changed"]})
        for data in told
        if data["changed"] and data["changed"]["by"] not in muted
    ]
    entries += [(each.reached, {"attributed": _attributed(each)}) for each in unanswered(person)]
    entries.sort(key=lambda entry: -entry[0])
    return [{"time": utc(clock.EPOCH + at * clock.MICROSECOND), **what} for at, what in entries][
        :limit
    ]


def news_channels(name: str) -> list[str]:
    """The channels after which a person's news may be others."""
    told = (channel for hub in followed_by(name) for channel in _channels(hub))
    return [attention_channel(name), channel_of("people", name), *told]


def _attributed(each: Attributed) -> dict[str, Any]:
    project = each.project
    return {"commits": each.commits, "slug": project.slug, "title": project.title}


def _channels(hub: dict[str, str]) -> tuple[str, str]:
    return hub["channel"], f"hub:{hub['key']}"


def _question(hub: dict[str, str]) -> Question:
    return Question(
        name="(news)",
        key=f"(news) {hub['key']} {hub['title']}",
        channels=lambda: _channels(hub),
        lasts=LASTS,
        work_out=lambda: {
            "commits": feed.latest(hub["channel"], EACH),
            "changed": _changed(hub),
        },
    )


def _changed(hub: dict[str, str]) -> dict[str, Any] | None:
    row = ndb.Key(HubLayout, hub["key"]).get()
    if row is None or not row.changed:
        return None
    return {
        "at": row.changed,
        "by": row.changed_by,
        "title": hub["title"],
        "path": hub["path"],
        "kind": hub["kind"],
    }
