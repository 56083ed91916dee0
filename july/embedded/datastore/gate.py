"""The gate where read-write transactions take turns, first come, first served.

Without it, transactions on one entity run side by side, all but one fail at commit, and clients
repeat them after sleeping. Nothing depends on it but speed: commits are checked all the same.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path
from typing import TypeAlias

LONGEST_WAIT = 5.0
"""Seconds after which a transaction goes on without its turn."""

LONGEST_TURN = 1.0
"""Seconds after which a turn ends by itself, for the sake of those who wait."""

_PAUSE = 0.0005

Turn: TypeAlias = bytes
"""The id of a transaction."""

_Place: TypeAlias = threading.Condition
"""A place in line."""


class Gate:
    """Lets one transaction through at a time, of this process and of others on the same file."""

    def __init__(self, path: Path) -> None:
        self._between_processes = _ProcessGate(path)
        self._lock = threading.Lock()
        self._waiting: deque[_Place] = deque()
        self._holder: Turn | None = None
        self._thread = 0
        self._end = 0.0

    def enter(self, turn: Turn, previous: Turn | None = None) -> None:
        """Wait for the turn of a transaction, `LONGEST_WAIT` at most.

        A thread that has the turn goes on at once, and so does a transaction that follows
        `previous`, which failed and still has it: neither may wait for itself.
        """
        with self._lock:
            if previous is not None and previous == self._holder:
                self._holder = None
            if self._is_taken() and self._thread == threading.get_ident():
                return
            mine = self._wait(turn)
        if mine:
            self._between_processes.enter(LONGEST_TURN)

    def leave(self, turn: Turn) -> None:
        """End the turn of a transaction, if it still has it."""
        with self._lock:
            if self._holder == turn:
                self._holder = None
                self._between_processes.leave()
                self._call_first()

    def close(self) -> None:
        """Close the file that is shared with other processes."""
        self._between_processes.close()

    def _wait(self, turn: Turn) -> bool:
        """Wait in line; False if that took too long."""
        deadline = time.monotonic() + LONGEST_WAIT
        # Each waits by itself: to wake all for a turn that one gets costs more than the turn.
        place = threading.Condition(self._lock)
        self._waiting.append(place)
        try:
            while self._waiting[0] is not place or self._is_taken():
                now = time.monotonic()
                if now >= deadline:
                    return False
                # The first in line looks again when the turn ends by itself.
                until = self._end if self._waiting[0] is place else deadline
                place.wait(max(0.0, min(until, deadline) - now))
        finally:
            self._waiting.remove(place)
            self._call_first()
        self._holder, self._thread = turn, threading.get_ident()
        self._end = time.monotonic() + LONGEST_TURN
        return True

    def _call_first(self) -> None:
        if self._waiting:
            self._waiting[0].notify()

    def _is_taken(self) -> bool:
        return self._holder is not None and time.monotonic() < self._end


class _ProcessGate:
    """The same between processes: two locks on a file, which end with the process that has them.

    The first byte is the gate, the second the place in front of it. Who wants through holds the
    place while waiting, so that a busy process can't pass the others by.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(f"{path}-gate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def enter(self, seconds: float) -> None:
        """Wait for the gate for some seconds, and go on all the same after them."""
        deadline = time.monotonic() + seconds
        if self._lock(1, deadline):
            self._lock(0, deadline)
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, 1)

    def leave(self) -> None:
        """Open the gate for others."""
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, 0)

    def close(self) -> None:
        """Close the file, and with it the gate opens. May be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _lock(self, byte: int, deadline: float) -> bool:
        while True:
            try:
                fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            except OSError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(_PAUSE)
            else:
                return True
