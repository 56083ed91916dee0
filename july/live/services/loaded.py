"""The services that July and its plugins give to every process that answers calls."""

from functools import lru_cache

from july import plugins
from july.live.remote import namespaces
from july.live.services.registry import services


@lru_cache(maxsize=1)
def load() -> None:
    """Register them all; again is nothing.

    Raises ConfigurationError for what JULY_REMOTE_SERVICES says is elsewhere.
    """
    services.leave_elsewhere(namespaces())
    plugins.collect("services", _register)


def _register(given: tuple[str, object]) -> None:
    namespace, module = given
    services.register(module, namespace)
