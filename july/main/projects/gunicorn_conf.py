"""How gunicorn serves the project of a plugin: it ends when July does, however that ends.

gunicorn reads this file by its path, in the project's own process: nothing of July's is there
(https://docs.gunicorn.org/en/stable/settings.html#server-hooks).
"""

import os
import signal
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any


def on_starting(server: Any) -> None:  # noqa: ANN401 - gunicorn's own, without types
    """Before it loads anything."""
    del server
    Thread(target=_end_with_july, daemon=True).start()


def on_exit(server: Any) -> None:  # noqa: ANN401
    """Leave no folder behind where July can't remove it any more."""
    for address in server.address:
        with suppress(OSError):
            Path(address).unlink(missing_ok=True)
            Path(address).parent.rmdir()


def _end_with_july() -> None:
    """July holds the other end of the standard input, and never writes."""
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
