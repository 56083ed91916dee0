"""July's programs in processes of their own, which begin with the libraries loaded.

Starting Python and importing what July needs takes 1.6 s of a processor, the programs themselves a
tenth of that, and the tests start hundreds. So a server (`multiprocessing`'s) has imported the
libraries once, nothing of July's among them, and every process begins as its fork: with an id,
environment, folder and streams of its own, at the first line of its program.
"""

import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from threading import Timer
from typing import IO, Self

ROOT = Path(__file__).parents[1]
GUNICORN = Path(sys.executable).with_name("gunicorn")
SECONDS = 120.0
"""How long a program may take, unless told otherwise."""
LIBRARIES = (
    "PIL.Image",
    "aiohttp",
    "babel",
    "django.contrib.auth.hashers",
    "django.contrib.sessions.backends.signed_cookies",
    "django.core.cache.backends.redis",
    "django.core.handlers.wsgi",
    "django.core.management",
    "django.forms",
    "django.template.backends.jinja2",
    "django.views.i18n",
    "google.cloud.ndb",
    "google.cloud.tasks_v2",
    "grpc",
    "jinja2.ext",
    "redis.asyncio",
    "uvicorn",
    "webapp2",
    "yaml",
)

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(list(LIBRARIES))


class Process:
    """A running program, much like a `subprocess.Popen`.

    Its standard output is a pipe, or goes to the end of the file `output`. Its errors go to the end
    of the file `errors`, or are given when it has ended.
    """

    def __init__(
        self,
        program: Sequence[str | Path],
        environment: Mapping[str, str],
        *,
        folder: Path = ROOT,
        output: Path | None = None,
        errors: Path | None = None,
    ) -> None:
        reading, writing = os.pipe()
        self.stdout: IO[str] = os.fdopen(reading, encoding="utf-8", errors="replace")
        self._errors = _file(errors)
        with ExitStack() as stack:
            told = stack.enter_context(_writing(writing))
            if output is not None:
                number = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                told = stack.enter_context(_writing(number))
            failed = stack.enter_context(_writing(os.dup(self._errors.fileno())))
            arguments = ([*map(str, program)], dict(environment), str(folder), told, failed)
            self._process = _context.Process(target=_become, args=arguments, daemon=True)
            self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def returncode(self) -> int | None:
        """Its status, or minus the signal that ended it; None as long as it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def wait(self, timeout: float = SECONDS) -> int:
        """Its status once it has ended. Raises TimeoutExpired if it does not."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired(str(self.pid), timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a crash would."""
        self.send_signal(signal.SIGKILL)

    def kill_group(self) -> None:
        """End it so, and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def communicate(self, timeout: float = SECONDS) -> tuple[str, str]:
        """What else it writes, and its errors, once it has ended. Raises TimeoutExpired, and ends
        it, if it does not."""
        late = Timer(timeout, self.kill)
        began = time.monotonic()
        late.start()
        try:
            told = self.stdout.read()
            self.wait(timeout)
        finally:
            late.cancel()
        self._errors.seek(0)
        errors = self._errors.read().decode("utf-8", "replace")
        self.close()
        if time.monotonic() - began >= timeout:
            raise TimeoutExpired(str(self.pid), timeout, told, errors)
        return told, errors

    def close(self) -> None:
        """End it if it still runs, and leave no file open."""
        self.kill()
        self._process.join(SECONDS)
        self.stdout.close()
        self._errors.close()


def run(
    program: Sequence[str | Path],
    environment: Mapping[str, str],
    *,
    timeout: float = SECONDS,
) -> CompletedProcess[str]:
    """Run a program to its end; gives its status and what it has written."""
    process = Process(program, environment)
    told, errors = process.communicate(timeout)
    return CompletedProcess(list(program), process.wait(), told, errors)


def manage(*arguments: str | Path) -> list[str | Path]:
    """The command line of one of July's commands."""
    return [ROOT / "manage.py", *arguments]


def _file(path: Path | None) -> IO[bytes]:
    """The file at that path, to write at its end, or one that is forgotten."""
    if path is None:
        return tempfile.TemporaryFile("w+b")
    return path.open("ab")


def _writing(number: int) -> Connection:
    """An open file as a process can be given it."""
    return Connection(number, readable=False)


def _become(
    program: list[str],
    environment: dict[str, str],
    folder: str,
    output: Connection,
    errors: Connection,
) -> None:
    """In the new process: run the program as if Python had been started with it."""
    os.setsid()
    for stream, number in ((output, 1), (errors, 2)):
        os.dup2(stream.fileno(), number)
        stream.close()
    os.environ.clear()  # noqa: TID251 - this is where an environment begins
    os.environ.update(environment)  # noqa: TID251
    time.tzset()
    os.chdir(folder)
    sys.argv = program
    runpy.run_path(program[0], run_name="__main__")
