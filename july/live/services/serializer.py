"""Answers as JSON: compact, keys sorted, so that equal answers are equal texts."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

Prepare = Callable[[Any], object]


class Serializer:
    """Writes JSON, also of types for which somebody has said what stands for them."""

    def __init__(self) -> None:
        self._functions: dict[type, Prepare] = {}

    def register(self, kind: type, function: Prepare) -> None:
        """Let `function(value)` stand for values of `kind` and its subclasses.

        Raises ValueError if something does already.
        """
        if kind in self._functions:
            message = f"{kind.__name__} is registered already"
            raise ValueError(message)
        self._functions[kind] = function

    def encode(self, value: object) -> str:
        """`value` as JSON. Raises TypeError or ValueError for what has no place in it."""
        text = json.dumps(
            value,
            default=self._prepare,
            sort_keys=True,
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
        # Half a surrogate pair has no place in UTF-8.
        return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")

    def _prepare(self, value: object) -> object:
        for kind in type(value).__mro__:
            if kind in self._functions:
                return self._functions[kind](value)
        message = f"{type(value).__name__} has no place in JSON; see serializer.register"
        raise TypeError(message)


def digest_of(text: str) -> str:
    """What tells one answer from another without keeping it."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()


def _in_order(values: Iterable[Any]) -> list[Any]:
    kept = list(values)
    try:
        return sorted(kept)
    except TypeError:  # of different types: any order will do that is the same every time
        return sorted(kept, key=lambda value: (type(value).__name__, repr(value)))


serializer = Serializer()
serializer.register(date, lambda value: value.strftime("%Y-%m-%d"))
serializer.register(datetime, datetime.isoformat)
serializer.register(Promise, str)
serializer.register(set, _in_order)
serializer.register(frozenset, _in_order)
