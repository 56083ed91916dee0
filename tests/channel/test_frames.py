"""The protocol of the WebSocket, row by row of docs/services.md."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from july.channel.frames import LONGEST_FRAME, MOST_SUBSCRIPTIONS
from july.errors import NotFound
from july.live.services import notify, subscribes
from tests.channel.conftest import Line
from tests.registering import Register

CLIENT, CALLBACK = "client-1", "callback-1"


@pytest.fixture
def echo(register: Register) -> None:
    def echo(*args: object, **named: object) -> list[object]:
        return [args, named]

    def fail() -> None:
        raise RuntimeError("secret detail")

    def refuse() -> None:
        raise NotFound("there is no tree")

    register("test", echo=echo, fail=fail, refuse=refuse, nothing=lambda: None)


# What params mean


@pytest.mark.parametrize(
    ("more", "received"),
    [
        ({}, [[], {}]),
        ({"params": None}, [[], {}]),
        ({"params": []}, [[], {}]),
        ({"params": [1, [2]]}, [[1, [2]], {}]),
        ({"params": {"a": 1, "b": None}}, [[], {"a": 1, "b": None}]),
        ({"params": "text"}, [["text"], {}]),
        ({"params": 0}, [[0], {}]),
        ({"params": False}, [[False], {}]),
    ],
)
@pytest.mark.usefixtures("echo")
def test_params_become_arguments(line: Line, more: dict[str, Any], received: object) -> None:
    frame = {"method": "test.echo", "callback": CALLBACK} | more
    assert line.send(frame) == [{"callback": CALLBACK, "data": received}]


# Who gets an answer


def test_with_a_callback_only_there_is_one_reply(line: Line, greeting: SimpleNamespace) -> None:
    told = line.send({"method": "greeting.message", "callback": CALLBACK})
    assert told == [{"callback": CALLBACK, "data": "Hello DefaultName"}]
    assert line.held == {}


def test_with_a_client_only_it_is_a_subscription(line: Line, greeting: SimpleNamespace) -> None:
    told = line.send({"method": "greeting.message", "client": CLIENT})
    assert told == [{"client": CLIENT, "data": "Hello DefaultName", "trigger": "subscribe"}]
    kept = line.held[CLIENT, None]
    assert (kept["method"], kept["params"], kept["channels"]) == (
        "greeting.message",
        None,
        ["greeting"],
    )
    assert (kept["scope"], kept["relays"], kept["kept"], kept["until"]) == ("", False, None, None)


@pytest.mark.usefixtures("echo")
def test_what_subscribes_to_no_channel_is_answered_and_not_kept(line: Line) -> None:
    told = line.send({"method": "test.echo", "client": CLIENT})
    assert told == [{"client": CLIENT, "data": [[], {}], "trigger": "subscribe"}]
    assert line.held == {}


def test_with_both_the_reply_carries_both(line: Line, greeting: SimpleNamespace) -> None:
    told = line.send({"method": "greeting.message", "client": CLIENT, "callback": CALLBACK})
    assert told == [{"callback": CALLBACK, "client": CLIENT, "data": "Hello DefaultName"}]
    assert set(line.held) == {(CLIENT, CALLBACK)}


def test_with_neither_it_runs_without_a_reply(line: Line, greeting: SimpleNamespace) -> None:
    assert line.send({"method": "greeting.set_name", "params": "World"}) == []
    assert greeting.name == "World"


@pytest.mark.usefixtures("echo")
def test_with_neither_an_error_is_still_sent(line: Line) -> None:
    assert line.send({"method": "test.refuse"}) == [{"error": "there is no tree"}]


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    "names", [{"callback": 1}, {"client": 1}, {"client": "a", "callback": "b"}, {"client": "1"}]
)
def test_ids_come_back_as_they_were(line: Line, names: dict[str, Any]) -> None:
    (told,) = line.send({"method": "test.nothing"} | names)
    assert {name: told[name] for name in ("client", "callback") if name in told} == names


@pytest.mark.usefixtures("echo")
def test_a_result_of_none_has_no_data(line: Line) -> None:
    assert line.send({"method": "test.nothing", "callback": 1}) == [{"callback": 1}]
    assert line.send({"method": "test.nothing", "client": 1}) == [
        {"client": 1, "trigger": "subscribe"}
    ]


def test_messages_are_compact_and_their_keys_sorted(line: Line, greeting: SimpleNamespace) -> None:
    frame = json.dumps({"method": "greeting.message", "client": "a", "callback": "b"})
    (text,) = line.ask("/ws", frame=frame)["send"]
    assert text == '{"callback":"b","client":"a","data":"Hello DefaultName"}'


# Errors


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    "names", [{}, {"client": 1}, {"callback": 2}, {"client": 1, "callback": 2}]
)
def test_an_error_carries_the_ids_and_no_details(line: Line, names: dict[str, Any]) -> None:
    told = line.send({"method": "test.fail"} | names)
    assert told == [{"error": "unexpected error"} | names]


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize("method", ["test.missing", "test._echo", "nowhere.at", "", "test"])
def test_an_unknown_method_is_an_error(line: Line, method: str) -> None:
    (told,) = line.send({"method": method, "callback": 1})
    assert "no such method" in told["error"]


def test_a_message_without_method_is_an_error(line: Line) -> None:
    (told,) = line.send({"client": 1})
    assert "no method" in told["error"]
    assert told["client"] == 1


def test_wrong_params_are_an_error_and_no_subscription(
    line: Line, greeting: SimpleNamespace
) -> None:
    (told,) = line.send({"method": "greeting.message", "params": [1], "client": CLIENT})
    assert "wrong params" in told["error"]
    assert line.held == {}
    assert greeting.calls == 0


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '"text"', "1", "null", "[" * 20_000, "NaN"])
def test_what_is_no_object_is_told_so(line: Line, text: str) -> None:
    (told,) = line.send(text)
    assert told == {"error": told["error"]}
    assert told["error"].startswith("incoming websocket message was not a json object: ")
    assert told["error"].endswith(text[-1:]) or told["error"].endswith("…")


def test_an_oversized_message_is_told_so(line: Line) -> None:
    (told,) = line.send({"method": "a" * LONGEST_FRAME})
    assert f"more than {LONGEST_FRAME} characters" in told["error"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client": {}},
        {"client": True},
        {"callback": []},
        {"client": "a" * 201},
        {"method": 1},
        {"action": 3},
    ],
)
def test_parts_of_the_wrong_kind_are_told(line: Line, wrong: dict[str, Any]) -> None:
    (told,) = line.send({"method": "greeting.message"} | wrong)
    assert next(iter(wrong)) in told["error"]


def test_an_unknown_action_is_told(line: Line) -> None:
    (told,) = line.send({"action": "dance", "callback": 1})
    assert told == {"callback": 1, "error": "unknown action: 'dance'"}


# Unsubscribing and replacing


@pytest.mark.parametrize("client", ["a", ["a"], ["a", "unknown"]])
def test_a_client_can_unsubscribe(line: Line, greeting: SimpleNamespace, client: object) -> None:
    line.send({"method": "greeting.message", "client": "a"})
    line.send({"method": "greeting.message", "client": "a", "callback": "again"})
    line.send({"method": "greeting.message", "client": "b"})
    assert line.send({"action": "unsubscribe", "client": client}) == []
    assert set(line.held) == {("b", None)}


@pytest.mark.parametrize("client", ["unknown", ["unknown", 3], [], None])
def test_an_unknown_id_is_harmless_and_acknowledged_if_wanted(line: Line, client: object) -> None:
    told = line.send({"action": "unsubscribe", "client": client, "callback": CALLBACK})
    assert told == [{"callback": CALLBACK}]


def test_the_same_client_replaces_its_subscription(line: Line, greeting: SimpleNamespace) -> None:
    line.send({"method": "greeting.message", "client": "a"})
    line.send({"method": "feed.latest", "params": ["commits"], "client": "a"})
    assert set(line.held) == {("a", None)}
    assert line.held["a", None]["channels"] == ["commits"]


@pytest.mark.parametrize("frame", [{"method": "test.echo"}, {"method": "test.missing"}])
@pytest.mark.usefixtures("echo")
def test_a_client_that_turns_to_what_does_not_subscribe_has_no_subscription_left(
    line: Line, greeting: SimpleNamespace, frame: dict[str, Any]
) -> None:
    line.send({"method": "greeting.message", "client": "a"})
    line.send(frame | {"client": "a"})
    assert line.held == {}


def test_a_subscription_whose_first_call_raises_stays(line: Line, register: Register) -> None:
    answers = iter([None, 7])

    @subscribes("luck")
    def lucky() -> int:
        answer = next(answers)
        if answer is None:
            raise NotFound("not yet")
        return answer

    register("test", lucky=lucky)
    assert line.send({"method": "test.lucky", "client": "a"}) == [
        {"client": "a", "error": "not yet"}
    ]
    before = line.held["a", None]["digest"]
    news = line.again("a")
    assert news["data"] == "7"
    assert news["digest"] != before


# Notices and pushes


def test_the_transcript(line: Line, greeting: SimpleNamespace) -> None:
    line.send({"client": CLIENT, "method": "greeting.message"})
    seen = line.held[CLIENT, None]["digest"]

    set_name = {"callback": CALLBACK, "method": "greeting.set_name", "params": ["World"]}
    assert line.send(set_name) == [{"callback": CALLBACK, "data": "ok"}]
    assert line.notices == [{"channels": ["greeting"], "trigger": "set_name"}]
    news = line.again(CLIENT)
    assert news["data"] == '"Hello World"'
    assert news["digest"] != seen
    assert line.send(set_name | {"callback": "callback-2"}) == [
        {"callback": "callback-2", "data": "ok"}
    ]
    assert line.again(CLIENT)["digest"] == news["digest"]


def test_a_service_that_fails_notifies_all_the_same(line: Line, register: Register) -> None:
    def fail() -> None:
        notify("later", delay=True)
        raise RuntimeError

    register("test", fail=fail)
    line.send({"method": "test.fail"})
    assert line.notices == [{"channels": ["later"], "trigger": "manual"}]


def test_an_error_of_a_push_is_told_with_a_digest_of_its_own(
    line: Line, greeting: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.send({"client": CLIENT, "method": "greeting.message"})
    del greeting.name
    news = line.again(CLIENT)
    assert news["error"] == "unexpected error"
    assert news["digest"] != line.held[CLIENT, None]["digest"]
    assert news["digest"] == line.again(CLIENT)["digest"]


def test_a_method_that_is_gone_is_an_error_of_the_push(line: Line) -> None:
    news = line.ask("/ws/again", method="test.gone", params=None, scope="", context=line.context)
    assert "no such method" in news["error"]
    assert news["digest"]


def test_what_is_relayed_is_marked(line: Line) -> None:
    told = line.send({"method": "streams.watch", "params": ["ecg-good"], "client": "a"})
    assert told == [{"client": "a", "trigger": "subscribe"}]
    assert line.held["a", None]["relays"] is True
    assert line.held["a", None]["channels"] == ["ecg-good"]


# Bounds


def test_a_connection_has_a_bounded_number_of_subscriptions(
    line: Line, greeting: SimpleNamespace
) -> None:
    for number in range(MOST_SUBSCRIPTIONS):
        line.send({"method": "greeting.message", "client": number})
    calls = greeting.calls
    (told,) = line.send({"method": "greeting.message", "client": "more"})
    assert f"at most {MOST_SUBSCRIPTIONS} subscriptions" in told["error"]
    assert greeting.calls == calls
    line.send({"method": "feed.latest", "client": 7})
    assert line.held[7, None]["method"] == "feed.latest"
    assert len(line.send({"method": "greeting.message", "callback": 1})) == 1


IDS = st.none() | st.text(max_size=5) | st.integers() | st.lists(st.text(max_size=3), max_size=2)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | IDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
METHODS = st.sampled_from(
    ["greeting.message", "greeting.set_name", "streams.watch", "people.get", "sideboard.poll"]
)
FRAMES = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["unsubscribe", "token", "dance"]) | VALUES,
        "method": METHODS | VALUES,
        "params": VALUES,
        "client": VALUES,
        "callback": VALUES,
        "token": VALUES,
    },
)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(frame=FRAMES | st.text(max_size=30))
def test_every_frame_is_answered_with_messages(
    line: Line, greeting: SimpleNamespace, frame: object
) -> None:
    told = line.send(frame)
    for message in told:
        assert set(message) <= {"callback", "client", "data", "error", "trigger"}
    assert len(told) <= 1
