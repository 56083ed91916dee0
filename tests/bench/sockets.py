"""WebSockets: deliveries a second, time from publishing to receiving, memory a connection.

July beside nchan and Django Channels in one run, with the same client and messages, each server on
one processor and the client on another. The floor is a bare protocol that writes each message to
each connection. All take turns, since the machine's speed wanders.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager

from tests.bench import figures
from tests.bench.readers import PAGES, RATE, SIZE
from tests.bench.rivals import servers
from tests.bench.rivals.servers import Live
from tests.bench.scale import Scale

SUBSCRIBERS = (100, 1_000, 5_000)
MANY = 1_000
WARM = 200
"""Subscribers that come and go first: what a server needs once is no connection's."""
MOST_AT_ONCE = 100
"""Messages published in one go, of which each subscriber takes all before the next go."""
CHANNELS_AT_ONCE = 20_000
"""Deliveries of one go that Django Channels manages in some seconds."""
SETTLE = 1.5
"""Seconds after which connections that have gone are forgotten, and new ones told of."""
LOOKED_AT = ("/people/", "/projects/", "/languages/", "/games/")

JULY, FLOOR, NCHAN, CHANNELS = "July", "floor", "nchan", "Django Channels"
Servers = Mapping[str, Callable[[], AbstractContextManager[Live]]]


def main(scale: Scale) -> None:
    """Print the rows."""
    for each in servers.missing():
        figures.remark(each)
    figures.heading(f"deliveries of {SIZE} bytes a second, a processor for each server")
    for subscribers in SUBSCRIBERS[: 2 if scale.rounds == 1 else 3]:
        with crowded(all_servers(), subscribers) as (crowd, memory):
            compare_rates(crowd, subscribers, scale)
        show_memory(memory, subscribers)
    show_streams()
    figures.heading(f"publish to receive, {RATE} a second to {MANY} subscribers")
    with crowded(all_servers(), MANY) as (crowd, _):
        compare_latencies(crowd, scale)
    show_beside_pages(scale)


def all_servers() -> Servers:
    """July, the floor, and the others that are here."""
    found: dict[str, Callable[[], AbstractContextManager[Live]]]
    found = {JULY: servers.july, FLOOR: servers.floor}
    if servers.has_nchan():
        found[NCHAN] = servers.nchan
    if servers.has_channels():
        found[CHANNELS] = servers.channels
    return found


@contextmanager
def crowded(
    wanted: Servers, subscribers: int
) -> Iterator[tuple[dict[str, Live], dict[str, float]]]:
    """Servers with so many subscribers each, and the kilobytes that each of these costs."""
    with ExitStack() as stack:
        crowd = {name: stack.enter_context(begin()) for name, begin in wanted.items()}
        yield crowd, {name: fill(live, subscribers) for name, live in crowd.items()}


def fill(live: Live, subscribers: int) -> float:
    """Let so many subscribe; gives the kilobytes of the server's memory that one costs."""
    live.do("open", subscribers=WARM)
    live.do("throughput", batch=10, seconds=0.5)
    live.do("close")
    time.sleep(SETTLE)
    before = live.server.resident()
    live.do("open", subscribers=subscribers)
    time.sleep(SETTLE)
    return (live.server.resident() - before) * 1024 / subscribers


def compare_rates(crowd: Mapping[str, Live], subscribers: int, scale: Scale) -> None:
    """Print how many deliveries a second each server makes."""
    taken: dict[str, list[float]] = {name: [] for name in crowd}
    for _ in range(scale.rounds):
        for name, live in crowd.items():
            at_once = CHANNELS_AT_ONCE // subscribers if name == CHANNELS else MOST_AT_ONCE
            told = live.do("throughput", batch=min(MOST_AT_ONCE, at_once), seconds=2.0)
            taken[name].append(told["rate"])
    rates = {name: figures.middle(each) for name, each in taken.items()}
    bottom = rates.pop(FLOOR) / 1000
    for name, rate in rates.items():
        figures.row(f"{name}, {subscribers} subscribers", rate / 1000, "k/s", floor=bottom)
    for name, least in ((NCHAN, 1), (CHANNELS, 100)):
        if name in rates:
            aim = figures.at_least(least)
            figures.row(f"  July to {name}", rates[JULY] / rates[name], "", aim=aim)


def show_memory(memory: Mapping[str, float], subscribers: int) -> None:
    """Print what a connection costs."""
    for name, kilobytes in memory.items():
        if name != FLOOR:
            aim = figures.below(8) if name == JULY else None
            label = f"memory a connection of {subscribers}, {name}"
            figures.row(label, kilobytes, "kB", aim=aim)


def show_streams() -> None:
    """Print the same for event streams."""
    with servers.july(streams=True) as live:
        memory = fill(live, MANY)
        rate = live.do("throughput", batch=MOST_AT_ONCE, seconds=2.0)["rate"]
    figures.row(f"July, {MANY} event streams", rate / 1000, "k/s")
    label = f"memory a connection of {MANY}, July's event streams"
    figures.row(label, memory, "kB", aim=figures.below(8))


def compare_latencies(crowd: Mapping[str, Live], scale: Scale) -> None:
    """Print how long messages take to their subscribers."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in crowd}
    for _ in range(scale.rounds):
        for name, live in crowd.items():
            taken[name].append(live.do("latencies", seconds=scale.seconds / 2))
    for share in ("p50", "p99"):
        values = {name: middle_of(each, share) for name, each in taken.items()}
        bottom = values.pop(FLOOR)
        for name, value in values.items():
            aim = figures.below(8) if (name, share) == (JULY, "p99") else None
            figures.row(f"{name}, {share}", value, "ms", aim=aim, floor=bottom)


def show_beside_pages(scale: Scale) -> None:
    """Print how long messages take while July serves pages too."""
    with servers.july(commits=True) as live:
        fill(live, MANY)
        live.do("latencies", seconds=1, pages=LOOKED_AT)
        told = [
            live.do("latencies", seconds=scale.seconds / 2, pages=LOOKED_AT)
            for _ in range(scale.rounds)
        ]
    name = f"July, beside {PAGES} pages a second"
    figures.row(f"{name}, p50", middle_of(told, "p50"), "ms")
    figures.row(f"{name}, p99", middle_of(told, "p99"), "ms", aim=figures.below(15))
    figures.row("a page meanwhile, p50", middle_of(told, "page"), "ms")


def middle_of(told: list[dict[str, float]], name: str) -> float:
    """The median of what was told in seconds, in milliseconds."""
    return figures.middle([each[name] for each in told]) * 1000
