"""The floor for HTTP: July's own front before an application that does the least there is to do.

A POST is checked by HMAC, parsed as JSON, and written in one durable SQLite transaction with as
many rows as July writes for it; its commits are published on the bus. A GET below `board` reads a
hundred rows in the order of an index, any other answers what was made beforehand.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from july import bus, channel
from july.embedded.file import Database
from july.hosts.signing import is_signed
from july.site.front import Site
from july.site.server import serve
from tests.bench.served import ROOT, Served, process

SECRET = "the-floor-has-no-secrets"
PATH = "/api/floor"
BOARD = "/api/floor/board"
READY = "/api/floor/ready"
PLAYERS = 100_000
_ROW = b"x" * 120


@contextmanager
def floor(data: Path, rows_per_commit: float) -> Iterator[Served]:
    """The floor's server, with its data in that folder."""
    command = [sys.executable, "-m", "tests.bench.floor", str(data), str(rows_per_commit)]
    with process(command, data) as served:
        yield served


class Floor:
    """The application."""

    def __init__(self, data: Path, rows_per_commit: float) -> None:
        self._database = Database(data / "floor.db")
        self._rows_per_commit = rows_per_commit
        self._database.write(_make_tables)
        self._ready = json.dumps(self._board()).encode()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            answer = self._take(environ)
        elif environ["PATH_INFO"] == BOARD:
            answer = json.dumps(self._board()).encode()
        else:
            answer = self._ready
        start("201 Created", [("Content-Type", "application/json")])
        return [answer]

    def _take(self, environ: WSGIEnvironment) -> bytes:
        body = environ["wsgi.input"].read()
        given = environ["HTTP_X_JULY_SIGNATURE"]
        assert is_signed(given, body, SECRET, prefix="sha256=")
        commits = json.loads(body)["commits"]
        count = round(len(commits) * self._rows_per_commit)
        name = commits[0]["id"]
        rows = [(f"{name}|{number}", _ROW) for number in range(count)]

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)

        self._database.write(work)
        for commit in commits:
            bus.publish(["commits"], "commit", commit | {"hash": commit["id"]})
        return json.dumps({"commits": [{"hash": commit["id"]} for commit in commits]}).encode()

    def _board(self) -> list[dict[str, object]]:
        with self._database.reader() as connection:
            found = connection.execute(
                "SELECT name, points, reached FROM players ORDER BY points DESC, reached LIMIT 100"
            )
            return [
                {
                    "rank": rank,
                    "slug": name,
                    "name": name,
                    "url": f"http://127.0.0.1/people/{name}/",
                    "points": points,
                    "commits": points,
                    "projects": 1,
                    "days": 1,
                }
                for rank, (name, points, _) in enumerate(found, 1)
            ]


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, value) WITHOUT ROWID"
    )
    connection.execute("CREATE TABLE IF NOT EXISTS players (name TEXT, points INT, reached INT)")
    connection.execute("CREATE INDEX IF NOT EXISTS best ON players (points DESC, reached)")
    if connection.execute("SELECT 1 FROM players").fetchone() is None:
        connection.executemany(
            "INSERT INTO players VALUES (?, ?, ?)",
            ((f"person-{each}", each * 7919 % 1009, each) for each in range(PLAYERS)),
        )


def main() -> None:
    """Serve until told to stop."""
    application = Floor(Path(sys.argv[1]), float(sys.argv[2]))
    site = Site(main=application, api=application, channel=channel.app, static=ROOT / "static_root")
    serve(site, "127.0.0.1", 0, ready=lambda port: print(f"port {port}", flush=True))


if __name__ == "__main__":
    main()
