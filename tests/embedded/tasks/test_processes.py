"""Workers in several processes on one file."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from july.embedded.file import Database
from july.embedded.tasks import TasksEngine, Worker
from tests.embedded.tasks.given import QUEUE, Client, http_task

TASKS = 100
ROOT = Path(__file__).parents[3]
WORKER = """
import sys, time
from pathlib import Path
from july.embedded.file import Database
from july.embedded.tasks import QueueSettings, TasksEngine, Worker

database, log, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
engine = TasksEngine(Database(database), queues=[QueueSettings("default", rate=None)])

def dispatch(task):
    with log.open("a") as lines:
        lines.write(task.name + "\\n")
    time.sleep(seconds)

worker = Worker(engine, dispatch, lease_seconds=0.5)
worker.start()
print("ready", flush=True)
sys.stdin.read()
worker.stop()
"""


def start_worker(database: Path, log: Path, seconds: float = 0.0) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(database), str(log), str(seconds)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate(timeout=10)


def wait_for_lines(log: Path, count: int) -> list[str]:
    ends = time.monotonic() + 10
    while True:
        lines = log.read_text().split() if log.exists() else []
        if len(lines) >= count:
            return lines
        assert time.monotonic() < ends, f"{len(lines)} of {count} tasks were run"
        time.sleep(0.01)


def test_two_processes_share_the_tasks_and_run_each_once(
    database: Database, running_client: Client, tmp_path: Path
) -> None:
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    processes = [start_worker(database.path, log, seconds=0.02) for log in logs]
    began = time.monotonic()
    for number in range(TASKS):
        running_client.create_task(parent=QUEUE, task=http_task(f"task-{number}"))
    while time.monotonic() - began < 10 and list(running_client.list_tasks(parent=QUEUE)):
        time.sleep(0.02)
    for process in processes:
        end(process)
    shares = [log.read_text().split() for log in logs]
    assert Counter(shares[0] + shares[1]) == Counter(f"task-{number}" for number in range(TASKS))
    assert all(shares)


def test_a_task_of_another_process_is_noticed_soon(
    database: Database, running_client: Client, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    process = start_worker(database.path, log)
    began = time.monotonic()
    running_client.create_task(parent=QUEUE, task=http_task("one"))
    assert wait_for_lines(log, 1) == ["one"]
    assert time.monotonic() - began < 5
    end(process)


def test_the_tasks_of_a_killed_process_are_run_by_another(
    database: Database, running_engine: TasksEngine, running_client: Client, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    process = start_worker(database.path, log, seconds=60)
    running_client.create_task(parent=QUEUE, task=http_task("one"))
    wait_for_lines(log, 1)
    process.kill()
    end(process)
    attempts: list[int] = []
    Worker(running_engine, lambda task: attempts.append(task.attempt)).drain(timeout=5)
    assert attempts == [2]
