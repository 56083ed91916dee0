"""`manage.py emulate` and `manage.py worker`, in processes of their own."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread

import httpx
import pytest
from google.api_core.exceptions import GoogleAPIError
from google.cloud import ndb, tasks_v2

from july.lib import clock
from july.lib.tokens import is_token
from july.stores import bounded
from july.stores.remote import EmulatorClient, emulator_tasks_client
from tests.ports import free_port
from tests.processes import GUNICORN, Process
from tests.redis_server import RedisServer, serve_redis

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[2]
KEY = "only-for-tests-only-for-tests-only-for-tests"
QUEUE = "projects/july/locations/here/queues/default"
LONGEST = 90.0


class Emulated(ndb.Model):
    name = ndb.StringProperty()


@dataclass(frozen=True)
class Processes:
    """Starts processes of a site; all end with the test."""

    data: Path
    running: list[Process]

    def start(self, *command: str | Path, **environ: str) -> Process:
        environment = {"JULY_DATA": str(self.data), "JULY_SECRET_KEY": KEY, **environ}
        process = Process(command, environment)
        self.running.append(process)
        return process

    def emulate(self, *options: str, **environ: str) -> tuple[Process, dict[str, str]]:
        """The engines, and the variables by which to use them."""
        process = self.start("manage.py", "emulate", "--port", "0", *options, **environ)
        lines = process.stdout.readline() + process.stdout.readline()
        variables = dict(re.findall(r"^export (\w+)=(\S+)$", lines, re.MULTILINE))
        assert len(variables) == 2, process.communicate()
        return process, variables

    def manage(self, *command: str, **environ: str) -> str:
        told, error = self.start("manage.py", *command, **environ).communicate(timeout=LONGEST)
        assert not error, error
        return told


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path / "data", [])
    yield made
    for process in made.running:
        process.terminate()
    for process in made.running:
        process.wait(LONGEST)
        process.close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    yield from serve_redis(tmp_path / "redis")


@dataclass(frozen=True)
class Delivered:
    path: str
    token: str
    body: bytes


@pytest.fixture
def receiver() -> Iterator[tuple[str, "Queue[Delivered]"]]:
    """The address of somebody who takes every task, and what has been taken."""
    taken: Queue[Delivered] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            taken.put(Delivered(self.path, token, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", taken
    server.shutdown()
    server.server_close()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline, "it does not come true"
        time.sleep(0.05)


def test_what_was_answered_outlives_a_kill(processes: Processes, tmp_path: Path) -> None:
    options = ("--data", str(tmp_path / "kept.db"))
    process, variables = processes.emulate(*options)
    with EmulatorClient(variables["DATASTORE_EMULATOR_HOST"], "july").context():
        Emulated(id="one", name="uno").put()
    process.kill()
    process.wait()
    _, variables = processes.emulate(*options)
    with EmulatorClient(variables["DATASTORE_EMULATOR_HOST"], "july").context():
        assert Emulated.get_by_id("one").name == "uno"


def test_nobody_waits_for_engines_that_are_killed_and_all_go_on_when_they_are_back(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "LONGEST_CALL", 0.5)
    options = ("--data", str(tmp_path / "kept.db"))
    process, variables = processes.emulate(*options)
    host = variables["DATASTORE_EMULATOR_HOST"]

    def read() -> str:
        """The name that is stored, or why there is none."""
        try:
            name: str = Emulated.get_by_id("one").name
        except GoogleAPIError as error:
            return str(error)
        return name

    with EmulatorClient(host, "july").context(cache_policy=lambda _: False):
        Emulated(id="one", name="uno").put()
        process.kill()
        process.wait()
        wait_for(lambda: "is not asked now" in read())
        processes.emulate(*options, "--port", host.partition(":")[2])
        wait_for(lambda: read() == "uno")
        assert [read() for _ in range(5)] == ["uno"] * 5


def test_it_ends_by_a_signal_in_good_order(processes: Processes) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        process, _ = processes.emulate()
        process.send_signal(number)
        _, told = process.communicate(timeout=LONGEST)
        assert (process.returncode, told) == (0, "")


def test_a_port_that_is_taken_ends_it_with_one_line(processes: Processes) -> None:
    _, variables = processes.emulate()
    port = variables["DATASTORE_EMULATOR_HOST"].partition(":")[2]
    second = processes.start("manage.py", "emulate", "--port", port)
    _, told = second.communicate(timeout=LONGEST)
    assert second.returncode == 1
    (line,) = told.splitlines()
    assert port in line
    assert "--port" in line


def test_a_task_is_delivered_with_a_token_for_its_address(
    processes: Processes, receiver: tuple[str, "Queue[Delivered]"]
) -> None:
    address, taken = receiver
    _, variables = processes.emulate(JULY_TASKS_URL=address)
    client = emulator_tasks_client(variables["CLOUD_TASKS_EMULATOR_HOST"])
    url = f"{address}/somewhere?a=b"
    request = tasks_v2.HttpRequest(url=url, body=b"[1]")
    client.create_task(parent=QUEUE, task=tasks_v2.Task(http_request=request))
    delivered = taken.get(timeout=LONGEST)
    assert (delivered.path, delivered.body) == ("/somewhere?a=b", b"[1]")
    assert is_token(KEY, url, delivered.token)
    assert not is_token(KEY, f"{address}/elsewhere", delivered.token)


def test_a_task_for_app_engine_goes_to_the_api(
    processes: Processes, receiver: tuple[str, "Queue[Delivered]"]
) -> None:
    address, taken = receiver
    _, variables = processes.emulate(JULY_TASKS_URL=address)
    client = emulator_tasks_client(variables["CLOUD_TASKS_EMULATOR_HOST"])
    request = tasks_v2.AppEngineHttpRequest(relative_uri="/_tasks/some", body=b"[]")
    client.create_task(parent=QUEUE, task=tasks_v2.Task(app_engine_http_request=request))
    assert taken.get(timeout=LONGEST).path == "/_tasks/some"


# A site of several processes


def push(address: str) -> None:
    """One commit of octo, as soon as somebody takes it."""
    author = {"name": "octo", "email": "octo@example.org"}
    repository = {
        "id": "1",
        "name": "octo/hello",
        "url": "https://git.example.org/octo/hello",
        "private": False,
    }
    commit = {
        "id": "a" * 40,
        "message": "Begin",
        "timestamp": clock.now().isoformat(),
        "url": "https://git.example.org/octo/hello/1",
        "author": author,
        "files": ["hello.py"],
    }
    body = {"repository": repository, "ref": "refs/heads/main", "commits": [commit]}

    def taken() -> bool:
        try:
            answer = httpx.post(f"{address}/api/v1/push", json=body, timeout=LONGEST)
        except httpx.TransportError:
            return False
        return answer.status_code == 201

    wait_for(taken)


def points_in_berlin(address: str) -> int:
    """What a deferred task works out, and nobody else."""
    rows = httpx.get(f"{address}/api/v1/boards/locations").json()["models"]
    return sum(row["points"] for row in rows)


def set_up(processes: Processes, **environ: str) -> None:
    today = clock.now().date()
    first, last = (str(today + timedelta(days=days)) for days in (-15, 15))
    processes.manage("creategame", "now", "--start", first, "--end", last, **environ)
    octo = ("octo", "--email", "octo@example.org", "--location", "Berlin")
    processes.manage("createuser", *octo, **environ)


def test_an_api_in_another_process_counts_a_push_and_carries_out_its_tasks(
    processes: Processes,
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    _, variables = processes.emulate(JULY_TASKS_URL=address)
    environ = {**variables, "JULY_TASKS_URL": address, "JULY_OPEN_HOOKS": "1"}
    set_up(processes, **environ)
    processes.start(GUNICORN, "-b", f"127.0.0.1:{port}", "july.api:app", **environ)
    push(address)
    wait_for(lambda: points_in_berlin(address) > 0)
    stranger = httpx.post(f"{address}/_tasks/deferred.sweep", json=[])
    assert stranger.status_code == 403


def test_a_worker_carries_out_what_an_api_beside_it_defers(
    processes: Processes, redis: RedisServer
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environ = {"JULY_REDIS_URL": redis.url, "JULY_OPEN_HOOKS": "1"}
    set_up(processes, **environ)
    processes.start(GUNICORN, "-b", f"127.0.0.1:{port}", "july.api:app", **environ)
    push(address)
    assert points_in_berlin(address) == 0
    worker = processes.start("manage.py", "worker", **environ)
    wait_for(lambda: points_in_berlin(address) > 0)
    worker.terminate()
    worker.communicate(timeout=LONGEST)
    assert worker.returncode == 0


@pytest.mark.parametrize("command", [("worker",), ("serve", "--port", "0", "--without-tasks")])
def test_tasks_apart_from_pages_need_redis_to_tell_them(
    processes: Processes, command: tuple[str, ...]
) -> None:
    process = processes.start("manage.py", *command)
    _, told = process.communicate(timeout=LONGEST)
    assert process.returncode == 1
    (line,) = told.splitlines()
    assert "JULY_REDIS_URL is not set" in line
