"""The channel app as a switchboard and as strangers reach it."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from webtest import TestApp

from july import channel
from july.live.services import notifies, subscribes
from july.live.wsgi import INSIDE
from july.testing.site import Site
from tests import registering
from tests.registering import Register

register = registering.register


@dataclass
class Line:
    """One connection, kept as a switchboard keeps it."""

    app: TestApp
    context: str = ""
    held: dict[tuple[Any, Any], dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, path: str, **question: Any) -> dict[str, Any]:
        """The app's answer to a question."""
        answer: dict[str, Any] = self.app.post_json(path, question).json
        return answer

    def send(self, frame: object, **more: Any) -> list[dict[str, Any]]:
        """Send a frame; gives what comes back, and keeps what is to be kept."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        told = self.ask(
            "/ws",
            **{
                "frame": text,
                "connection": "line-1",
                "context": self.context,
                "subscriptions": len(self.held),
                "held": [list(pair) for pair in self.held],
            }
            | more,
        )
        for client, callback in told["forget"]:
            self.held.pop((client, callback), None)
        for client in told["unsubscribe"]:
            self.held = {pair: kept for pair, kept in self.held.items() if pair[0] != client}
        for each in told["subscribe"]:
            self.held[each["client"], each["callback"]] = each
        self.notices = told["notify"]
        return [json.loads(message) for message in told["send"]]

    def again(self, client: Any, callback: Any = None) -> dict[str, Any]:
        """Let the service of a subscription be called again."""
        each = self.held[client, callback]
        question = {name: each[name] for name in ("method", "params", "scope", "kept")}
        return self.ask("/ws/again", context=self.context, **question)


@pytest.fixture
def outside(site: Site) -> TestApp:
    """The app, for anybody."""
    return TestApp(channel.app)


@pytest.fixture
def inside(site: Site) -> TestApp:
    """The app, for a switchboard of its own process."""
    return TestApp(channel.app, extra_environ={INSIDE: True})


@pytest.fixture
def line(inside: TestApp) -> Line:
    """A connection of a stranger."""
    return Line(inside, inside.get("/ws").json["context"])


@pytest.fixture
def greeting(register: Register) -> SimpleNamespace:
    """The services of the protocol's own example."""
    from_outside = SimpleNamespace(name="DefaultName", calls=0)

    def message() -> str:
        from_outside.calls += 1
        return f"Hello {from_outside.name}"

    def set_name(name: str) -> str:
        from_outside.name = name
        return "ok"

    register(
        "greeting", message=subscribes("greeting")(message), set_name=notifies("greeting")(set_name)
    )
    return from_outside
