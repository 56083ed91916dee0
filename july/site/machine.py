"""The whole of July on one machine: engines, worker, sweeper, switchboard and the three apps."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from july import api, channel, main, plugins, stores
from july.bus import Event, make_event
from july.bus.listening import hear_all
from july.config import Engine, settings
from july.contest.feed import tell
from july.contest.queries import latest_commits
from july.deferred import Sweeper
from july.embedded.tasks import Worker, wsgi_dispatch
from july.errors import ConfigurationError
from july.live.beside import Beside
from july.live.switchboard import Switchboard
from july.live.wsgi import INSIDE
from july.main import projects
from july.site.front import Site
from july.site.life import Life

STATIC = Path(__file__).parents[2] / "static_root"
WORKERS = 1
"""Threads for deferred tasks: a second one would only fight the requests for the interpreter.
Measured at 30 pushes/s: 99 of 100 are answered in 80 ms with one, in 100 to 230 ms with two."""
REMEMBERED = 1000
"""Commits with which the ring is filled at the start."""


class Duties:
    """What is to be done beside requests: deferred tasks, what recurs, and what plugins hear."""

    def __init__(self, *, tasks: bool = True, threads: int = WORKERS) -> None:
        self._tasks = tasks
        self._threads = threads
        self._worker: Worker | None = None
        self._sweeper: Sweeper | None = None
        self._deafen: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to work. Tasks are carried out here if their queue is in this process."""
        self._sweeper = Sweeper(stores.context)
        self._sweeper.start()
        if self._tasks and settings().tasks is Engine.EMBEDDED:
            dispatch = wsgi_dispatch(api.app, environ_extra={INSIDE: True})
            self._worker = Worker(stores.stores().tasks, dispatch, threads=self._threads)
            self._worker.start()
        if self._tasks:
            self._deafen = hear_all(stores.context)

    def stop(self) -> None:
        """Let what has been begun come to its end."""
        if self._deafen is not None:
            self._deafen()
        if self._sweeper is not None:
            self._sweeper.stop()
        if self._worker is not None:
            self._worker.stop()


class Machine:
    """What runs beside the requests of one process."""

    def __init__(self, duties: Duties) -> None:
        self._lock: BinaryIO | None = None
        self._duties = duties
        self._beside = Beside()

    def start(self, switchboard: Switchboard) -> None:
        """Open the engines, fill the ring from stored commits, begin to work.

        Raises ConfigurationError if the data folder is served already.
        """
        alone = settings().redis_url is None
        if settings().embeds:
            self._lock = lock(settings().data, shared=not alone)
        main.warm_up()
        stores.open_stores(settings())
        if alone:  # else the ring is filled from what Redis remembers
            switchboard.fill(_remembered())
        self._duties.start()
        self._beside.start()
        projects.start()

    def stop(self, _switchboard: Switchboard) -> None:
        """End all of that, the engines last."""
        projects.stop()
        self._beside.stop()
        self._duties.stop()
        stores.close_stores()
        if self._lock is not None:
            self._lock.close()


def _remembered() -> list[Event]:
    """The latest commits, as they were told when they came."""
    with stores.context():
        told = tell(list(reversed(latest_commits(REMEMBERED))))
    return [make_event(each.channels, "commit", each.message, id=each.id) for each in told]


def lock(data: Path, *, shared: bool = False) -> BinaryIO:
    """The lock of whoever serves that folder, held until it is closed or the process ends.

    Two that serve one folder would not tell each other's streams what arrives. Those that do so by
    Redis share it. Commands need no lock. Raises ConfigurationError if it is taken.
    """
    path = data / "serve.lock"
    try:
        file = path.open("ab")
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        message = f"The data in {data} is served already; stop that, or name a folder by JULY_DATA"
        raise ConfigurationError(message, field="JULY_DATA") from None
    except OSError as error:
        message = f"The file {path} can't be locked ({error.strerror}); let July write there"
        raise ConfigurationError(message, field="JULY_DATA") from None
    return file


def make_site(*, tasks: bool = True) -> Site:
    """The ASGI application for one machine; without `tasks`, `manage.py worker` runs them."""
    machine = Machine(Duties(tasks=tasks))
    return Site(
        main=main.app,
        api=api.app,
        channel=channel.app,
        static={"": STATIC, **plugins.static_folders()},
        life=Life(machine.start, machine.stop),
    )
