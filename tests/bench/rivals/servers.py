"""Starts each of them on the first processor that this process may use."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any

from tests.bench import given
from tests.bench.client import Job, send
from tests.bench.readers import Target
from tests.bench.served import ROOT, STOP_SECONDS, Served, process, stop
from tests.ports import free_port

HERE = Path(__file__).parent
CORES = sorted(os.sched_getaffinity(0))
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
ENVIRONMENT = ROOT / "var" / "bench" / "channels"
"""Django Channels with what it needs, and nothing of July."""
PACKAGES = "channels channels_redis 'uvicorn[standard]'"
KEY, FLOOD = "bench", "flood"
ANSWERED = '"trigger":"subscribe"}'
"""The end of the first answer."""


def pinned(command: Sequence[str], core: int) -> list[str]:
    """The command, on that processor alone."""
    return ["taskset", "-c", str(core), *command]


@dataclass(frozen=True, slots=True)
class Live:
    """A running server, and its subscribers."""

    server: Served
    readers: subprocess.Popen[str]

    def do(self, what: str, **how: Any) -> dict[str, Any]:
        """Let the readers do something; what they tell of it."""
        assert self.readers.stdin is not None
        assert self.readers.stdout is not None
        print(json.dumps({"do": what, **how}), file=self.readers.stdin, flush=True)
        told: dict[str, Any] = json.loads(self.readers.stdout.readline())
        return told


@contextmanager
def read(server: Served, target: Target) -> Iterator[Live]:
    """A server's readers, on the last processor; none yet."""
    words = [sys.executable, "-m", "tests.bench.readers", json.dumps(asdict(target))]
    pipe = subprocess.PIPE
    command = pinned(words, CORES[-1])
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as readers:
        try:
            yield Live(server, readers)
        finally:
            readers.terminate()


@contextmanager
def july(*, streams: bool = False, commits: bool = False) -> Iterator[Live]:
    """July with its WebSockets, or with its event streams; its pages can have something to show."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        hook = given.make_site(data)
        command = pinned([sys.executable, "-m", "tests.bench.rivals.whole"], CORES[0])
        with process(command, data) as server:
            if commits:
                send(Job(server.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=100))
                server.become_quiet()
            with read(server, _july(server.port, streams)) as live:
                yield live


@contextmanager
def floor() -> Iterator[Live]:
    """A bare protocol of asyncio."""
    with tempfile.TemporaryDirectory() as folder:
        command = pinned([sys.executable, "-m", "tests.bench.rivals.bare"], CORES[0])
        with process(command, Path(folder)) as server:
            target = Target(server.port, "/ws", "/say", _watch(KEY), ANSWERED)
            with read(server, target) as live:
                yield live


@contextmanager
def nchan() -> Iterator[Live]:
    """nginx with nchan."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        written = Path(folder) / "nginx.conf"
        template = Template((HERE / "nginx.conf").read_text("utf-8"))
        written.write_text(template.substitute(folder=folder, port=port, module=NCHAN), "utf-8")
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-p", folder, "-e", "stderr", "-c", str(written)]
        with subprocess.Popen(pinned(command, CORES[0])) as master:
            try:
                _wait_for(port)
                server = Served(port, _worker(master.pid))
                target = Target(port, "/listen", "/say", together=False)
                with read(server, target) as live:
                    yield live
            finally:
                master.terminate()
                master.wait(STOP_SECONDS)


@contextmanager
def channels() -> Iterator[Live]:
    """Django Channels on uvicorn, with its layer on Redis, which has the other processor."""
    port = free_port()
    options = ["--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder:
        command = pinned(["redis-server", *options, "--dir", folder], CORES[-1])
        redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            program = str(ENVIRONMENT / "bin" / "python")
            words = [program, str(HERE / "django_channels.py"), f"redis://127.0.0.1:{port}/0"]
            serving = process(pinned(words, CORES[0]), Path(folder))
            with serving as server, read(server, Target(server.port, "/ws", "/say")) as live:
                yield live
        finally:
            stop(redis)


def has_nchan() -> bool:
    """Whether nginx has nchan here."""
    return NCHAN.exists()


def has_channels() -> bool:
    """Whether Django Channels is here."""
    return (ENVIRONMENT / "bin" / "python").exists() and bool(shutil.which("redis-server"))


def missing() -> list[str]:
    """What is to be installed before all can be compared, and how."""
    said = []
    if not has_nchan():
        said.append("nchan is missing: apt install nginx libnginx-mod-nchan")
    if not has_channels():
        made = ENVIRONMENT.relative_to(ROOT)
        said.append(f"Django Channels is missing: apt install redis-server; python3 -m venv {made}")
        said.append(f"and then {made}/bin/pip install {PACKAGES}")
    return said


def _july(port: int, streams: bool) -> Target:
    say = f"/say?key={KEY}"
    if streams:
        return Target(port, f"/events?channel={KEY}", say, answer="retry: 2000\n\n", socket=False)
    return Target(
        port, "/ws", say, _watch(KEY), ANSWERED, flood=f"/say?key={FLOOD}",
        flood_first=_watch(FLOOD),
    )  # fmt: skip


def _watch(key: str) -> str:
    return json.dumps({"method": "streams.watch", "params": key, "client": "a"})


def _wait_for(port: int) -> None:
    ends = time.monotonic() + STOP_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < ends, "the server does not come up"
            time.sleep(0.05)
        else:
            return


def _worker(master: int) -> int:
    """The process that nginx' own starts, soon after it listens."""
    children = Path(f"/proc/{master}/task/{master}/children")
    ends = time.monotonic() + STOP_SECONDS
    while not (found := children.read_text("ascii").split()):
        assert time.monotonic() < ends, "nginx starts no worker"
        time.sleep(0.05)
    return int(found[0])
