"""A second July, in a process of its own, whose plugin has services that are called from here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from july import config
from july.live.remote import host as host_module
from july.live.remote import hosts
from tests import registering
from tests.plugins.packages import write_plugin
from tests.whole.serving import Place, place

GIVES = """
import sys
from numbers_plugin import service

@hookimpl
def services():
    return {"numbers": service}
"""
SERVICE = """
import time
from july.errors import BadField
from july.live.services import current_call, login_required, notifies, subscribes

__all__ = ["echo", "fail", "put", "refuse", "sleep", "value", "who"]
_value = 0


@subscribes("numbers")
def value():
    if _value == "broken":
        raise RuntimeError("nobody's business")
    return _value


@notifies("numbers")
def put(value):
    global _value
    _value = value


def echo(*args, **named):
    return named or list(args)


def fail():
    raise RuntimeError("nobody's business")


def refuse(number):
    raise BadField("it must be even", field="number")


def sleep(seconds):
    time.sleep(seconds)


@login_required
def who():
    return current_call().user.key.id()
"""

register = registering.register
Configure = Callable[[str], None]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site with the services `numbers.…`."""
    folder = tmp_path_factory.mktemp("elsewhere")
    write_plugin(folder / "plugins", "numbers_plugin", GIVES, service=SERVICE)
    with place(folder / "data", JULY_PLUGINS=str(folder / "plugins")) as made:
        made.start()
        yield made


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Writes the file of services elsewhere, and takes it back after the test."""
    monkeypatch.setattr(host_module, "WAITS", (0.02, 0.1))
    monkeypatch.setattr(host_module, "PAUSES", (0.1, 0.2))

    def configure(text: str) -> None:
        file = tmp_path / "services.toml"
        file.write_text(text)
        monkeypatch.setenv("JULY_REMOTE_SERVICES", str(file))
        config.settings.cache_clear()

    yield configure
    hosts.end()
    monkeypatch.undo()
    config.settings.cache_clear()
