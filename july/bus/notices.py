"""Word that something has changed, without saying what: whoever watches it asks again."""

import logging
from collections.abc import Sequence

from july.bus.opened import publish
from july.errors import Unavailable

logger = logging.getLogger(__name__)

NOTIFY = "notify"
"""The name of such events. They are for whoever keeps subscriptions, and part of no stream."""
MANUAL = "manual"
"""The trigger of a notice that no function's name stands for."""


def notify(channels: Sequence[str], trigger: str = MANUAL) -> None:
    """Tell whoever watches `channels` that `trigger` has changed something.

    Never fails: who missed a notice is told by the next, and what changed is stored already.
    """
    if not channels:
        return
    try:
        publish(channels, NOTIFY, {"trigger": trigger})
    except Unavailable as error:
        logger.warning("Nobody was told of a change of %s: %s", ", ".join(channels), error.message)
