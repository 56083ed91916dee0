"""An installation of July in which plugins are installed and uninstalled, and nothing else is."""

import http.client
import os
import signal
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.whole.serving import KEY, SECONDS, Answer, ask

ROOT = Path(__file__).parents[2]


class Installation:
    """An environment that has what is installed here, and may get more; with a data folder."""

    def __init__(self, place: Path, july: Path = ROOT) -> None:
        self.july = july
        """July's folder, in which commands are run."""
        self._place = place
        self._programs = place / "environment" / "bin"
        self.port = free_port()
        self._make_environment()

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which commands are run."""
        return {
            "PATH": f"{self._programs}:{os.defpath}",
            "JULY_DATA": str(self._place / "data"),
            "JULY_SECRET_KEY": KEY,
            # As far as pip goes, there is no network: it builds with what is here.
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
            "no_proxy": "127.0.0.1",
            # What a program prints comes at once.
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *command: str) -> str:
        """Run a command in July's folder; gives what it prints. Its failure fails the test."""
        done = subprocess.run(
            command,
            cwd=self.july,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def pip(self, *arguments: str) -> str:
        """Install something, or take it away."""
        return self.run("python", "-m", "pip", "--quiet", *arguments)

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve the site; it ends in good order."""
        command = [str(self._programs / "python"), "manage.py", "serve", "--port", str(self.port)]
        log = self._place / "server.log"
        with log.open("ab") as errors:
            server = subprocess.Popen(
                command,
                cwd=self.july,
                env=self.variables,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("July serves"), log.read_text()[-4_000:]
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=SECONDS)

    def get(self, path: str) -> Answer:
        """The answer of the site."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with closing(line):
            return ask(line, "GET", path)

    def _make_environment(self) -> None:
        venv.create(self._place / "environment", symlinks=True)
        (site_packages,) = self._place.glob("environment/lib/python*/site-packages")
        there = sysconfig.get_path("purelib")
        (site_packages / "all-that-is-installed-here.pth").write_text(f"{there}\n")
