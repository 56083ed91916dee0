"""JSON-RPC 2.0 (https://www.jsonrpc.org/specification): the same services, one answer a request."""

import json
from collections.abc import Mapping
from typing import Any

from july.channel.viewers import Credentials
from july.errors import BadField, JulyError
from july.live.services import (
    NoSuchMethod,
    UnexpectedError,
    WrongArguments,
    prepare,
    tell,
)

NOT_JSON = -32700
INVALID_REQUEST = -32600
UNKNOWN_METHOD = -32601
WRONG_PARAMS = -32602
UNEXPECTED = -32603
REFUSED = -32000
"""An error that the service raised on purpose; `data` has its code."""

MOST_CALLS = 50
"""Of one batch."""

_CODES: tuple[tuple[type[JulyError], int], ...] = (
    (NoSuchMethod, UNKNOWN_METHOD),
    (WrongArguments, WRONG_PARAMS),
    (BadField, WRONG_PARAMS),
    (UnexpectedError, UNEXPECTED),
)


def answer(body: bytes, credentials: Credentials) -> str | None:
    """The JSON to answer, None if nothing is to be. Never raises."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return _failed(None, NOT_JSON, "this is not JSON")
    if not isinstance(message, list):
        return _answer_one(message, credentials)
    if not 1 <= len(message) <= MOST_CALLS:
        return _failed(None, INVALID_REQUEST, f"a batch has from 1 to {MOST_CALLS} calls")
    answers = [text for each in message if (text := _answer_one(each, credentials)) is not None]
    return f"[{','.join(answers)}]" if answers else None


def _answer_one(request: object, credentials: Credentials) -> str | None:
    """The answer to one call; None if it is a notification, which nobody waits for."""
    wrong = _what_is_wrong_with(request)
    if wrong is not None or not isinstance(request, dict):
        return _failed(_id_of(request), INVALID_REQUEST, wrong or "")
    told = _call(request, credentials)
    return told if "id" in request else None


def _what_is_wrong_with(request: object) -> str | None:
    if not isinstance(request, dict):
        return "a request is an object"
    if request.get("jsonrpc", "2.0") != "2.0":
        return "jsonrpc must be 2.0"
    if not isinstance(request.get("method"), str):
        return "no method"
    if not _may_be_id(request.get("id")):
        return "id must be a text, a number or null"
    return None


def _call(request: Mapping[str, Any], credentials: Credentials) -> str:
    id, params = request.get("id"), request.get("params")
    if not isinstance(params, list | dict | None):
        return _failed(id, WRONG_PARAMS, "params must be a list or an object")
    caller = credentials.caller(request.get("websocket_client"))
    try:
        done = prepare(request["method"], params, caller).run()
    except JulyError as error:
        return _refused(id, error)
    tell(done.notices)
    if done.error is not None:
        return _refused(id, done.error)
    return f'{{"id":{json.dumps(id)},"jsonrpc":"2.0","result":{done.data or "null"}}}'


def _refused(id: object, error: JulyError) -> str:
    code = next((code for kind, code in _CODES if isinstance(error, kind)), REFUSED)
    if code in {REFUSED, WRONG_PARAMS}:
        return _failed(id, code, error.message, error.as_json()["error"])
    return _failed(id, code, error.message)


def _failed(id: object, code: int, message: str, data: Mapping[str, object] | None = None) -> str:
    error: dict[str, object] = {"code": code, "message": message}
    if data is not None:
        error["data"] = {name: value for name, value in data.items() if name != "message"}
    told = {"id": id, "jsonrpc": "2.0", "error": error}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _id_of(request: object) -> object:
    """The id of something that is no request, null where it can't be found out."""
    id = request.get("id") if isinstance(request, dict) else None
    return id if _may_be_id(id) else None


def _may_be_id(id: object) -> bool:
    return isinstance(id, str | int | float | None) and not isinstance(id, bool)
