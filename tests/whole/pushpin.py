"""A Pushpin of the test's own, in front of channel apps: https://pushpin.org/docs/."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from july import channel
from tests.ports import free_port
from tests.whole.many import listens
from tests.whole.serving import SECONDS, eventually

PROGRAM = shutil.which("pushpin")

# Pushpin has its own way to name the sockets of zurl, which Debian runs as a service beside it.
CONFIGURATION = """
[global]
include={{libdir}}/internal.conf
rundir={folder}
ipc_prefix=p-

[runner]
services=condure,zurl,pushpin-proxy,pushpin-handler
http_port=127.0.0.1:{port}
logdir={folder}

[proxy]
routesfile=routes
zurl_out_specs=ipc://{folder}/p-zurl-in
zurl_out_stream_specs=ipc://{folder}/p-zurl-in-stream
zurl_in_specs=ipc://{folder}/p-zurl-out

[handler]
push_in_http_addr=127.0.0.1
push_in_http_port={control}
"""


class Pushpin:
    """Pushpin's processes, with their sockets and logs in one folder."""

    def __init__(self, folder: Path, routes: Iterable[str]) -> None:
        self.port = free_port()
        self.control = f"http://127.0.0.1:{free_port()}/publish/"
        self._folder = folder
        control = httpx.URL(self.control).port
        text = CONFIGURATION.format(folder=folder, port=self.port, control=control)
        (folder / "pushpin.conf").write_text(text)
        (folder / "routes").write_text("\n".join(routes) + "\n")
        self._log = folder / "pushpin.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return when it takes connections and messages."""
        assert PROGRAM is not None
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "--config", str(self._folder / "pushpin.conf"), "--merge-output"],
                stdout=log,
                stderr=log,
            )
        eventually(self._listens)

    def publish(self, channel: str, content: str) -> None:
        """Add `content` to every stream that is held on `channel`."""
        item = {"channel": channel, "formats": {"http-stream": {"content": content}}}
        answer = httpx.post(self.control, content=json.dumps({"items": [item]}), timeout=SECONDS)
        assert answer.status_code == 200, answer.text

    def stop(self) -> None:
        """End it, and with it what it has started."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
        self._process = None

    def _kill(self) -> None:
        assert self._process is not None
        for file in self._folder.glob("*.pid"):
            os.kill(int(file.read_text()), signal.SIGKILL)
        self._process.kill()
        self._process.wait(SECONDS)

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text("utf-8", "replace")
        control = httpx.URL(self.control).port
        return control is not None and listens(self.port) and listens(control)


@contextmanager
def pushpin(folder: Path, *routes: str) -> Iterator[Pushpin]:
    """Pushpin with these routes, ended afterwards; where there is none the test is left out."""
    if PROGRAM is None:
        reason = "there is no pushpin here (Debian: apt install pushpin)"
        if os.environ.get("CI") == "true":  # noqa: TID251 - a switch of the tests, not of July
            pytest.fail(reason)
        pytest.skip(reason)
    made = Pushpin(folder, routes)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def hasty(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The channel app, but for a comment every second, so that a test need not wait for it."""

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        sooner = [(name, value.replace("timeout=15", "timeout=1")) for name, value in headers]
        return start_response(status, sooner, *more)

    answer: Iterable[bytes] = channel.app(environ, start)
    return answer
