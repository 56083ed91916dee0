"""Widgets made for tests, on the hub of octo."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.template import engines as template_engines
from jinja2 import DictLoader
from jinja2.loaders import ChoiceLoader

from july import widgets
from july.hubs.contract import Widget
from july.hubs.registry import registry
from july.hubs.subjects import Subject, find_subject

widgets.load()
Declare = Callable[..., Widget]
_numbers = count(1)


@pytest.fixture
def templates() -> Iterator[dict[str, str]]:
    """Templates beside those in files; a test adds its own."""
    environment: Any = template_engines["jinja2"].env  # type: ignore[attr-defined]
    own: dict[str, str] = {}
    before = environment.loader
    environment.loader = ChoiceLoader([DictLoader(own), before])
    yield own
    environment.loader = before


@pytest.fixture
def declare(templates: dict[str, str]) -> Iterator[Declare]:
    """Declares and registers a widget, until the test ends."""
    names = []

    def register(template: str = "{{ data.text }}", **values: Any) -> Widget:
        name = f"widget-{next(_numbers)}"
        templates[f"{name}/template.html"] = template
        common = {"name": name, "title": "A widget", "about": "For a test."}
        widget = Widget(**common | {"data": lambda _subject: {"text": "hello"}} | values)
        registry.register(widget)
        names.append(name)
        return widget

    yield register
    for name in names:
        registry.withdraw(name)


@pytest.fixture
def of_octo(octo: str, context: None) -> Subject:
    """What octo's hub is about."""
    return find_subject("people", octo)
