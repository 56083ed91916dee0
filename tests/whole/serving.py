"""`manage.py` in processes of its own: commands, and the site they set up, over real sockets."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import new as hmac
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Protocol

from july.deferred.outbox import Outbox
from july.deferred.recounts import Mark
from july.lib import clock
from july.stores.embedded import PROJECT
from july.stores.remote import EmulatorClient
from tests import elsewhere
from tests.ports import free_port
from tests.processes import Process, manage, run

ROOT = Path(__file__).parents[2]
SECONDS = 30.0
"""How long anything may take; nothing here takes more than a fraction of it."""
KEY = "only-for-tests-only-for-tests-only-for-tests"

LONGEST_WORK = 100.0
"""Seconds that deferred work may take: recounts that a crash lost begin a minute later."""
HANDED_OVER_LATER = """
    SELECT count(*) FROM datastore_entities e JOIN datastore_kinds k ON k.id = e.kind
    WHERE k.name = 'Outbox'
"""
# X'39' is how the engine writes true.
MARKED = """
    SELECT count(*) FROM datastore_values v JOIN datastore_properties p ON p.id = v.property
    WHERE p.name = 'waiting' AND v.value = X'39'
"""
WAITING = ("SELECT count(*) FROM tasks WHERE due IS NOT NULL", HANDED_OVER_LATER, MARKED)
"""Tasks; work that is to become tasks; recounts that have not begun."""

Environment = Mapping[str, str]

_datastores: dict[Path, dict[str, str]] = {}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Hook:
    """What createhook printed."""

    path: str
    secret: str

    def sign(self, body: bytes) -> dict[str, str]:
        """The headers of a delivery in July's own format."""
        digest = hmac(self.secret.encode(), body, sha256).hexdigest()
        return {"Content-Type": "application/json", "X-July-Signature": f"sha256={digest}"}


@dataclass(frozen=True)
class Event:
    """An event of a stream."""

    id: str
    name: str
    data: Any


class Place:
    """A data folder, the commands that work on it, and the server that serves it."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.process: Process | None = None
        self._environment = environment
        self._log = data.parent / f"{data.name}.log"
        self._numbers = count(1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "JULY_DATA": str(self.data),
            "JULY_BASE_URL": self.url,
            "JULY_SECRET_KEY": KEY,
            "JULY_OPEN_HOOKS": "1",
        } | self._environment

    def manage(
        self, *arguments: str, status: int | None = 0, seconds: float = 4 * SECONDS
    ) -> CompletedProcess[str]:
        """Run a command to its end."""
        done = run(manage(*arguments), self.environment, timeout=seconds)
        assert status is None or done.returncode == status, (arguments, done.stdout, done.stderr)
        return done

    def made(self, *arguments: str) -> dict[str, Any]:
        """The one JSON object that a command prints."""
        printed: dict[str, Any] = json.loads(self.manage(*arguments).stdout)
        return printed

    def create_hook(self, owner: str, host: str = "push") -> Hook:
        made = self.made("createhook", "--owner", owner, "--host", host)
        return Hook(made["url"].removeprefix(self.url), made["secret"])

    def create_game(self) -> str:
        """A game that runs today."""
        today = clock.now().date()
        first, last = (str(today + timedelta(days=days)) for days in (-15, 15))
        slug: str = self.made("creategame", "now", "--start", first, "--end", last)["slug"]
        return slug

    def start(self, *options: str) -> None:
        """Serve, and return when requests are answered."""
        program = manage("serve", "--port", str(self.port), *options)
        self.process = Process(program, self.environment, errors=self._log)
        line = self.process.stdout.readline()
        assert line.startswith("July serves"), (line, self.log)

    def stop(self) -> float:
        """Ask the server to end; gives the seconds that took it."""
        return self.end(signal.SIGTERM, 0)

    def kill(self) -> None:
        """End the server as a crash would."""
        self.end(signal.SIGKILL, -signal.SIGKILL)

    def close(self) -> None:
        """End the server however it stands, and leave no file open."""
        if self.process is not None:
            self._forget()

    def end(self, how: int, status: int) -> float:
        """Send the server a signal; gives the seconds until it has ended, with that status."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        assert self.process.wait(SECONDS) == status, self.log
        self._forget()
        return time.monotonic() - began

    def _forget(self) -> None:
        assert self.process is not None
        self.process.close()
        self.process = None

    @property
    def log(self) -> str:
        """The end of what the server has written to standard error."""
        return self._log.read_text("utf-8", "replace")[-4_000:]

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Environment | None = None
    ) -> Answer:
        """The answer to one request on a connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as line:
            return ask(line, method, path, body, headers or {})

    def get(self, path: str) -> Any:
        """The JSON at an address that is there."""
        answer = self.request("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.json

    def push(self, hook: Hook, body: bytes) -> Answer:
        """Deliver a signed push."""
        return self.request("POST", hook.path, body, hook.sign(body))

    def commit(self, email: str, **values: Any) -> dict[str, Any]:
        """A commit of now, of which there is no other."""
        number = next(self._numbers)
        moment = clock.now() - timedelta(minutes=number % 1_000, microseconds=number)
        return {
            "id": sha256(f"{self.data} {number}".encode()).hexdigest()[:40],
            "message": f"Change number {number}",
            "timestamp": moment.isoformat(),
            "author": {"name": email.partition("@")[0], "email": email},
            "files": ["hello.py"],
        } | values

    def work_waiting(self) -> int:
        """Deferred work that has not come to its end: tasks, and what has yet to become one."""
        uri = f"file:{self.data / 'july.db'}?mode=ro"
        host = self._environment.get("DATASTORE_EMULATOR_HOST")
        statements = WAITING[:1] if host else WAITING
        with closing(sqlite3.connect(uri, uri=True, timeout=SECONDS)) as connection:
            counts = [connection.execute(statement).fetchone()[0] for statement in statements]
        return sum(counts) + (rows_waiting(host) if host else 0)

    def settle(self) -> None:
        """Wait until all deferred work is done."""
        eventually(lambda: not self.work_waiting(), seconds=LONGEST_WORK)


class Served(Protocol):
    """Whatever listens on a port of this machine."""

    port: int


class Stream:
    """An open event stream."""

    def __init__(self, site: Served, path: str = "/events", since: str | None = None) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=SECONDS)
        self.last = since
        """The id to come back with."""
        try:
            self._open(path)
        except BaseException:
            self.close()
            raise

    def _open(self, path: str) -> None:
        headers = {} if self.last is None else {"Last-Event-ID": self.last}
        self._line.request("GET", path, headers=headers)
        self._response = self._line.getresponse()
        assert self._response.status == 200, self._response.read()
        assert self._response.readline().startswith(b"retry:")

    def next(self) -> Event:
        """The next event that has data."""
        fields: dict[str, str] = {}
        while line := self._response.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
                continue
            self.last = fields.get("id", self.last)
            if "data" in fields:
                return Event(fields["id"], fields["event"], json.loads(fields["data"]))
        raise EOFError

    def until(self, hash: str) -> list[Event]:
        """The events up to the one that tells of that commit."""
        events = [self.next()]
        while events[-1].data.get("hash") != hash:
            events.append(self.next())
        return events

    def rest(self) -> bytes:
        """What comes until the server ends the stream in good order."""
        return self._response.read()

    def cut(self) -> None:
        """End whatever waits for it, in whatever thread."""
        if self._line.sock is not None:
            self._line.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._line.close()


def ask(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Environment | None = None,
) -> Answer:
    """The answer to one request on a connection that stays."""
    line.request(method, path, body, dict(headers or {}))
    response = line.getresponse()
    return Answer(response.status, dict(response.headers.items()), response.read())


def encode(repository: str, commits: Sequence[Mapping[str, Any]]) -> bytes:
    """A push in July's own format."""
    url = f"https://git.example.org/{repository}"
    return json.dumps({"repository": {"name": repository, "url": url}, "commits": commits}).encode()


def rows_waiting(host: str) -> int:
    """The rows of a Datastore elsewhere that are to become tasks."""
    with EmulatorClient(host, PROJECT).context():
        marked = Mark.query(Mark.waiting == True)  # noqa: E712 - ndb's way to filter
        return int(Outbox.query().count() + marked.count())


def eventually(condition: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait until something that happens elsewhere has happened."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def datastore_of(data: Path) -> Iterator[dict[str, str]]:
    """The variables for a Datastore elsewhere, the same for all who work on one data folder."""
    if data in _datastores:
        yield _datastores[data]
        return
    with elsewhere.datastore(data.with_name(f"{data.name}-datastore")) as variables:
        _datastores[data] = variables
        try:
            yield variables
        finally:
            del _datastores[data]


@contextmanager
def place(data: Path, **environment: str) -> Iterator[Place]:
    """A data folder with nothing in it, and whatever runs on it ended afterwards."""
    with datastore_of(data) as variables:
        made = Place(data, **variables, **environment)
        try:
            yield made
        finally:
            made.close()
