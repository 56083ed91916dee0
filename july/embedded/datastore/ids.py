"""Ids for new entities, taken from the file in blocks."""

import threading

from july.embedded.file import Database

BLOCK = 1000


class Ids:
    """Gives each id once, in this and in other processes on the same file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taking = threading.Lock()
        self._next = 0
        self._end = 0

    def take(self) -> int:
        """An id that nobody got before."""
        with self._taking:
            if self._next == self._end:
                self._next = self._reserve()
                self._end = self._next + BLOCK
            self._next += 1
            return self._next - 1

    def _reserve(self) -> int:
        # Not flushed: an entity that has an id is flushed after it, or both are lost.
        return self._database.write(
            lambda connection: connection.execute(
                "UPDATE datastore_state SET next_id = next_id + ? RETURNING next_id - ?",
                (BLOCK, BLOCK),
            ).fetchone()[0],
            durable=False,
        )
