"""Which services there are, and calling them from local code."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import ModuleType
from typing import Any

from july import plugins
from july.errors import ConfigurationError
from july.live.remote import find_elsewhere
from july.live.services.errors import NoSuchMethod
from july.live.services.marks import Marks, marks_of
from july.plugins import Plugin

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Service:
    """One function that can be called by its name."""

    name: str
    function: Callable[..., Any]
    marks: Marks
    plugin: Plugin | None = None
    """Whose it is; None if it is July's own."""

    def call(self, *args: object, **named: object) -> Any:  # noqa: ANN401 - the service's answer
        """Call it; the work of a plugin is known as its own."""
        if self.plugin is None:
            return self.function(*args, **named)
        with self.plugin.at_work(f"service {self.name}"):
            return self.function(*args, **named)


class Services:
    """The services of a process: `services.register(module)`, then `services.module.function()`.

    What is registered is looked into at every call, so that a test may replace a function.
    """

    def __init__(self) -> None:
        self._objects: dict[str, object] = {}
        self._plugins: dict[str, Plugin | None] = {}
        self._elsewhere: frozenset[str] = frozenset()
        self._load: Callable[[], None] = _nothing
        self._lock = Lock()

    def register(self, module: ModuleType | object, namespace: str | None = None) -> None:
        """Let the functions of a module, or of any object, be called as `namespace.function`.

        Not those whose names begin with an underscore, nor what its `__all__` leaves out. Without
        a namespace it is the last part of the module's name. Raises ValueError if that is taken or
        no name, ConfigurationError if it is elsewhere.
        """
        name = namespace or str(getattr(module, "__name__", "")).rpartition(".")[2]
        if not all(part.isidentifier() and part[0] != "_" for part in name.split(".")):
            message = f"{name!r} can't name services; give another as namespace"
            raise ValueError(message)
        if hasattr(Services, name):
            message = f"{name!r} is taken: the registry itself needs that name"
            raise ValueError(message)
        with self._lock:
            if name in self._elsewhere:
                raise _both(name)
            if name in self._objects:
                message = f"services called {name!r} are registered already"
                raise ValueError(message)
            self._objects[name] = module
            self._plugins[name] = plugins.giver()

    def leave_elsewhere(self, namespaces: Iterable[str]) -> None:
        """Those namespaces are on other hosts: nobody may register them here.

        Raises ConfigurationError if somebody has.
        """
        with self._lock:
            self._elsewhere = frozenset(namespaces)
            for name in sorted(self._elsewhere & self._objects.keys()):
                raise _both(name)

    def load_by(self, load: Callable[[], None]) -> None:
        """Let that register all there are, before local code is told that one is missing."""
        self._load = load

    def withdraw(self, namespace: str) -> None:
        """Offer the services of that namespace no more."""
        with self._lock:
            self._objects.pop(namespace, None)

    @contextmanager
    def replaced(self, namespace: str, module: object) -> Iterator[None]:
        """Let calls of that namespace reach another object inside, for tests."""
        with self._lock:
            before = self._objects.get(namespace)
            self._objects[namespace] = module
        try:
            yield
        finally:
            with self._lock:
                if before is None:
                    del self._objects[namespace]
                else:
                    self._objects[namespace] = before

    def find(self, method: str) -> Service:
        """The service called `namespace.function`. Raises NoSuchMethod."""
        namespace, _, name = method.rpartition(".")
        owner = self._objects.get(namespace)
        function = getattr(owner, name, None) if _may_be_called(owner, name) else None
        if not callable(function) or isinstance(function, type):
            raise NoSuchMethod(f"no such method: {method[:LONGEST_NAME]!r}")
        return Service(method, function, marks_of(function), self._plugins.get(namespace))

    def call(self, namespace: str, name: str, /, *args: object, **named: object) -> Any:  # noqa: ANN401 - the service's
        """What a service gives to local code, be it here or on another host.

        Raises NoSuchMethod, what the function raises here, and what `Host.call` raises there.
        """
        if namespace not in self._objects:
            place = find_elsewhere(namespace)
            if place is not None:
                host, namespace_there = place
                return host.call(f"{namespace_there}.{name}", *args, **named)
            self._load()
        return self.find(f"{namespace}.{name}").call(*args, **named)

    def __iter__(self) -> Iterator[Service]:
        """All services, by name."""
        for namespace, owner in sorted(self._objects.items()):
            for name in sorted(getattr(owner, "__all__", None) or dir(owner)):
                try:
                    yield self.find(f"{namespace}.{name}")
                except NoSuchMethod:
                    continue

    def __getattr__(self, namespace: str) -> "Namespace":
        """The services of a namespace, whether or not it is registered yet."""
        if namespace.startswith("_"):
            raise AttributeError(namespace)
        return Namespace(self, namespace)


class Namespace:
    """Calls the services of one namespace as ordinary functions, wherever they are."""

    def __init__(self, services: Services, name: str) -> None:
        self._services = services
        self._name = name

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function that looks the service up when it is called; it raises as `call` does."""
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: object, **named: object) -> Any:  # noqa: ANN401 - the service's answer
            return self._services.call(self._name, name, *args, **named)

        return call


def _nothing() -> None:
    """What a registry of one's own loads."""


def _both(namespace: str) -> ConfigurationError:
    message = (
        f"services called {namespace!r} are on another host by JULY_REMOTE_SERVICES, and can't be"
        " registered here too; take one of the two away"
    )
    return ConfigurationError(message, field="JULY_REMOTE_SERVICES")


def _may_be_called(owner: object, name: str) -> bool:
    """Whether a name is offered: by `__all__`; without that a module offers what it defines, and
    nothing that it has imported for itself."""
    if not name or name[0] == "_":
        return False
    offered = getattr(owner, "__all__", None)
    if offered is not None:
        return name in offered
    return not isinstance(owner, ModuleType) or _home(getattr(owner, name, None)) == owner.__name__


def _home(function: object) -> str | None:
    """The name of the module in which a function was defined."""
    return getattr(function, "__module__", None)


services = Services()
"""The services of this process."""
