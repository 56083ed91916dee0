"""A folder for plugins, and plugins without one."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol

import pytest
from webtest import TestApp

from july import config, main
from july.plugins import Plugin, close_plugins, hookimpl, open_plugins
from july.plugins.plugin import Found
from july.testing.site import Site
from tests.plugins.packages import importing_anew


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where plugins are put; what is imported from it is forgotten after the test."""
    with importing_anew():
        yield tmp_path


class Plug(Protocol):
    """Takes in a plugin that gives things by the hooks of these names."""

    def __call__(self, name: str = "haiku", **given: object) -> Plugin: ...


@pytest.fixture
def plug() -> Iterator[Plug]:
    """Plugins that are there for the test alone; to be taken in before anything is asked."""
    close_plugins()
    plugins = open_plugins(config.settings())

    def take_in(name: str = "haiku", **given: object) -> Plugin:
        hooks = {
            hook: hookimpl(lambda value=value: value)  # pluggy leaves out what has a default
            for hook, value in given.items()
        }
        return plugins.add(Found(name, name), SimpleNamespace(**hooks))

    yield take_in
    close_plugins()


@pytest.fixture
def pages(site: Site) -> TestApp:
    """A browser that nobody has used yet."""
    return TestApp(main.app)
