"""What happens in the background: commits that come are read."""

import json

from july.bus import Event
from july.contest.queries import find_commit
from july.deferred import defer, task
from july.live.services import notify

from haiku.models import HaikuPoem
from haiku.poems import haiku_of
from haiku.service import CHANNEL


def hear(event: Event) -> None:
    """Have a commit that counted kept if it is a haiku. Every process hears of it."""
    if event.name == "commit":
        message = json.loads(event.data)
        if haiku_of(message["message"]):
            defer("haiku.keep", message["hash"])


@task("haiku.keep")
def keep(hash: str) -> None:
    """Remember that a commit is a haiku; doing it again changes nothing."""
    commit = find_commit(hash)
    if commit is not None and haiku_of(commit.message):
        HaikuPoem(id=commit.hash, game=commit.game, recorded=commit.recorded).put()
        notify(CHANNEL)
