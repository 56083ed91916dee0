"""Work beside the requests of a running server: begun with it, ended with it.

    from july.live.background import DaemonTask, on_startup

    DaemonTask(check_websites, interval=60)

In each process of a site that serves: what must happen once for all of them is a deferred task.
"""

from july.live.background.callers import Caller, GenericCaller
from july.live.background.life import on_shutdown, on_startup, start, stop, stopped
from july.live.background.tasks import DaemonTask

__all__ = [
    "Caller",
    "DaemonTask",
    "GenericCaller",
    "on_shutdown",
    "on_startup",
    "start",
    "stop",
    "stopped",
]
