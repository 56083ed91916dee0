"""Which functions may be deferred, by name."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any, TypeVar

from july import plugins
from july.errors import BadRequest, NotFound

Function = TypeVar("Function", bound=Callable[..., None])

_functions: dict[str, Callable[..., None]] = {}
_periods: dict[str, timedelta] = {}
_queues: dict[str, str] = {}


def task(
    name: str, *, every: timedelta | None = None, queue: str = "work"
) -> Callable[[Function], Function]:
    """Register the decorated function as `name`; it must be safe to run twice.

    It waits in that `queue` of queue.yaml. With `every` it is also deferred, without arguments,
    once in each such stretch of time.
    """

    def register(function: Function) -> Function:
        if name in _functions:
            message = f"Two deferred tasks are called {name}."
            raise ValueError(message)
        _functions[name] = function
        _queues[name] = queue
        if every is not None:
            _periods[name] = every
        return function

    return register


def run(name: str, arguments: object) -> None:
    """Carry out the task called `name`. Raises NotFound and BadRequest for a task nobody defers."""
    function = _functions.get(name)
    if function is None:
        raise NotFound(f"There is no deferred task called {name!r}.")
    if not isinstance(arguments, list):
        raise BadRequest("A deferred task takes a JSON list of arguments.")
    call: Callable[..., Any] = function
    plugin = plugins.owner_of(call.__module__)
    with plugin.at_work(f"task {name}") if plugin else nullcontext():
        call(*arguments)


def queue_of(name: str) -> str:
    """The queue in which calls of that task wait."""
    return _queues.get(name, "work")


def registered() -> list[str]:
    """The names of all deferred tasks, in order."""
    return sorted(_functions)


def periodic() -> dict[str, timedelta]:
    """The tasks that recur, and how often."""
    return dict(_periods)
