"""How fast commits came in the last hour."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Link, Widget, heard_by
from july.hubs.subjects import SITE, Subject
from july.lib.words import clock_time, count
from july.live.services.own import pulse
from july.widgets.pulse.bars import MINUTES, bars, minutes_of


def data(subject: Subject) -> Data:
    """Commits by the minute, the oldest first, up to a second since 1970; of `pulse.history`."""
    told = pulse.history(subject.channel)
    minutes = minutes_of(told["beats"], told["until"])
    return {"channel": subject.channel, "until": told["until"], "minutes": minutes}


def channels(subject: Subject) -> Iterable[str]:
    """What makes it beat."""
    return heard_by(pulse.history, subject.channel)


def drawing(_subject: Subject, data: Data) -> Data:
    """The minutes as bars, each called by its time, and all of them in a sentence."""
    until = datetime.fromtimestamp(data["until"], UTC)
    ago, most = _peak(data["minutes"])
    drawn = [(bar, until - timedelta(minutes=bar.ago)) for bar in bars(data["minutes"])]
    return {
        "bars": [(bar, f"{clock_time(at)}: {_commits(bar.commits)}") for bar, at in drawn],
        "since": until - timedelta(minutes=MINUTES),
        "until": until,
        "total": sum(data["minutes"]),
        "most": most,
        "peak": until - timedelta(minutes=ago),
    }


def _commits(value: int) -> str:
    return count(value, "commit", "commits")


def _peak(minutes: list[int]) -> tuple[int, int]:
    """How many minutes ago most commits came, and how many."""
    most = max(minutes)
    return minutes[::-1].index(most), most


def link(subject: Subject, data: Data) -> Link:
    """On to the page that shows every beat."""
    path = "/pulse/" if subject.kind == SITE else f"/pulse/?channel={data['channel']}"
    return Link(path, gettext_lazy("Feel it live"))


WIDGET = Widget(
    name="pulse",
    title=gettext_lazy("Pulse"),
    about=gettext_lazy("Commits by the minute of the last hour."),
    data=data,
    channels=channels,
    drawing=drawing,
    link=link,
    lasts=timedelta(minutes=1),
)
