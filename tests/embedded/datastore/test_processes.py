"""Several processes on one file, and processes that are killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from google.cloud import ndb

from july.embedded.datastore import Index, check
from july.embedded.datastore.indexes import Sort
from tests.embedded.datastore.conftest import OpenEngine

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

TAKE_TURNS = """
import time

def add():
    tally = Tally.get_by_id("shared") or Tally(id="shared")
    tally.count += 1
    tally.put()

print("ready", flush=True)
sys.stdin.readline()
ends, turns, longest = time.monotonic() + 2, 0, 0
with client.plain_context():
    while time.monotonic() < ends:
        began = time.monotonic()
        ndb.transaction(add)
        turns, longest = turns + 1, max(longest, time.monotonic() - began)
print(turns, longest, flush=True)
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


def test_no_process_starves_while_others_write_without_a_pause(
    open_engine: OpenEngine, tmp_path: Path
) -> None:
    open_engine(INDEX)
    processes = [start(tmp_path / "july.sqlite", TAKE_TURNS) for _ in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=30)[0].split() for process in processes]
    turns = [int(each) for each, _ in told]
    assert min(turns) > max(turns) / 10
    assert max(float(longest) for _, longest in told) < 5


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
        assert list(check(client.engine._database)) == []
        with client.plain_context():
            keys = [ndb.Key(Tally, f"{last % 40}-{each}") for each in range(10)]
            assert {tally.count for tally in ndb.get_multi(keys)} == {last}
            assert Tally.query(Tally.count == last).count() == 10
