"""Whether the process that holds a lease still lives.

Each engine that leases tasks holds the lock of a file of its own, in a folder beside the database.
The kernel lets go of it when the process ends, however it ends, so that nobody has to wait for
the leases of the dead, and no process number has to be trusted.
"""

import fcntl
import os
import secrets
import threading
import weakref
from pathlib import Path


class Presence:
    """This engine's number and lock, taken when they are first needed."""

    def __init__(self, database: Path) -> None:
        self._folder = database.with_name(f"{database.name}-workers")
        self._taking = threading.Lock()
        self._number: int | None = None

    @property
    def number(self) -> int:
        """A number that no other engine has; its lock is held from now on."""
        with self._taking:
            if self._number is None:
                self._number = secrets.randbits(62)
                self._hold(self._folder / str(self._number))
            return self._number

    def is_alive(self, number: int) -> bool:
        """Whether the engine of that number is still there."""
        try:
            descriptor = os.open(self._folder / str(number), os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def anybody(self) -> bool:
        """Whether any engine that has leased tasks of this database is still there."""
        return any(self.is_alive(number) for number in self._numbers())

    def sweep(self) -> None:
        """Remove what the dead have left behind."""
        for number in self._numbers():
            if not self.is_alive(number):
                (self._folder / str(number)).unlink(missing_ok=True)

    def _numbers(self) -> list[int]:
        if not self._folder.exists():
            return []
        return [int(path.name) for path in self._folder.iterdir() if path.name.isdigit()]

    def _hold(self, path: Path) -> None:
        """Lock the file before it gets its name: nobody finds it without its lock."""
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        draft.rename(path)
        weakref.finalize(self, _let_go, path, descriptor)


def _let_go(path: Path, descriptor: int) -> None:
    path.unlink(missing_ok=True)
    os.close(descriptor)
