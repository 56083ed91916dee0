"""How the engines are opened: one set of clients a process, whatever stands behind them.

open_stores(settings)      at the start of a process
with context(): ...        around each request, task and command: ndb works inside
tasks_client()             Google's client for the task queue
close_stores()             at its end
"""

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
from july.stores.scanning import scan

__all__ = [
    "Stores",
    "close_stores",
    "context",
    "engines",
    "open_stores",
    "queue_path",
    "scan",
    "stores",
    "tasks_client",
]
