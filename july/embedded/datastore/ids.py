"""Ids for new entities, taken from the file in blocks."""

import sqlite3
import threading
from collections.abc import Iterable, Sequence

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

    def reserve(self, ids: Iterable[int]) -> None:
        """Keep ids from being given to new entities, by this or other processes."""
        rows = [(each,) for each in ids]
        self._database.write(
            lambda connection: connection.executemany(
                "INSERT OR IGNORE INTO datastore_reserved VALUES (?)", rows
            )
        )

    def _reserve(self) -> int:
        # Not flushed: an entity that has an id is flushed after it, or both are lost.
        return self._database.write(
            lambda connection: connection.execute(
                "UPDATE datastore_state SET next_id = next_id + ? RETURNING next_id - ?",
                (BLOCK, BLOCK),
            ).fetchone()[0],
            durable=False,
        )


def find_reserved(connection: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """Those of the ids that are reserved: a block may have been taken before they were."""
    marks = ", ".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT id FROM datastore_reserved WHERE id IN ({marks})",  # noqa: S608 - marks only
        ids,
    )
    return {number for (number,) in rows}
