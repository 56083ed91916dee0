"""Whether those who hold leases still live."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from july.embedded.file import Database
from july.embedded.tasks import TasksEngine, Worker
from july.embedded.tasks.presence import Presence
from tests.embedded.tasks.given import QUEUE, Client, Clock

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from july.embedded.file import Database
from july.embedded.tasks import QueueSettings, TasksEngine

engine = TasksEngine(Database(Path(sys.argv[1])), clock=lambda: float(sys.argv[2]))
print(len(engine.leases.lease(1, seconds=1000)), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(database: Database, create: Callable[..., None], clock: Clock) -> subprocess.Popen[str]:
    """Another process, which has leased the task `one`."""
    create("one")
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database.path), str(clock.time)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    return process


def test_what_a_killed_process_held_can_be_given_back_at_once(
    engine: TasksEngine, holder: "subprocess.Popen[str]", caplog: pytest.LogCaptureFixture
) -> None:
    holder.kill()
    holder.communicate()
    assert engine.leases.lease(1) == []
    assert engine.release_leases() == 1
    assert "1 tasks of workers that have died" in caplog.text
    (lease,) = engine.leases.lease(1)
    assert (lease.dispatch.name, lease.dispatch.attempt) == ("one", 2)


def test_a_worker_that_starts_runs_at_once_what_a_dead_one_held(
    engine: TasksEngine, holder: "subprocess.Popen[str]"
) -> None:
    holder.kill()
    holder.communicate()
    names: list[str] = []
    Worker(engine, lambda task: names.append(task.name)).drain(timeout=5)
    assert names == ["one"]


def test_what_a_living_process_holds_stays_its_own(
    engine: TasksEngine, holder: "subprocess.Popen[str]"
) -> None:
    assert engine.release_leases() == 0
    assert engine.leases.lease(1) == []
    holder.communicate("")


def test_what_an_engine_of_this_process_holds_stays_its_own(
    engine: TasksEngine, create: Callable[..., None], database: Database, clock: Clock
) -> None:
    create("one")
    assert len(engine.leases.lease(1)) == 1
    assert TasksEngine(database, clock=clock).release_leases() == 0


def test_a_presence_ends_with_its_engine(tmp_path: Path) -> None:
    database = tmp_path / "july.db"
    other = Presence(database)
    presence = Presence(database)
    number = presence.number
    assert other.is_alive(number)
    assert presence.is_alive(number)
    assert other.anybody()
    del presence
    assert not other.is_alive(number)
    assert not other.anybody()


def test_what_the_dead_leave_behind_is_swept(
    engine: TasksEngine, database: Database, holder: "subprocess.Popen[str]", client: Client
) -> None:
    folder = database.path.with_name(f"{database.path.name}-workers")
    assert len(list(folder.iterdir())) == 1
    holder.kill()
    holder.communicate()
    engine.release_leases()
    assert list(folder.iterdir()) == []
    assert len(list(client.list_tasks(parent=QUEUE))) == 1
