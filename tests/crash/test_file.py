"""What is in the file after those who wrote to it were killed."""

import random
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from july.embedded.file import Database
from july.management.datafile import differences
from july.stores import open_datastore, open_tasks

ROOT = Path(__file__).parents[2]
ROUNDS = 3
WRITERS = 2
NAME = re.compile(rb"round-\d+-\d+-\d+(?![-\d])")


def start(folder: Path, name: str, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as answers:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.crash.writer", name],
            cwd=ROOT,
            env={"JULY_DATA": str(folder)},
            stdout=answers,
        )


def write_until_killed(folder: Path, names: list[str], seconds: float) -> dict[str, int]:
    """Kill writers of these names so long after all have begun; gives what each was answered."""
    logs = {name: folder / f"{name}.log" for name in names}
    writers = [start(folder, name, log) for name, log in logs.items()]
    ends = time.monotonic() + 20
    while not all(log.stat().st_size for log in logs.values()) and time.monotonic() < ends:
        time.sleep(0.02)
    time.sleep(seconds)
    for writer in writers:
        writer.kill()
    for writer in writers:
        writer.wait()
    return {name: int(log.read_text().rsplit("\n", 2)[-2]) for name, log in logs.items()}


def stored(path: Path) -> tuple[set[str], set[str]]:
    """The names of all entities that stay, and of all tasks in the file."""
    with closing(Database(path)) as database, database.reader() as connection:
        keys = connection.execute("SELECT key FROM datastore_entities").fetchall()
        tasks = connection.execute("SELECT name FROM tasks").fetchall()
    found = [NAME.search(key) for (key,) in keys]
    return {match[0].decode() for match in found if match}, {name for (name,) in tasks}


@pytest.mark.crash
def test_a_file_whose_writers_were_killed_is_whole_and_holds_what_was_answered(
    tmp_path: Path,
) -> None:
    path = tmp_path / "july.db"
    for number in range(ROUNDS):
        names = [f"round-{number}-{writer}" for writer in range(WRITERS)]
        answered = write_until_killed(tmp_path, names, random.uniform(0.0, 0.5))
        assert list(differences(path)) == []
        entities, tasks = stored(path)
        for name, last in answered.items():
            expected = {f"{name}-{each}" for each in range(last + 1)}
            assert expected <= tasks
            assert expected <= entities
        with closing(Database(path)) as database, closing(open_datastore(database)):
            assert open_tasks(database).release_leases() == 0
