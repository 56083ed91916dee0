"""The whole of July on one machine: engines, worker, sweeper, switchboard and the three apps."""

import fcntl
from pathlib import Path
from typing import BinaryIO

from july import api, channel, main, stores
from july.api.tasks import INSIDE
from july.bus import make_event
from july.config import settings
from july.contest.feed import tell
from july.contest.queries import latest_commits
from july.deferred import Sweeper
from july.embedded.tasks import Worker, wsgi_dispatch
from july.errors import ConfigurationError
from july.live.switchboard import Switchboard
from july.site.front import Site
from july.site.life import Life

STATIC = Path(__file__).parents[2] / "static_root"
WORKERS = 1
"""Threads for deferred tasks: a second one would only fight the requests for the interpreter.
Measured at 30 pushes/s: 99 of 100 are answered in 80 ms with one, in 100 to 230 ms with two."""
REMEMBERED = 1000
"""Commits with which the ring is filled at the start."""


class Machine:
    """What runs beside the requests of one process."""

    def __init__(self) -> None:
        self._lock: BinaryIO | None = None
        self._worker: Worker | None = None
        self._sweeper: Sweeper | None = None

    def start(self, switchboard: Switchboard) -> None:
        """Open the engines, fill the ring from stored commits, begin to work.

        Raises ConfigurationError if the data folder is served already.
        """
        self._lock = lock(settings().data)
        main.warm_up()
        opened = stores.open_stores(settings())
        with stores.context():
            remembered = tell(list(reversed(latest_commits(REMEMBERED))))
        switchboard.fill(
            make_event(told.channels, "commit", told.message, id=told.id) for told in remembered
        )
        self._sweeper = Sweeper(stores.context)
        self._sweeper.start()
        dispatch = wsgi_dispatch(api.app, environ_extra={INSIDE: True})
        self._worker = Worker(opened.tasks, dispatch, threads=WORKERS)
        self._worker.start()

    def stop(self, _switchboard: Switchboard) -> None:
        """End all of that, the engines last."""
        if self._sweeper is not None:
            self._sweeper.stop()
        if self._worker is not None:
            self._worker.stop()
        stores.close_stores()
        if self._lock is not None:
            self._lock.close()


def lock(data: Path) -> BinaryIO:
    """The lock of whoever serves that folder, held until it is closed or the process ends.

    Two that serve one folder would not tell each other's streams what arrives. Commands need no
    lock. Raises ConfigurationError if it is taken.
    """
    path = data / "serve.lock"
    try:
        file = path.open("ab")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        message = f"The data in {data} is served already; stop that, or name a folder by JULY_DATA"
        raise ConfigurationError(message, field="JULY_DATA") from None
    except OSError as error:
        message = f"The file {path} can't be locked ({error.strerror}); let July write there"
        raise ConfigurationError(message, field="JULY_DATA") from None
    return file


def make_site() -> Site:
    """The ASGI application for one machine."""
    machine = Machine()
    return Site(
        main=main.app,
        api=api.app,
        channel=channel.app,
        static=STATIC,
        life=Life(machine.start, machine.stop),
    )
