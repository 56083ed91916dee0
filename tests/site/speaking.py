"""A channel app of a few lines, which speaks the switchboard's side of RPC and nothing else."""

import json
from collections.abc import Callable
from threading import Event
from typing import Any

from july.live.wsgi import INSIDE


class Speaker:
    """Services are the methods whose names begin with `do_`; what they give is sent."""

    def __init__(self) -> None:
        self.value: Any = 0
        self.asked: list[str] = []
        self.presence: list[tuple[str, str]] = []
        self.go_on = Event()
        self.limit = 0.0
        self.during: Callable[[], object] = lambda: None

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read()
        if environ["REQUEST_METHOD"] == "GET":
            return self._decide(environ, start_response)
        assert environ[INSIDE] is True
        if path.startswith("/_ah/"):
            self.presence.append((path, body.decode()))
            return answer(start_response, {})
        question = json.loads(body)
        assert question["context"] == "signed"
        told = self._again(question) if path == "/ws/again" else self._frame(question)
        return answer(start_response, told)

    def _decide(self, environ: Any, start_response: Any) -> list[bytes]:
        if environ.get("HTTP_ORIGIN") == "http://elsewhere.example.org":
            start_response("403 Forbidden", [("Content-Type", "application/json")])
            return [b'{"error": {"code": "forbidden"}}']
        return answer(start_response, {"context": "signed"})

    def _frame(self, question: Any) -> Any:
        frame = json.loads(question["frame"])
        names = {name: frame[name] for name in ("client", "callback") if name in frame}
        if frame.get("action") == "unsubscribe":
            return {"unsubscribe": frame["client"]}
        method, params = frame["method"], frame.get("params")
        if isinstance(params, list) and method == "relay":
            params = params[0]
        self.asked.append(method)
        data = json.dumps(getattr(self, f"do_{method}")(params))
        told = {"send": [json.dumps({**names, "data": json.loads(data)})]}
        if method in {"watch", "relay"}:
            channels = [params or "numbers"]
            entry = {**names, "method": method, "params": params, "channels": channels}
            told["subscribe"] = [{**entry, "digest": data, "relays": method == "relay"}]  # type: ignore[list-item]
        if method == "tell":
            told["notify"] = [{"channels": ["numbers"], "trigger": "tell"}]  # type: ignore[list-item]
        if method == "end":
            told["close"] = [4001, "as you wish"]  # type: ignore[list-item]
        return told

    def _again(self, question: Any) -> Any:
        self.asked.append("again")
        if self.value == "broken":
            return {"error": "unexpected error", "digest": "broken"}
        data = json.dumps(self.do_watch(question["params"]))
        return {"data": data, "digest": data, "channels": [question["params"] or "numbers"]}

    def do_echo(self, params: Any) -> Any:
        return params

    def do_watch(self, _: Any) -> Any:
        value = self.value
        self.during()
        return value

    def do_relay(self, _: Any) -> Any:
        return None

    def do_tell(self, params: Any) -> Any:
        self.value = params

    def do_end(self, _: Any) -> Any:
        return None

    def do_wait(self, _: Any) -> Any:
        assert self.go_on.wait(10)
        return "waited"

    def do_fail(self, _: Any) -> Any:
        raise RuntimeError


def answer(start_response: Any, told: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]
