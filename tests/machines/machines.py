"""The services of a site on many machines, on this one: real ones, begun as their YAML says."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import yaml

from tests.engines.emulators import FIRESTORE, running
from tests.machines import nginx
from tests.ports import free_port
from tests.redis_server import RedisServer
from tests.whole.many import BIN, Service
from tests.whole.serving import ROOT, SECONDS, Hook, Place, ask, eventually

HOST = "127.0.0.1"
MANAGE = (sys.executable, "manage.py")


def entrypoint(name: str) -> str:
    """The command line with which App Engine starts the service of that file."""
    line: str = yaml.safe_load((ROOT / name).read_text("utf-8"))["entrypoint"]
    return line


def command(name: str) -> list[str]:
    """The same command line, by a shell as App Engine does it, but on the loopback alone."""
    line = entrypoint(name).replace(" :$PORT", f" {HOST}:$PORT").replace("0.0.0.0", HOST)
    return ["sh", "-c", f"exec {line}".replace("$PORT", "{port}")]


class Shell(subprocess.Popen[bytes]):
    """A command line that a shell has become."""

    def kill_group(self) -> None:
        """End it, and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Wait for its end."""
        self.wait(SECONDS)


class ByShell(Service):
    """A service that is started by its own command line, from nothing."""

    def _begin(self) -> Shell:
        with self.log_file.open("ab") as log:
            return Shell(
                self.arguments,
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


class Recurring(ByShell):
    """`manage.py worker`: what cron.yaml is on App Engine. It serves nothing."""

    def _listens(self) -> bool:
        return "July works" in self.log


class Machines:
    """Two frontends, two APIs and two switchboards behind nginx, on the same engines and Redis."""

    def __init__(self, folder: Path, redis: RedisServer, datastore: str | None) -> None:
        self.folder = folder
        self.redis = redis
        port, engines = free_port(), free_port()
        (folder / "data").mkdir()
        self.site = Place(
            folder / "data",
            PATH=f"{BIN}:{os.defpath}",
            JULY_OPEN_HOOKS="0",
            JULY_REDIS_URL=redis.url,
            JULY_TASKS_URL=f"http://{HOST}:{port}",
            DATASTORE_EMULATOR_HOST=datastore or f"{HOST}:{engines}",
            CLOUD_TASKS_EMULATOR_HOST=f"{HOST}:{engines}",
        )
        self.site.port = port
        file = str(folder / "data" / "july.db")
        emulate = [*MANAGE, "emulate", "--port", str(engines), "--data", file]
        self.engines = self._service("engines", emulate)
        self.engines.port = engines
        self.frontends = [self._service(f"frontend-{each}", command("app.yaml")) for each in "12"]
        self.apis = [self._service(f"api-{each}", command("api.yaml")) for each in "12"]
        self.switchboards = [
            self._service(f"switchboard-{each}", command("channel.yaml")) for each in "12"
        ]
        self.recurring = Recurring([*MANAGE, "worker"], self.site, folder / "worker.log")
        self.nginx = self._service("nginx", self._nginx(port))
        self.nginx.port = port

    @property
    def services(self) -> list[Service]:
        """All of July's that answer requests from outside."""
        return [*self.frontends, *self.apis, *self.switchboards]

    def start(self) -> Hook:
        """Start all but the second API, set up the contest; gives the hook for deliveries."""
        self.engines.start()
        waiting = [*self.frontends, self.apis[0], *self.switchboards, self.recurring, self.nginx]
        with ThreadPoolExecutor(len(waiting)) as threads:
            starting = [threads.submit(service.start) for service in waiting]
            hook = self._make_contest()
            for each in starting:
                each.result()
        for service in [*self.frontends, *self.switchboards]:
            eventually(partial(answers, service, "/healthz"))
        self.wait_for_first_api()
        return hook

    def wait_for_first_api(self) -> None:
        """Return when it answers."""
        eventually(partial(answers, self.apis[0], "/api/v1/games"))

    def start_second_api(self) -> None:
        """Start it, and return when it answers."""
        self.apis[1].start()
        eventually(partial(answers, self.apis[1], "/api/v1/games"))

    def stop(self) -> float:
        """Ask everybody to end, who does so in good order; gives the longest time it took."""
        self.nginx.stop()
        ending = [*self.services, self.recurring]
        with ThreadPoolExecutor(len(ending)) as threads:
            longest = max(threads.map(Service.stop, ending))
        return max(longest, self.engines.stop())

    def kill(self) -> None:
        """End whatever still runs."""
        for service in [self.nginx, *self.services, self.recurring, self.engines]:
            service.kill()

    def logs(self) -> str:
        """The end of what every process has written."""
        parts = [
            f"==> {path.name}\n{path.read_text('utf-8', 'replace')[-2_000:]}"
            for path in sorted(self.folder.glob("*.log"))
        ]
        return "\n".join(parts)

    def _service(self, name: str, arguments: list[str]) -> Service:
        return ByShell(arguments, self.site, self.folder / f"{name}.log")

    def _nginx(self, port: int) -> list[str]:
        upstreams = {
            "july_main": self.frontends,
            "july_api": self.apis,
            "july_switchboard": self.switchboards,
        }
        ports = {name: [each.port for each in group] for name, group in upstreams.items()}
        return nginx.command(self.folder, port, ports)

    def _make_contest(self) -> Hook:
        made = subprocess.run(
            [sys.executable, "-m", "tests.machines.contest"],
            cwd=ROOT,
            env=self.site.environment,
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
        )
        assert made.returncode == 0, made.stderr.decode()
        return Hook(**json.loads(made.stdout))


def answers(service: Service, path: str) -> bool:
    """Whether it answers 200 there."""
    with (
        suppress(OSError, HTTPException),
        closing(HTTPConnection(HOST, service.port, timeout=SECONDS)) as line,
    ):
        return ask(line, "GET", path).status == 200
    return False


@contextmanager
def machines(folder: Path, *, google: bool = False) -> Iterator[Machines]:
    """The machines, not started yet, with a Redis and perhaps Google's Datastore; all ended
    afterwards. What they wrote is added to the message of an AssertionError."""
    with ExitStack() as stack:
        datastore = stack.enter_context(running(FIRESTORE)) if google else None
        (folder / "redis").mkdir()
        redis = RedisServer(folder / "redis")
        redis.start()
        stack.callback(redis.kill)
        made = Machines(folder, redis, datastore)
        stack.callback(made.kill)
        try:
            yield made
        except AssertionError as error:
            message = f"{error}\n{made.logs()}"
            raise AssertionError(message) from error
