"""A site made of small WSGI applications."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from july import channel
from july.live.switchboard import Switchboard
from july.site.front import Site
from tests.site.running import Running, say, start


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
