"""Services: named functions for browsers, scripts, plugins and July's own pages.

    from july.live.services import notifies, services, subscribes

    @subscribes("greeting")
    def message(): ...

    services.register(sys.modules[__name__], "greeting")
    services.greeting.message()

July's own and those of plugins are registered by the hook `services` (`july.plugins`).

Over WebSocket and JSON-RPC the same function is called as `greeting.message`; docs/services.md has
the protocol. July's own services are in `july.live.services.own`.
"""

from july.live.services.answers import Answer, Prepared, as_error, prepare
from july.live.services.calls import Call, Caller, Id, Notice, Reach, current_call
from july.live.services.errors import NoSuchMethod, UnexpectedError, WrongArguments
from july.live.services.loaded import load
from july.live.services.local import call_locally, locally_subscribes
from july.live.services.marks import login_required, notifies, relays, subscribes
from july.live.services.notifying import notify, tell
from july.live.services.registry import Service, Services, services
from july.live.services.serializer import serializer

__all__ = [
    "Answer",
    "Call",
    "Caller",
    "Id",
    "NoSuchMethod",
    "Notice",
    "Prepared",
    "Reach",
    "Service",
    "Services",
    "UnexpectedError",
    "WrongArguments",
    "as_error",
    "call_locally",
    "current_call",
    "load",
    "locally_subscribes",
    "login_required",
    "notifies",
    "notify",
    "prepare",
    "relays",
    "serializer",
    "services",
    "subscribes",
    "tell",
]
