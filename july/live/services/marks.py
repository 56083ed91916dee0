"""Decorators that say what a service listens to, whom it tells, and who may call it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from july.live.services.notifying import tell_when_ended

P = ParamSpec("P")
T = TypeVar("T")
Function = TypeVar("Function", bound=Callable[..., Any])

Channels = str | Callable[..., str | Iterable[str]]
"""The name of a channel, or a function that gives names. Of the arguments of the call it gets those
that its own parameters name."""

_MARKS = "__july_service__"
_EVERYTHING = Parameter.VAR_KEYWORD


@dataclass(frozen=True, slots=True)
class Marks:
    """What decorators have said of a function."""

    channels: tuple[Channels, ...] = ()
    relays: bool = False
    """Whether subscribers get each message on the channels as it is."""
    needs_login: bool = False

    def channels_of(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the channels that a call with these arguments subscribes to."""
        names = (name for each in self.channels for name in _names(each, arguments))
        return tuple(dict.fromkeys(names))


def marks_of(function: object) -> Marks:
    """What decorators have said of `function`."""
    marks: Marks = getattr(function, _MARKS, Marks())
    return marks


def subscribes(*channels: Channels) -> Callable[[Function], Function]:
    """Who subscribes to this service gets a new answer when one of `channels` is notified."""
    return lambda function: _mark(function, channels=channels)


def relays(*channels: Channels) -> Callable[[Function], Function]:
    """Who subscribes to this service gets each message on `channels`, as it is.

    The service is called once, at the beginning, and nothing is compared.
    """
    return lambda function: _mark(function, channels=channels, relays=True)


def login_required(function: Function) -> Function:
    """Let only those call it who are signed in, by a session or a token. Local code always may."""
    return _mark(function, needs_login=True)


def notifies(*channels: Channels) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Notify `channels` whenever the function has been called, also when it raises.

    Inside a service's call it happens when that has ended, so that its answer comes first.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        marks = Marks(channels)
        trigger = getattr(function, "__name__", type(function).__name__)

        @wraps(function)
        def notifying(*args: P.args, **named: P.kwargs) -> T:
            try:
                return function(*args, **named)
            finally:
                tell_when_ended(marks.channels_of(_given(function, args, named)), trigger)

        return notifying

    return decorate


def _mark(function: Function, **changes: Any) -> Function:  # noqa: ANN401 - its fields
    setattr(function, _MARKS, replace(marks_of(function), **changes))
    return function


def _given(
    function: Callable[..., object], args: Iterable[object], named: Mapping[str, object]
) -> dict[str, Any]:
    """The arguments of a call by name; none if it was no call the function could take."""
    try:
        bound = signature(function).bind(*args, **named)
    except TypeError:
        return {}
    bound.apply_defaults()
    return bound.arguments


def _names(channels: Channels, arguments: Mapping[str, Any]) -> Iterable[str]:
    given = channels if isinstance(channels, str) else _call(channels, arguments)
    return (given,) if isinstance(given, str) else given


def _call(
    function: Callable[..., str | Iterable[str]], arguments: Mapping[str, Any]
) -> str | Iterable[str]:
    parameters = signature(function).parameters.values()
    if any(parameter.kind is _EVERYTHING for parameter in parameters):
        return function(**arguments)
    wanted = [parameter.name for parameter in parameters if parameter.name in arguments]
    return function(**{name: arguments[name] for name in wanted})
