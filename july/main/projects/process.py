"""The process of a project: begun, heard, begun again when it ends, and ended."""

import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import uniform
from threading import Event, Lock, Thread
from time import monotonic

from july.config import environment_for_others
from july.plugins import DjangoProject, Plugin

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds before it is begun again: twice as long each time, and a little at random."""
STEADY_SECONDS = 60.0
"""After so long it counts as well, and what happens to it then as new."""
GRACE_SECONDS = 5.0
"""How long its requests may take to end."""
THREADS = 4
LONGEST_LINE = 2_000
CONFIGURATION = Path(__file__).with_name("gunicorn_conf.py")


class ProjectEnded(RuntimeError):
    """The process of a project has ended by itself."""


class Watched:
    """A project that is to run until `stop`."""

    def __init__(self, plugin: Plugin, project: DjangoProject, socket: Path) -> None:
        self._plugin = plugin
        self._project = project
        self._socket = socket
        self._process: subprocess.Popen[str] | None = None
        self._stopping = Event()
        self._lock = Lock()
        self._thread = Thread(target=self._run, name=f"project-{plugin.name}", daemon=True)

    @property
    def pid(self) -> int | None:
        """The id of its process, if it has one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Begin it, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until it has."""
        with self._lock:
            self._stopping.set()
            if self._process is not None:
                self._process.terminate()
        self._thread.join(GRACE_SECONDS)
        self._kill()
        self._thread.join()

    def _run(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            began = monotonic()
            status = self._live()
            if self._stopping.is_set():
                return
            if monotonic() - began >= STEADY_SECONDS:
                wait = FIRST_WAIT
            pause = uniform(wait / 2, wait)  # noqa: S311 - no secret
            told = f"it ended with status {status}; it is begun again in {pause:.1f} s"
            self._plugin.note("project", ProjectEnded(told))
            self._stopping.wait(pause)
            wait = min(2 * wait, LONGEST_WAIT)

    def _live(self) -> int:
        """Begin it once, and listen until it has ended; gives its status."""
        with self._lock:
            if self._stopping.is_set():
                return 0
            self._process = process = self._begin()
        assert process.stdout is not None  # noqa: S101 - a pipe
        while line := process.stdout.readline(LONGEST_LINE):
            logger.info("the project of %s: %s", self._plugin.name, line.rstrip())
        status = process.wait()
        self._kill()
        process.stdout.close()
        assert process.stdin is not None  # noqa: S101 - a pipe
        process.stdin.close()
        return status

    def _begin(self) -> subprocess.Popen[str]:
        name = self._plugin.name
        return subprocess.Popen(  # noqa: S603 - the program is ours, its code the plugin's
            _command(self._socket),
            cwd=self._project.folder,
            env={
                **environment_for_others(),
                "DJANGO_SETTINGS_MODULE": self._project.settings,
                "SCRIPT_NAME": f"/{name}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def _kill(self) -> None:
        """End what is left of it and of what it began."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _command(socket: Path) -> list[str]:
    options = {
        "--config": str(CONFIGURATION),
        "--bind": f"unix:{socket}",
        "--workers": "1",
        "--threads": str(THREADS),
        "--graceful-timeout": str(int(GRACE_SECONDS) - 1),
        "--log-level": "warning",
    }
    flat = [part for pair in options.items() for part in pair]
    application = "django.core.wsgi:get_wsgi_application()"
    return [sys.executable, "-m", "gunicorn", *flat, "--no-control-socket", application]
