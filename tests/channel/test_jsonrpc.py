"""JSON-RPC 2.0: codes, batches, notifications."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import TestApp

from july.bus import listen
from july.channel.jsonrpc import MOST_CALLS
from july.errors import BadField, NotFound
from july.live.services import current_call, login_required
from july.people.tokens import create_token
from tests.registering import Register


@pytest.fixture(autouse=True)
def functions(register: Register) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    def refuse() -> None:
        raise NotFound("there is no tree")

    def bad() -> None:
        raise BadField("limit must be a number", field="limit")

    register(
        "test",
        add=lambda a, b=1: a + b,
        fail=fail,
        refuse=refuse,
        bad=bad,
        nothing=lambda: None,
        client=lambda: current_call().client,
        mine=login_required(lambda: current_call().user.name),  # type: ignore[union-attr]
    )


def post(app: TestApp, message: object, **options: Any) -> Any:
    text = message if isinstance(message, str) else json.dumps(message)
    return app.post("/jsonrpc", text, **options).json


def call(app: TestApp, method: object, params: object = None, **more: Any) -> dict[str, Any]:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params} | more
    answer: dict[str, Any] = post(app, message)
    assert answer["jsonrpc"] == "2.0"
    return answer


@pytest.mark.parametrize(("params", "result"), [([1], 2), ([1, 2], 3), ({"a": 1, "b": 4}, 5)])
def test_a_call_is_answered(outside: TestApp, params: object, result: int) -> None:
    assert call(outside, "test.add", params) == {"id": 1, "jsonrpc": "2.0", "result": result}


def test_none_is_null(outside: TestApp) -> None:
    assert call(outside, "test.nothing") == {"id": 1, "jsonrpc": "2.0", "result": None}


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("test.missing", None, -32601),
        ("test._add", None, -32601),
        ("nowhere", None, -32601),
        ("test.add", None, -32602),
        ("test.add", [1, 2, 3], -32602),
        ("test.add", {"c": 1}, -32602),
        ("test.add", "text", -32602),
        ("test.add", 7, -32602),
        ("test.bad", None, -32602),
        ("test.fail", None, -32603),
        ("test.add", ["a", 1], -32603),
        ("test.refuse", None, -32000),
        ("test.mine", None, -32000),
        (None, None, -32600),
        (7, None, -32600),
    ],
)
def test_an_error_has_its_code(outside: TestApp, method: object, params: object, code: int) -> None:
    answer = call(outside, method, params)
    assert (answer["id"], answer["error"]["code"]) == (1, code)
    assert "result" not in answer


def test_an_exception_is_told_without_details(outside: TestApp) -> None:
    error = call(outside, "test.fail")["error"]
    assert error == {"code": -32603, "message": "unexpected error"}


def test_an_error_raised_on_purpose_is_told_in_its_own_words(outside: TestApp) -> None:
    error = call(outside, "test.refuse")["error"]
    assert error == {
        "code": -32000, "message": "there is no tree", "data": {"code": "not_found"}
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"a":', "[" * 100_000])
def test_what_is_not_json_is_told_so(outside: TestApp, text: str) -> None:
    answer = post(outside, text)
    assert (answer["id"], answer["error"]["code"]) == (None, -32700)


@pytest.mark.parametrize(
    "message",
    [1, '"text"', None, {}, {"id": 7}, {"jsonrpc": "1.0", "method": "test.nothing", "id": 7},
     {"method": "test.nothing", "id": {}}, {"method": "test.nothing", "id": True}, []],
)  # fmt: skip
def test_what_is_no_request_is_told_so(outside: TestApp, message: object) -> None:
    answer = post(outside, message)
    assert answer["error"]["code"] == -32600
    assert answer["id"] == (7 if isinstance(message, dict) and message.get("id") == 7 else None)


@pytest.mark.parametrize("id", [0, "", "a", 1.5, None])
def test_the_id_comes_back(outside: TestApp, id: object) -> None:
    assert call(outside, "test.nothing", id=id)["id"] == id


def test_a_batch_is_answered_in_one_list(outside: TestApp) -> None:
    answers = post(
        outside,
        [
            {"jsonrpc": "2.0", "id": "a", "method": "test.add", "params": [1]},
            {"jsonrpc": "2.0", "method": "test.nothing"},
            3,
            {"jsonrpc": "2.0", "id": "b", "method": "test.missing"},
        ],
    )
    assert [(each["id"], each.get("error", {}).get("code")) for each in answers] == [
        ("a", None),
        (None, -32600),
        ("b", -32601),
    ]


def test_a_batch_is_bounded(outside: TestApp) -> None:
    many = [{"id": 1, "method": "test.nothing"}] * (MOST_CALLS + 1)
    assert post(outside, many)["error"]["code"] == -32600
    assert len(post(outside, many[1:])) == MOST_CALLS


@pytest.mark.parametrize(
    "message",
    [{"method": "test.nothing"}, {"method": "test.fail"}, [{"method": "test.nothing"}] * 2],
)
def test_notifications_are_not_answered(outside: TestApp, message: object) -> None:
    response = outside.post("/jsonrpc", json.dumps(message), status=204)
    assert response.body == b""


def test_what_a_call_notifies_is_told_when_it_has_ended(
    outside: TestApp, greeting: SimpleNamespace
) -> None:
    told: list[tuple[str, ...]] = []
    stop = listen(lambda event: told.append(event.channels))
    call(outside, "greeting.set_name", ["World"])
    stop()
    assert told == [("greeting",)]


def test_a_token_tells_who_calls(outside: TestApp, octo: str) -> None:
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "test.mine"}
    assert post(outside, message, headers=headers)["result"] == "octo"
    refused = outside.post("/jsonrpc", "{}", headers={"Authorization": "Bearer x"}, status=401)
    assert refused.json["error"]["code"] == "unauthorized"


def test_a_client_id_may_come_along(outside: TestApp) -> None:
    assert call(outside, "test.client", websocket_client="client-6")["result"] == "client-6"


def test_pages_of_other_sites_may_call_what_is_public(outside: TestApp) -> None:
    response = outside.options("/jsonrpc")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Allow"] == "OPTIONS, POST"
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_a_body_is_bounded(outside: TestApp) -> None:
    outside.post("/jsonrpc", b" " * 262_145, status=413)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("test.add"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "method", "params", "jsonrpc", "x"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(message=VALUES)
def test_every_message_is_answered_by_the_book(outside: TestApp, message: object) -> None:
    response = outside.post("/jsonrpc", json.dumps(message))
    if response.status_int == 204:
        return
    for answer in response.json if isinstance(response.json, list) else [response.json]:
        assert answer["jsonrpc"] == "2.0"
        assert ("result" in answer) != ("error" in answer)
