"""Several processes on one file, and processes that are killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from google.cloud import ndb

from july.embedded.datastore import Index
from july.embedded.datastore.entries import composite_rows, indexed_values
from july.embedded.datastore.indexes import Sort
from july.embedded.datastore.messages import Entity
from tests.embedded.datastore.conftest import EngineClient, OpenEngine

INDEX = Index("Tally", (Sort("group"), Sort("count", descending=True)))

PREPARE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from google.cloud import ndb
from july.embedded.datastore import DatastoreEngine, Index
from july.embedded.datastore.indexes import Sort
from july.embedded.file import Database
from tests.embedded.datastore.conftest import EngineClient

class Tally(ndb.Model):
    count = ndb.IntegerProperty(default=0)
    group = ndb.StringProperty()

INDEX = Index("Tally", (Sort("group"), Sort("count", descending=True)))
engine = DatastoreEngine(Database(Path(sys.argv[1])), [INDEX])
client = EngineClient(engine)
"""

COUNT = """
def add():
    tally = Tally.get_by_id("shared") or Tally(id="shared")
    tally.count += 1
    tally.put()

def work(_):
    with client.plain_context():
        for _ in range(25):
            ndb.transaction(add)

print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(2) as pool:
    list(pool.map(work, range(2)))
"""

WRITE = """
with client.plain_context():
    print("ready", flush=True)
    for turn in range(10**9):
        ids = [f"{turn % 40}-{each}" for each in range(10)]
        ndb.put_multi([Tally(id=each, count=turn, group="ab"[turn % 2]) for each in ids])
        print(turn, flush=True)
"""


class Tally(ndb.Model):
    count = ndb.IntegerProperty(default=0)
    group = ndb.StringProperty()


def start(path: Path, script: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PREPARE + script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def check(client: EngineClient) -> None:
    """Every index row belongs to an entity, and every entity has its rows."""
    (table,) = client.engine._reads._tables
    with client.engine._database.reader() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = dict(connection.execute("SELECT id, name FROM datastore_properties"))
        values, sorts = set(), set()
        entities = connection.execute("SELECT id, kind, key, proto FROM datastore_entities")
        for number, kind, path, proto in entities:
            found = indexed_values(Entity.FromString(proto))
            values |= {(name, value, path, number) for name in found for value in found[name]}
            sorts |= {(sort, number) for sort in composite_rows(table, kind, path, found)}
        rows = connection.execute("SELECT property, value, key, entity FROM datastore_values")
        assert {(names[column], *rest) for column, *rest in rows} == values
        assert set(connection.execute(f"SELECT sort, entity FROM {table.name}")) == sorts


def test_processes_count_together_without_loss_or_failure(
    open_engine: OpenEngine, tmp_path: Path
) -> None:
    client = open_engine(INDEX)
    processes = [start(tmp_path / "july.sqlite", COUNT) for _ in range(2)]
    for process in processes:
        process.communicate("go\n", timeout=20)
        assert process.returncode == 0
    with client.plain_context():
        assert Tally.get_by_id("shared").count == 100


@pytest.mark.crash
def test_a_killed_process_leaves_what_it_reported_and_nothing_by_halves(
    open_engine: OpenEngine, tmp_path: Path
) -> None:
    client = open_engine(INDEX)
    for lines in (3, 17):
        process = start(tmp_path / "july.sqlite", WRITE)
        assert process.stdout is not None
        reported = [process.stdout.readline() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        reported += process.stdout.readlines()
        process.communicate()
        last = max(int(line) for line in reported if line.endswith("\n"))
        check(client)
        with client.plain_context():
            keys = [ndb.Key(Tally, f"{last % 40}-{each}") for each in range(10)]
            assert {tally.count for tally in ndb.get_multi(keys)} == {last}
            assert Tally.query(Tally.count == last).count() == 10
