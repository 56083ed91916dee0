"""The line in front of a file's one writer: those who wait are served together.

A transaction of its own costs a small write more than the write itself, and so does waiting for
one's turn at the interpreter. So whoever comes first leads: it does what all others in line want
in one transaction, one after another, and they only take their results.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

Work: TypeAlias = Callable[[sqlite3.Connection], Any]

MOST_TOGETHER = 16
"""So many are served at once, so that the first doesn't wait long for the last."""


class Ticket:
    """One in line: what it wants done, then the result or the error.

    One that is `alone` shares its transaction with nobody.
    """

    def __init__(self, work: Work, *, alone: bool) -> None:
        self.work = work
        self.alone = alone
        self.result: Any = None
        self.error: BaseException | None = None
        self.served = False
        self.turn = threading.Lock()
        self.turn.acquire()


class Line:
    """Lets one thread at a time call `serve`, with its own ticket and those of others.

    `serve` gives each ticket its result or its error.
    """

    def __init__(self, serve: Callable[[Sequence[Ticket]], None]) -> None:
        self._serve = serve
        self._lock = threading.Lock()
        self._waiting: deque[Ticket] = deque()
        self._busy = False

    def join(self, ticket: Ticket, patience: float) -> bool:
        """Return when the ticket is served; False if it waited too long and is withdrawn.

        `patience` is in seconds, and counts until the ticket is served or leads.
        """
        with self._lock:
            leads = not self._busy
            if leads:
                self._busy = True
            else:
                self._waiting.append(ticket)
        if not leads:
            if not self._wait(ticket, patience):
                return False
            leads = not ticket.served
        if leads:
            self._lead(ticket)
        return True

    def _wait(self, ticket: Ticket, patience: float) -> bool:
        """Wait until the ticket is served or has to lead; False if that took too long."""
        try:
            came = ticket.turn.acquire(timeout=patience)
        except BaseException:
            # Nobody may be left to lead who is not there any more.
            if not self._withdraw(ticket):
                ticket.turn.acquire()
                if not ticket.served:
                    self._call_next()
            raise
        if came or self._withdraw(ticket):
            return came
        return ticket.turn.acquire()

    def _withdraw(self, ticket: Ticket) -> bool:
        """Whether the ticket was still in line, and is not any more."""
        with self._lock:
            waiting = ticket in self._waiting
            if waiting:
                self._waiting.remove(ticket)
            return waiting

    def _lead(self, ticket: Ticket) -> None:
        others = [] if ticket.alone else self._take_others()
        try:
            self._serve([ticket, *others])
        finally:
            for other in others:
                other.served = True
                other.turn.release()
            self._call_next()

    def _take_others(self) -> list[Ticket]:
        """Those from the front of the line that come along."""
        others: list[Ticket] = []
        with self._lock:
            while self._waiting and len(others) < MOST_TOGETHER - 1:
                if self._waiting[0].alone:
                    break
                others.append(self._waiting.popleft())
        return others

    def _call_next(self) -> None:
        """Let the next in line lead."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().turn.release()
            else:
                self._busy = False
