"""docs/services.md says what there is."""

import re
import sys
from inspect import Parameter, signature
from pathlib import Path
from types import ModuleType

import pytest

import july.live.services.own
from july.api import streams
from july.api.handler import LARGEST_WRITE
from july.bus import raw, shared
from july.bus.stream import LENGTH
from july.channel import frames, jsonrpc, sockets
from july.contest import own_badges
from july.errors import TooOften
from july.live import background, hours, private, pulse, running
from july.live.services import services
from july.live.streams import heartbeat, rows

PAGE = (Path(__file__).parents[1] / "docs" / "services.md").read_text("utf-8")
CODES = {
    jsonrpc.NOT_JSON,
    jsonrpc.INVALID_REQUEST,
    jsonrpc.UNKNOWN_METHOD,
    jsonrpc.WRONG_PARAMS,
    jsonrpc.UNEXPECTED,
    jsonrpc.REFUSED,
}


def shown(parameter: Parameter) -> str:
    if parameter.default is Parameter.empty:
        return parameter.name
    default = parameter.default
    told = "null" if default is None else f'"{default}"' if isinstance(default, str) else default
    return f"{parameter.name}={told}"


def test_every_service_is_documented_as_it_is_called_and_no_other() -> None:
    own = {
        f"{service.name}({', '.join(map(shown, signature(service.function).parameters.values()))})"
        for service in services
        if service.function.__module__.startswith(july.live.services.own.__name__)
    }
    table = PAGE.partition("## The services")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == own


def test_every_code_of_json_rpc_is_documented_and_no_other() -> None:
    assert {int(code) for code in re.findall(r"^\| `(-32\d+)`", PAGE, re.MULTILINE)} == CODES


def test_limits_are_documented_as_they_are() -> None:
    assert f"| {frames.LONGEST_FRAME:,} | characters of a message |" in PAGE
    assert f"| {frames.MOST_SUBSCRIPTIONS} | subscriptions of a connection |" in PAGE
    assert f"up to {jsonrpc.MOST_CALLS} calls" in PAGE
    assert f"up to {sockets.LARGEST_CALL // 1024} KB" in PAGE
    assert f"at most {frames.LONGEST_ID} characters" in PAGE
    assert pulse.MOST == 50_000  # "Fifty thousand are held"
    assert pulse.FILLED == 5_000  # "five thousand at most"
    assert pulse.READ_BACK == 1_000  # "a thousand commits more"
    assert hours.MOST == 200_000  # "Two hundred thousand counts"
    assert private.LIFE_SECONDS == 2 * 60 * 60  # "good for two hours"


def test_badges_are_documented_as_they_are() -> None:
    for sort, (first, *others) in (
        ("commits", own_badges.COMMITS),
        ("projects", own_badges.PROJECTS),
        ("streak", own_badges.STREAKS),
    ):
        further = "".join(f", `-{each}`" for each in others)
        assert f"| `{sort}-{first}`{further} |" in PAGE
    assert own_badges.LANGUAGES == 5  # "commits in five languages"


def test_the_example_of_a_service_works(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        PAGE.partition("## Writing services")[2].partition("```python\n")[2].partition("```")[0]
    )
    example = ModuleType("example_of_services")
    monkeypatch.setitem(sys.modules, example.__name__, example)
    try:
        exec(source, example.__dict__)
        assert services.greeting.message() == "Hello DefaultName"
        assert services.greeting.set_name("World") == "ok"
        assert services.greeting.message() == "Hello World"
    finally:
        services.withdraw("greeting")


STREAMS = (Path(__file__).parents[1] / "docs" / "streams.md").read_text("utf-8")


@pytest.mark.parametrize(
    "limit",
    [
        f"up to {raw.LONGEST_KEY} letters",
        f"up to {raw.LONGEST_MESSAGE:,} bytes",
        f"| a message | {raw.LONGEST_MESSAGE:,} bytes |",
        f"up to {rows.MOST_VALUES} values",
        f"{len(heartbeat())} rows",
        f"{streams.MOST_A_SECOND:,} a second, {2 * streams.MOST_A_SECOND:,} at once",
        f"one request | {streams.MOST_AT_ONCE:,} |",
        f"| a body | {LARGEST_WRITE // 2**10} KB |",
        f"`{TooOften.code}`",
        f"last {LENGTH:,} commits",
    ],
)
def test_a_limit_of_raw_streams_is_documented_as_it_is(limit: str) -> None:
    assert limit in STREAMS


def test_how_long_a_stream_runs_is_documented() -> None:
    assert running.SILENCE_SECONDS == 3  # "Three seconds after its last message"
    assert running.MOST == shared.NOTICES_LENGTH == 1_000  # "a thousand streams", "entries"


def test_what_works_in_the_background_is_documented() -> None:
    table = PAGE.partition("## Background work")[2]
    for name in set(background.__all__) - {"start", "stop"}:
        assert f"`{name}" in table
