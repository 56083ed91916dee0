"""Word that something has changed, without saying what: whoever watches it asks again.

It travels as events named `notify`, for whoever keeps subscriptions, and is part of no stream that
clients read. Between processes it has a stream of its own, so that it pushes no commit out.
"""

import logging
from collections.abc import Sequence

from july.bus.events import NOTIFY
from july.bus.opened import publish
from july.errors import Unavailable

__all__ = ["MANUAL", "NOTIFY", "notify"]

logger = logging.getLogger(__name__)

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
