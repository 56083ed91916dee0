"""The wire protocol of services, spoken over a real socket by a client that knows nothing else."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from july import bus, channel, stores
from july.bus import notices
from july.live.services import notifies, notify, services, subscribes
from tests.site.conftest import Serve
from tests.site.conversing import Connect, receive
from tests.site.running import eventually

NAME = {"name": "DefaultName"}


def message() -> str:
    return f"Hello {NAME['name']}"


def set_name(name: str) -> str:
    NAME["name"] = name
    return "ok"


def fail() -> None:
    raise RuntimeError


def arguments(*given: Any, **named: Any) -> Any:
    return named or list(given)


@pytest.fixture(autouse=True)
def greeting() -> Iterator[None]:
    NAME["name"] = "DefaultName"
    functions: dict[str, Callable[..., Any]] = {
        "message": subscribes("greeting")(message),
        "set_name": notifies("greeting")(set_name),
        "fail": subscribes("greeting")(fail),
        "fail_loudly": notifies("greeting")(fail),
        "nothing": subscribes("greeting")(lambda: None),
        "arguments": arguments,
        "later": lambda: notify("greeting", delay=True),
    }
    services.register(SimpleNamespace(__all__=list(functions), **functions), "greeting")
    yield
    services.withdraw("greeting")


@pytest.fixture
def line(serve: Serve, open_socket: Connect, engines: stores.Stores) -> ClientConnection:
    return open_socket(serve(channel=channel.app))


@pytest.fixture
def other(line: ClientConnection, open_socket: Connect) -> ClientConnection:
    port = line.remote_address[1]
    return open_socket(SimpleNamespace(port=port))


def send(line: ClientConnection, message: Any) -> None:
    line.send(message if isinstance(message, str) else json.dumps(message))


def ask(line: ClientConnection, message: Any) -> Any:
    send(line, message)
    return receive(line)


def nothing_waits(line: ClientConnection) -> None:
    marker = {"method": "greeting.arguments", "params": ["end"], "callback": "end"}
    assert ask(line, marker) == {"callback": "end", "data": ["end"]}


def test_the_transcript_at_the_end_of_the_protocol(line: ClientConnection) -> None:
    told = ask(line, {"client": "client-1", "method": "greeting.message"})
    assert (told["client"], told["data"]) == ("client-1", "Hello DefaultName")
    again = {"callback": "callback-1", "method": "greeting.set_name", "params": ["World"]}
    assert ask(line, again) == {"callback": "callback-1", "data": "ok"}
    pushed = receive(line)
    assert pushed == {"client": "client-1", "data": "Hello World", "trigger": "set_name"}
    assert ask(line, again) == {"callback": "callback-1", "data": "ok"}
    nothing_waits(line)


@pytest.mark.parametrize(
    ("params", "given"),
    [(None, []), ([1, 2], [1, 2]), ({"a": 1}, {"a": 1}), ("one", ["one"]), (0, [0])],
)
def test_params_are_nothing_positions_keywords_or_one_argument(
    line: ClientConnection, params: Any, given: Any
) -> None:
    asked = {"callback": "c", "method": "greeting.arguments", "params": params}
    assert ask(line, asked)["data"] == given


def test_a_client_only_gets_the_trigger_subscribe(line: ClientConnection) -> None:
    told = ask(line, {"client": "a", "method": "greeting.arguments"})
    assert told == {"client": "a", "data": [], "trigger": "subscribe"}


def test_both_ids_come_back_with_replies_and_pushes(line: ClientConnection) -> None:
    told = ask(line, {"client": "a", "callback": "b", "method": "greeting.message"})
    assert told == {"callback": "b", "client": "a", "data": "Hello DefaultName"}
    NAME["name"] = "You"
    notices.notify(["greeting"])
    pushed = {"callback": "b", "client": "a", "data": "Hello You", "trigger": "manual"}
    assert receive(line) == pushed


def test_neither_id_runs_without_a_reply_but_with_an_error(line: ClientConnection) -> None:
    send(line, {"method": "greeting.set_name", "params": ["Nobody"]})
    nothing_waits(line)
    assert NAME["name"] == "Nobody"
    assert ask(line, {"method": "greeting.fail"}) == {"error": "unexpected error"}


def test_a_result_of_nothing_has_no_data(line: ClientConnection) -> None:
    assert ask(line, {"callback": "c", "method": "greeting.nothing"}) == {"callback": "c"}


def test_what_is_no_object_is_told_so(line: ClientConnection) -> None:
    for text in ("[]", "nonsense", "1"):
        told = ask(line, text)["error"]
        assert told.startswith("incoming websocket message was not a json object: ")


def test_unsubscribing_is_acknowledged_and_unknown_ids_are_harmless(
    line: ClientConnection,
) -> None:
    ask(line, {"client": "a", "method": "greeting.message"})
    ended = {"action": "unsubscribe", "client": ["a", "unknown"], "callback": "c"}
    assert ask(line, ended) == {"callback": "c"}
    NAME["name"] = "Gone"
    notices.notify(["greeting"])
    nothing_waits(line)


def test_an_explicit_request_always_answers(line: ClientConnection) -> None:
    asked = {"client": "a", "method": "greeting.message"}
    assert ask(line, asked) == ask(line, asked)


def test_a_function_that_notifies_does_so_even_if_it_raises(line: ClientConnection) -> None:
    ask(line, {"client": "a", "method": "greeting.message"})
    NAME["name"] = "Changed"
    told = ask(line, {"callback": "c", "method": "greeting.fail_loudly"})
    assert told == {"callback": "c", "error": "unexpected error"}
    assert receive(line) == {"client": "a", "data": "Hello Changed", "trigger": "fail"}


def test_a_subscription_whose_first_call_raised_stays(
    line: ClientConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAME, "name", {})
    assert ask(line, {"client": "a", "method": "greeting.fail"})["error"] == "unexpected error"
    assert ask(line, {"client": "b", "method": "greeting.message"})["data"] == "Hello {}"
    NAME["name"] = "Whole"
    notices.notify(["greeting"])
    assert receive(line) == {"client": "b", "data": "Hello Whole", "trigger": "manual"}


def test_a_delayed_notice_comes_after_the_call(line: ClientConnection) -> None:
    ask(line, {"client": "a", "method": "greeting.message"})
    NAME["name"] = "Later"
    assert ask(line, {"callback": "c", "method": "greeting.later"}) == {"callback": "c"}
    assert receive(line) == {"client": "a", "data": "Hello Later", "trigger": "manual"}


def test_client_ids_belong_to_their_connection(
    line: ClientConnection, other: ClientConnection
) -> None:
    for each in (line, other):
        ask(each, {"client": "a", "method": "greeting.message"})
    ask(other, {"action": "unsubscribe", "client": "a", "callback": "c"})
    NAME["name"] = "One"
    notices.notify(["greeting"])
    assert receive(line)["data"] == "Hello One"
    nothing_waits(other)


@pytest.mark.parametrize("method", ["greeting.unknown", "nobody.nothing", "greeting._x", None])
def test_what_can_not_be_called_is_an_error_with_the_ids(
    line: ClientConnection, method: str | None
) -> None:
    told = ask(line, {"client": "a", "callback": "c", "method": method})
    assert (told["client"], told["callback"]) == ("a", "c")
    assert told["error"]


def test_the_number_of_watchers_is_a_service(
    line: ClientConnection, other: ClientConnection
) -> None:
    counted = {"callback": "c", "method": "presence.count"}
    eventually(lambda: ask(line, counted)["data"] >= 2)


def test_a_raw_stream_is_watched(line: ClientConnection) -> None:
    ask(line, {"client": "a", "method": "streams.watch", "params": ["testing"]})
    for _ in range(2):
        bus.publish(["testing"], "stream", "awdawd 2")
        assert receive(line) == {"client": "a", "data": "awdawd 2", "trigger": "manual"}
