"""Replaces services and settings for the length of a test."""

from collections.abc import Mapping
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

from july import config
from july.live.services import services
from july.plugins.configuration import PluginSettings


class ServicePatcher:
    """`service_patcher("weather", {"today": lambda: "rain"})`: what is called by that name."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def __call__(self, namespace: str, replacement: object) -> None:
        """Let calls of the namespace reach an object, or the functions of a mapping.

        The namespace need not be there otherwise.
        """
        if isinstance(replacement, Mapping):
            replacement = SimpleNamespace(**replacement)
        self._stack.enter_context(services.replaced(namespace, replacement))


class ConfigPatcher:
    """`config_patcher(settings, proxy="http://localhost")`: of a plugin, or July's by variables."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def __call__(self, settings: PluginSettings | None = None, /, **values: Any) -> None:  # noqa: ANN401
        """Let those values count. Raises ConfigurationError for one that is refused.

        Without a plugin's settings they are July's own, by the names of their variables.
        """
        if settings is None:
            self._stack.enter_context(config.adopted(values))
            return
        before = dict(settings.__dict__)
        checked = type(settings)(**(before | values))
        settings.__dict__.update(checked.__dict__)
        self._stack.callback(settings.__dict__.update, before)
