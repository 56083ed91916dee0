"""A fixture: services of a test, registered for its length."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from july.live.services import services

Register = Callable[..., None]


@pytest.fixture
def register() -> Iterator[Register]:
    """`register("greeting", message=function, …)`."""
    names: list[str] = []

    def register(namespace: str, **functions: Any) -> None:
        services.register(SimpleNamespace(**functions), namespace)
        names.append(namespace)

    yield register
    for name in names:
        services.withdraw(name)
