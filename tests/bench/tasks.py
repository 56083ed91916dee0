"""How fast the embedded queues are, beside what the client and the app cost by themselves.

Run with `python -m tests.bench.tasks`.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from google.cloud.tasks_v2 import CloudTasksClient, types
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from july.embedded.channel import InProcessChannel
from july.embedded.file import Database
from july.embedded.tasks import (
    Outcome,
    QueueSettings,
    TasksEngine,
    Worker,
    http_dispatch,
    wsgi_dispatch,
)

QUEUE = "projects/example/locations/here/queues/default"
CREATE = "/google.cloud.tasks.v2.CloudTasks/CreateTask"
TASK: dict[str, Any] = {
    "app_engine_http_request": {
        "relative_uri": "/_tasks/contest.fix_location",
        "headers": {"Content-Type": "application/json"},
        "body": b'["berlin", 17]',
    }
}
COUNT = 3000
THREADS = 4


def main() -> None:
    """Print one row a measurement: rate, floor and their ratio."""
    print(f"{'tasks':<44}{'per second':>12}{'floor':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "bench.sqlite")
        engine = TasksEngine(
            database, queues=[QueueSettings("default", rate=None, max_concurrent=10_000)]
        )
        bench_create(engine)
        bench_lease(engine)
        bench_dispatch(engine)
        bench_delivery(engine)
        database.close()


def bench_create(engine: TasksEngine) -> None:
    """Creating through the real client, in one thread and in several, each durable."""
    answer = types.Task.pb(types.Task(name=f"{QUEUE}/tasks/one"))
    floor = rate(creating(client_of({CREATE: lambda _: answer})))
    client = client_of(engine.handlers())
    row("create, one thread (floor: no-op handler)", rate(creating(client)), floor)
    together = rate(lambda count: in_threads(creating(client), count))
    row(f"create, {THREADS} threads (floor: no-op handler)", together, floor)


def bench_lease(engine: TasksEngine) -> None:
    """Leasing and finishing what was created, in batches, without running it."""

    def work(_: int) -> None:
        while leases := engine.leases.lease(32):
            engine.leases.settle([Outcome(lease) for lease in leases])

    began = time.perf_counter()
    work(0)
    row("lease and finish, batches of 32", 2 * COUNT / (time.perf_counter() - began))


def bench_dispatch(engine: TasksEngine) -> None:
    """Running tasks by the worker, beside calling the same app in a loop."""
    dispatch = wsgi_dispatch(app, environ_extra={"july.inside": True})
    fill(engine)
    one = engine.leases.lease(1)[0]
    engine.leases.settle([Outcome(one)])

    def bare(count: int) -> None:
        for _ in range(count):
            dispatch(one.dispatch)

    def through_worker(_: int) -> None:
        Worker(engine, dispatch).drain()

    floor = rate(bare)
    row("dispatch by the worker (floor: bare loop)", rate(through_worker), floor)


def bench_delivery(engine: TasksEngine) -> None:
    """Delivering tasks by HTTP, one after the other, beside the same requests without a queue."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    dispatch = http_dispatch(lambda url: "token", app_engine=address)
    fill(engine)
    one = engine.leases.lease(1)[0]
    engine.leases.settle([Outcome(one)])

    def bare(count: int) -> None:
        line = HTTPConnection("127.0.0.1", server.server_port)
        for _ in range(count):
            line.request("POST", one.dispatch.url, one.dispatch.body, dict(one.dispatch.headers))
            line.getresponse().read()
        line.close()

    floor = rate(bare)
    worker = Worker(engine, dispatch, threads=1)
    row("delivery by HTTP (floor: bare requests)", rate(lambda _: worker.drain()), floor)
    server.shutdown()
    server.server_close()


class Receiver(BaseHTTPRequestHandler):
    """A server that reads what it gets and does nothing."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """A WSGI app that reads what it gets and does nothing."""
    environ["wsgi.input"].read()
    start_response("204 No Content", [])
    return []


def client_of(handlers: dict[str, Callable[[Any], Any]]) -> Any:
    """The real client over these handlers."""
    return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=InProcessChannel(handlers)))


def creating(client: Any) -> Callable[[int], None]:
    """What creates so many tasks."""

    def create(count: int) -> None:
        for _ in range(count):
            client.create_task(parent=QUEUE, task=TASK)

    return create


def fill(engine: TasksEngine) -> None:
    """Put tasks into the queue, and one more to look at."""
    creating(client_of(engine.handlers()))(COUNT + 1)


def in_threads(work: Callable[[int], None], count: int) -> None:
    """Share the work among threads."""
    threads = [threading.Thread(target=work, args=(count // THREADS,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def rate(work: Callable[[int], None]) -> float:
    """How often a second."""
    began = time.perf_counter()
    work(COUNT)
    return COUNT / (time.perf_counter() - began)


def row(name: str, value: float, floor: float | None = None) -> None:
    """One line of the table."""
    beside = "" if floor is None else f"{floor:>10.0f}{value / floor:>8.2f}"
    print(f"{name:<44}{value:>12.0f}{beside}")


if __name__ == "__main__":
    main()
