"""What is known of one plugin."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from july.errors import PluginFailed
from july.plugins import work
from july.plugins.work import Running, Spent

logger = logging.getLogger(__name__)

PRIORITY = 50
JULY = "july"
"""What July is called among the plugins; no other can be."""
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
    place: str = ""
    """The address of its website, if it has one."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, the first first, in a line each; the same only once."""
    failures: int = 0
    """How often something went wrong."""
    spent: dict[str, Spent] = field(default_factory=dict)
    """How often its code ran for requests and tasks, and for how long, by what it ran for."""

    @property
    def name(self) -> str:
        """What it is called in addresses, settings and logs."""
        return self.found.name

    @property
    def static(self) -> Path | None:
        """The folder of the files that browsers load, if it has one."""
        if self.package is None or self.state is not State.LOADED:
            return None
        folder = self.package / "static"
        return folder if folder.is_dir() else None

    def owns(self, module: str) -> bool:
        """Whether a module is of its package."""
        return f"{module}.".startswith(f"{self.found.module}.")

    def fail(self, what: str, error: BaseException) -> None:
        """Leave the plugin out for good. Raises PluginFailed where the process is strict."""
        self.state = State.FAILED
        self.note(what, error)
        self._insist()

    @contextmanager
    def giving(self) -> Iterator[None]:
        """What is registered inside is the plugin's."""
        token = _giver.set(self)
        try:
            yield
        finally:
            _giver.reset(token)

    @contextmanager
    def answerable(self, what: str) -> Iterator[None]:
        """Whatever is raised inside is the plugin's fault: kept with it, logged by its name.

        Raises PluginFailed where the process is strict.
        """
        try:
            with self.giving():
                yield
        except PluginFailed:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - of other people's code
            self.note(what, error)
            self._insist()

    @contextmanager
    def at_work(self, what: str) -> Iterator[Running]:
        """Its code runs inside, for a request: that is measured, and a fault of it told and raised.

        What it raises on purpose to refuse something is no fault. It can't end the process.
        """
        call, failed = work.begin(self.name, what), False
        try:
            yield call
            if call.failure is not None:
                failed = True
                self.note(what, call.failure)
        except SystemExit as error:
            failed = True
            self.note(what, error)
            message = f"the plugin {self.name} wanted to end the process"
            raise RuntimeError(message) from error
        except Exception as error:
            failed = work.is_fault(error)
            if failed and _TOLD not in getattr(error, "__notes__", ()):
                self.note(what, error)
                error.add_note(_TOLD)
            raise
        finally:
            work.end(call, self.spent.setdefault(what, Spent()), failed=failed)

    def note(self, what: str, error: BaseException) -> None:
        """Keep a fault with the plugin, and tell it in the log by the plugin's name."""
        fault = f"{what}: {_told(error)}"
        self.failures += 1
        if fault not in self.faults and len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        logger.error("the plugin %s failed in %s", self.name, fault, exc_info=error)

    def _insist(self) -> None:
        """Raise PluginFailed where the process is strict."""
        if self.strict:
            message = f"the plugin {self.name} failed in {self.faults[-1]}"
            raise PluginFailed(message)


@dataclass(frozen=True, slots=True)
class Given:
    """What one plugin gave for one hook."""

    plugin: Plugin
    value: Any


_TOLD = "A plugin was at work; it has been told of."
"""Noted on errors, so that only the innermost plugin is told of."""
_giver: ContextVar[Plugin | None] = ContextVar("july.plugins.giver", default=None)


def giver() -> Plugin | None:
    """The plugin that is loading, or giving something, just now; None for July itself."""
    plugin = _giver.get()
    return None if plugin is None or plugin.name == JULY else plugin


def _told(error: BaseException) -> str:
    """The error on one line: its class says what the message alone often does not."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
