"""Feeds in Atom (RFC 4287): the last commits of something, for feed readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed

from july.config import settings
from july.contest.feed import Message
from july.lib import clock
from july.lib.texts import one_line
from july.lib.times import parse_time
from july.lib.words import first_line


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about."""

    title: str
    subtitle: str
    page: str
    """Full address of the page about it."""
    address: str
    """Full address of the feed."""
    began: datetime
    """What a feed with nothing in it was last changed at."""
    language: str


class _Feed(Atom1Feed):
    """One that changes when something is recorded, and at no other time."""

    def latest_post_date(self) -> datetime:
        """When anything in it changed last."""
        began: datetime = self.feed["began"]
        return max((item["updateddate"] for item in self.items), default=began)


def atom(channel: Channel, messages: Iterable[Message], nothing: str, nobody: str) -> bytes:
    """The feed as a document.

    `nothing` stands for the title of a commit without a message, `nobody` for its author as long as
    that is nobody here.
    """
    feed = _Feed(
        one_line(channel.title),
        channel.page,
        one_line(channel.subtitle),
        language=channel.language,
        feed_url=channel.address,
        began=channel.began,
    )
    for message in messages:
        _add(feed, message, nothing, nobody)
    return feed.writeString("utf-8").encode()


def _add(feed: _Feed, message: Message, nothing: str, nobody: str) -> None:
    person, project = message["person"], message["project"]
    recorded = _recorded(message["id"])
    feed.add_item(
        title=one_line(first_line(message["message"])) or nothing,
        link=message["url"] or project["url"],
        description=None,  # type: ignore[arg-type] # it has none
        unique_id=_tag(message["hash"]),
        pubdate=parse_time(message["time"]) or recorded,
        updateddate=recorded,
        author_name=person["name"] if person else nobody,
        author_link=person["url"] if person else None,
        categories=[one_line(project["name"]), *map(one_line, message["languages"])],
    )


def _recorded(id: str) -> datetime:
    """When July recorded the commit, which is how readers put entries in order."""
    return clock.EPOCH + int(id.partition("-")[0]) * 1000 * clock.MICROSECOND


def _tag(hash: str) -> str:
    """A name for the entry that stays the same wherever the site moves (RFC 4151)."""
    host = urlsplit(settings().base_url).hostname
    return f"tag:{host},2026:commit/{one_line(hash)}"
