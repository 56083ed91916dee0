"""The `params` of a request as arguments of a function."""

from inspect import BoundArguments, signature
from typing import Any

from july.live.services.errors import WrongArguments

Function = Any
"""Whatever can be called: a function, a bound method, an object with `__call__`."""


def bind(function: Function, params: object) -> BoundArguments:
    """`params` as the arguments of `function`, its defaults filled in.

    Absent or None: no arguments; a list: positional; an object: by name; anything else: one
    argument. Raises WrongArguments if the function does not take them.
    """
    positional, named = _spread(params)
    try:
        bound = signature(function).bind(*positional, **named)
    except TypeError as error:
        raise WrongArguments(f"wrong params: {error}") from None
    bound.apply_defaults()
    return bound


def _spread(params: object) -> tuple[list[Any], dict[str, Any]]:
    if params is None:
        return [], {}
    if isinstance(params, list):
        return params, {}
    if isinstance(params, dict):
        return [], params
    return [params], {}
