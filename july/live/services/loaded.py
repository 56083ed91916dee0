"""The services that July and its plugins give to every process that calls them or answers calls."""

from threading import RLock

from july import plugins
from july.live.remote import namespaces
from july.live.services.registry import services

_loading = RLock()
_begun = False


def load() -> None:
    """Register them all; again is nothing, and neither is it while they are being registered.

    Raises ConfigurationError for what JULY_REMOTE_SERVICES says is elsewhere.
    """
    global _begun  # noqa: PLW0603 - one registry a process
    with _loading:
        if _begun:
            return
        _begun = True
        services.leave_elsewhere(namespaces())
        plugins.collect("services", _register)


def _register(given: tuple[str, object]) -> None:
    namespace, module = given
    services.register(module, namespace)


services.load_by(load)
