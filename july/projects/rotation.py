"""Another secret for a hook, without a gap: the one before stays good until the new one has come.

A hook of one's own may serve many repositories, of which each gets the new secret at its own time.
So what ends an earlier secret, a delivery with the present one, ends it for that repository alone.
After a day it ends for all.
"""

from datetime import timedelta

from google.cloud import ndb

from july.bus import notices
from july.lib import clock
from july.projects.models import Hook
from july.projects.notices import hook_channel
from july.projects.secrets import new_secret
from july.stores.plain import Plain

GOOD_FOR = timedelta(days=1)
MOST_EARLIER = 5
MOST_MOVED = 1000


def rotate(id: str) -> Hook:
    """Give the hook a new secret; the one before stays good for a while."""
    hook = _rotate(id)
    notices.notify([hook_channel(id)], "rotate")
    return hook


@ndb.transactional(retries=5)
def _rotate(id: str) -> Hook:
    hook: Hook = ndb.Key(Hook, id).get()
    until = clock.microseconds(clock.now() + GOOD_FOR)
    earlier = [[hook.secret, until], *_lasting(hook)]
    hook.earlier, hook.moved = earlier[:MOST_EARLIER], []
    hook.secret = new_secret(hook.host)
    hook.put()
    return hook


def earlier_secrets(hook: Hook | Plain) -> list[str]:
    """The secrets before the present one that are still good, the newest first."""
    return [str(secret) for secret, _until in _lasting(hook)]


def _lasting(hook: Hook | Plain) -> list[list[str | int]]:
    now = clock.microseconds(clock.now())
    return [each for each in hook.earlier or [] if each[1] > now]


@ndb.transactional(retries=5)
def end_earlier(id: str, project: str | None) -> None:
    """Note that the present secret has come, for that project or, if None, for the whole hook."""
    hook = ndb.Key(Hook, id).get()
    if hook is None or not hook.earlier:
        return
    if hook.repository is not None or project is None:
        hook.earlier, hook.moved = None, []
    elif project not in hook.moved:
        hook.moved = [*hook.moved, project][-MOST_MOVED:]
    hook.put()
