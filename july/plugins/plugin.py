"""What is known of one plugin."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any

from july.errors import PluginFailed

logger = logging.getLogger(__name__)

PRIORITY = 50
MOST_FAULTS = 20
"""Faults of one plugin that are kept; of further ones there is the number, and the log."""


class State(StrEnum):
    """How far a plugin got."""

    LOADED = "loaded"
    FAILED = "failed"
    """It is left out; its first fault says why."""
    OFF = "off"
    """JULY_WITHOUT_PLUGINS names it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that is there, before anything of it has been imported."""

    name: str
    """What it is called in addresses, settings and logs."""
    target: str
    """`module` or `module:object`, of which the hooks are."""
    version: str = ""
    summary: str = ""
    folder: Path | None = None
    """Where it stands, if that is the folder for plugins; None if it is installed."""
    fault: Exception | None = None
    """Why it can't be a plugin."""

    @property
    def module(self) -> str:
        """The module to import."""
        return self.target.partition(":")[0]

    @property
    def attribute(self) -> str:
        """The object in it that implements hooks; "" for the module itself."""
        return self.target.partition(":")[2]


@dataclass(slots=True)
class Spent:
    """Calls of one sort, and the time they took."""

    calls: int = 0
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one more call."""
        self.calls += 1
        self.seconds += seconds


@dataclass(slots=True)
class Plugin:
    """A plugin in this process, and what became of it."""

    found: Found
    strict: bool = False
    """Whether a fault ends the process instead of being kept."""
    state: State = State.LOADED
    priority: int = PRIORITY
    hooks: object = None
    """What implements its hooks."""
    package: Path | None = None
    """The folder of its package, None for a single module."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, the first first, in a line each."""
    failures: int = 0
    """How often something went wrong."""
    spent: dict[str, Spent] = field(default_factory=dict)
    """How often its code ran and for how long, by what it was called for."""

    @property
    def name(self) -> str:
        """What it is called in addresses, settings and logs."""
        return self.found.name

    def fail(self, what: str, error: BaseException) -> None:
        """Leave the plugin out for good. Raises PluginFailed where the process is strict."""
        self.state = State.FAILED
        self._note(what, error)

    @contextmanager
    def answerable(self, what: str) -> Iterator[None]:
        """Whatever is raised inside is the plugin's fault: kept with it, logged by its name.

        Raises PluginFailed where the process is strict.
        """
        try:
            yield
        except PluginFailed:
            raise
        except Exception as error:  # noqa: BLE001 - of other people's code
            self._note(what, error)

    @contextmanager
    def at_work(self, what: str) -> Iterator[None]:
        """Its code runs inside: the time is counted, what it raises is told and raised."""
        began = perf_counter()
        try:
            yield
        except Exception as error:
            self._note(what, error)
            raise
        finally:
            self.spent.setdefault(what, Spent()).add(perf_counter() - began)

    def _note(self, what: str, error: BaseException) -> None:
        fault = f"{what}: {_told(error)}"
        self.failures += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        logger.error("the plugin %s failed in %s", self.name, fault, exc_info=error)
        if self.strict:
            message = f"the plugin {self.name} failed in {fault}"
            raise PluginFailed(message) from error


@dataclass(frozen=True, slots=True)
class Given:
    """What one plugin gave for one hook."""

    plugin: Plugin
    value: Any


def _told(error: BaseException) -> str:
    """The error on one line: its class says what the message alone often does not."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
