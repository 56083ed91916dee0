"""What July and its plugins give for one hook, thing by thing, each with who gave it.

RULES = Gathered("scoring_rules", ScoringRule, lambda rule: rule.name)

for plugin, rule in RULES:
    with plugin.answerable(f"scoring rule {rule.name}"):
        rule.points(commit, game)
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

from july.errors import PluginFailed
from july.plugins.opened import ask, present
from july.plugins.plugin import Plugin

Thing = TypeVar("Thing")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Gift(NamedTuple, Generic[Thing]):
    """One thing, and who gave it."""

    plugin: Plugin
    thing: Thing

    @contextmanager
    def trying(self, what: str) -> Iterator[None]:
        """Its code runs inside: the time is counted, and what it raises is a fault of its plugin
        and stops nobody else. Raises PluginFailed where the process is strict."""
        try:
            with self.plugin.at_work(what):
                yield
        except PluginFailed:
            raise
        except Exception:  # noqa: BLE001, S110 - `at_work` has told of it
            pass


class Gathered(Generic[Thing]):
    """The things given for one hook, asked for at the first look, July's own first.

    One of another sort, or with a name that can't be or is taken, is refused: the fault of its
    plugin. Names are lower case letters, digits and dashes, forty at most.
    """

    def __init__(self, hook: str, sort: type[Thing], name_of: Callable[[Thing], str]) -> None:
        self._hook = hook
        self._sort = sort
        self._name_of = name_of
        self._things: dict[str, Gift[Thing]] = {}
        self._of: object = None

    def __iter__(self) -> Iterator[Gift[Thing]]:
        """Everything, in the order in which plugins are asked."""
        return iter(self._known().values())

    def get(self, name: str) -> Gift[Thing] | None:
        """What has that name."""
        return self._known().get(name)

    def _known(self) -> dict[str, Gift[Thing]]:
        # Of plugins that are being loaded still there may be more at the next look.
        if self._of is None or self._of is not present():
            self._things = {}
            for given in ask(self._hook):
                with given.plugin.answerable(self._hook):
                    for thing in given.value:
                        with given.plugin.answerable(self._hook):
                            self._take(given.plugin, thing)
            self._of = present()
        return self._things

    def _take(self, plugin: Plugin, thing: Thing) -> None:
        if not isinstance(thing, self._sort):
            message = f"{thing!r} is no {self._sort.__name__}"
            raise TypeError(message)
        name = self._name_of(thing)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            message = f"{name!r} can't be a name: lower case letters, digits and dashes can"
            raise ValueError(message)
        if name in self._things:
            message = f"there is another {self._sort.__name__} called {name!r}"
            raise ValueError(message)
        self._things[name] = Gift(plugin, thing)
