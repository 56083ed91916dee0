"""Crowds: one client among a thousand that reads nothing, and thousands that come and go.

A second stream of two megabytes a second goes to one more client, which reads it, or reads nothing
until it is closed. All else is the same, and both are measured in turns.
"""

import json
import time
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench import figures
from tests.bench.rivals import servers
from tests.bench.rivals.servers import Live
from tests.bench.scale import Scale
from tests.bench.sockets import MANY, fill, middle_of

FLOOD = 2_000_000
"""Bytes a second of the second stream."""
CROWD = 5_000
WARM_ROUNDS = 5
GONE_SECONDS = 10.0


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"one stalled client beside {MANY}")
    show_stalled(scale)
    rounds = 50 if scale.rounds > 1 else 10
    figures.heading(f"{CROWD} connections come and go, {rounds} rounds")
    with servers.july() as live:
        show_crowd(live, rounds)


def show_stalled(scale: Scale) -> None:
    """Print how long messages take beside one who reads everything, and one who reads nothing."""
    told: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    grown: dict[bool, float] = {}
    with ExitStack() as stack:
        lives = {stalls: stack.enter_context(servers.july()) for stalls in told}
        for live in lives.values():
            fill(live, MANY)
            live.do("latencies", seconds=1, flood=FLOOD)  # the ring of the flood has its size
        before = {stalls: live.server.most_resident() for stalls, live in lives.items()}
        for _ in range(scale.rounds):
            for stalls, live in lives.items():
                live.do("flood", stalls=stalls)
                told[stalls].append(live.do("latencies", seconds=scale.seconds, flood=FLOOD))
        for stalls, live in lives.items():
            grown[stalls] = live.server.most_resident() - before[stalls]
    figures.row("all read, p99", middle_of(told[False], "p99"), "ms")
    name, aim = "one reads nothing, p99 of the others", figures.below(1.2)
    figures.row(name, middle_of(told[True], "p99"), "ms", floor=middle_of(told[False], "p99"))
    ratio = middle_of(told[True], "p99") / middle_of(told[False], "p99")
    figures.row("  to that where all read", ratio, "", aim=aim)
    figures.row("memory grows by, if all read", grown[False], "MB")
    figures.row("memory grows by, if one reads nothing", grown[True], "MB")


def show_crowd(live: Live, rounds: int) -> None:
    """Print how long a crowd takes to come and to go, and what stays behind after many."""
    coming, going = [], []
    used = live.server.cpu()
    states: list[Mapping[str, float]] = []
    for _ in range(rounds):
        coming.append(live.do("open", subscribers=CROWD)["seconds"])
        live.do("close")
        going.append(leave(live))
        states.append(state(live))
    figures.row("until all are there, slowest", max(coming), "s", aim=figures.below(10))
    figures.row("until all are forgotten, slowest", max(going), "s")
    used = (live.server.cpu() - used) / rounds
    figures.row("processor time of a coming and a going", used, "s")
    first, last = states[min(WARM_ROUNDS, rounds) - 1], states[-1]
    for name in ("files", "subscriptions", "topics"):
        grown = last[name] - first[name]
        figures.row(f"more {name} after the last", grown, "", aim=figures.below(1))
    figures.row("threads after the last", last["threads"], "", floor=first["threads"])
    figures.row(f"memory after round {WARM_ROUNDS}", first["memory"], "MB")
    figures.row("memory after the last", last["memory"], "MB", floor=first["memory"])


def leave(live: Live) -> float:
    """Wait until the server has forgotten all connections; the seconds that takes."""
    began = time.perf_counter()
    while held(live)["sockets"]:
        assert time.perf_counter() < began + GONE_SECONDS, "connections are not forgotten"
        time.sleep(0.02)
    return time.perf_counter() - began


def state(live: Live) -> Mapping[str, float]:
    """What the server has open, and its memory in megabytes, a second after all have left."""
    time.sleep(1.2)
    process = Path(f"/proc/{live.server.pid}")
    return {
        **held(live),
        "files": len(list((process / "fd").iterdir())),
        "threads": len(list((process / "task").iterdir())),
        "memory": live.server.resident(),
    }


def held(live: Live) -> dict[str, float]:
    """How many connections, subscriptions and topics there are."""
    address = f"http://127.0.0.1:{live.server.port}/say?key=nobody"
    with urllib.request.urlopen(address, data=b"hello", timeout=20) as answer:
        told: dict[str, float] = json.load(answer)
    return told
