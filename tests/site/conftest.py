"""A site made of small WSGI applications."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from july import channel
from july.live.switchboard import Limits, Switchboard
from july.site.front import Site
from july.site.websocket import FrontSocket
from tests.site.conversing import Connect
from tests.site.running import Running, say, start
from tests.site.speaking import Speaker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path / "static"


Serve = Callable[..., Running]


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    """Serves a site with what is given in place of the usual; ends with the test."""
    running: list[Running] = []

    def serve(**parts: Any) -> Running:
        usual: dict[str, Any] = {
            "main": say("main"),
            "api": say("api"),
            "channel": channel.app,
            "static": folder,
            "switchboard": Switchboard(),
        }
        running.append(start(Site(**(usual | parts))))
        return running[-1]

    yield serve
    for each in running:
        each.close()


@pytest.fixture
def running(serve: Serve) -> Running:
    return serve()


@pytest.fixture(autouse=True)
def quick_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrontSocket, "close_seconds", 0.3)


@pytest.fixture
def speaker() -> Speaker:
    """A channel app of a few lines."""
    return Speaker()


@pytest.fixture
def spoken(serve: Serve, speaker: Speaker) -> Running:
    """A site whose channel app is the speaker."""
    return serve(channel=speaker)


@pytest.fixture
def limited(serve: Serve, speaker: Speaker) -> Callable[..., Running]:
    """Serves the speaker with limits of its own."""

    def limited(**limits: Any) -> Running:
        return serve(channel=speaker, switchboard=Switchboard(limits=replace(Limits(), **limits)))

    return limited


@pytest.fixture
def open_socket() -> Iterator[Connect]:
    """Opens connections to a site; they end with the test."""
    with ExitStack() as stack:

        def open_socket(running: Running, **options: Any) -> ClientConnection:
            url = f"ws://127.0.0.1:{running.port}/ws"
            options = {"open_timeout": 5, "close_timeout": 5, "proxy": None, **options}
            return stack.enter_context(connect(url, **options))

        yield open_socket
