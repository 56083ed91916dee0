"""Servers in processes of their own, watched from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from july import config

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 20
QUIET_SHARE = 0.04
"""A server that uses less of a core than this has nothing left to do."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers on a port of the loopback."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time used so far, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident(self) -> float:
        """Megabytes of memory in use now."""
        return self._status("VmRSS")

    def most_resident(self) -> float:
        """Megabytes of memory in use at the most, so far."""
        return self._status("VmHWM")

    def become_quiet(self, longest: float = 60.0) -> bool:
        """Wait until deferred work is done; False if it takes longer than that."""
        ends = time.monotonic() + longest
        used = self.cpu()
        while time.monotonic() < ends:
            time.sleep(1)
            before, used = used, self.cpu()
            if used - before < QUIET_SHARE:
                return True
        return False

    def _status(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text("utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith(f"{name}:"))
        return int(line.split()[1]) / 1024


@contextmanager
def july(data: Path) -> Iterator[Served]:
    """July on the data in that folder."""
    config.adopt({"JULY_DATA": str(data), "JULY_BASE_URL": "http://127.0.0.1"})
    with process(serve_command(), data) as served:
        yield served


def serve_command() -> list[str]:
    """What starts July on a free port."""
    return [sys.executable, "manage.py", "serve", "--port", "0"]


@contextmanager
def process(command: Sequence[str], data: Path) -> Iterator[Served]:
    """A process that says `… port NUMBER` once it serves; what it logs goes into a file."""
    with (data / "server.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    try:
        yield Served(_port(running, data), running.pid)
    finally:
        stop(running)


def stop(running: subprocess.Popen[bytes]) -> None:
    """End a process of ours, politely first."""
    running.terminate()
    try:
        running.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()


def _port(running: subprocess.Popen[bytes], data: Path) -> int:
    assert running.stdout is not None
    for line in running.stdout:
        words = line.split()
        if words[-2:-1] == [b"port"]:
            return int(words[-1])
    message = f"the server ended: {(data / 'server.log').read_text('utf-8', 'replace')[-2000:]}"
    raise RuntimeError(message)
