"""How the engines are opened: one set of clients a process, whatever stands behind them.

open_stores(settings)      at the start of a process; else the first context() does it
with context(): ...        around each request, task and command: ndb works inside
tasks_client()             Google's client for the task queue
close_stores()             at its end

Settings alone decide what that is: July's engines in this process, an emulator, or the cloud.
"""

from july.stores.embedded import (
    Embedded,
    add_indexes,
    all_indexes,
    open_datastore,
    open_tasks,
)
from july.stores.opened import (
    Stores,
    close_stores,
    context,
    engines,
    open_stores,
    queue_path,
    stores,
    tasks_client,
)

__all__ = [
    "Embedded",
    "Stores",
    "add_indexes",
    "all_indexes",
    "close_stores",
    "context",
    "engines",
    "open_datastore",
    "open_stores",
    "open_tasks",
    "queue_path",
    "stores",
    "tasks_client",
]
