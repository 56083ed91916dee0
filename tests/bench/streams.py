"""From `bus.publish` in a thread to the bytes at a client: alone, among many, beside busy threads.

    python -m tests.bench.streams

The client is a process of its own, so that it does not compete for the server's interpreter; both
read the machine's monotonic clock. The floor is the same way without July: a thread wakes a bare
asyncio protocol, which writes the same bytes to one socket.
"""

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from july import bus, channel
from july.live.switchboard import Switchboard
from july.live.switchboard.frames import encode_event
from july.site.front import Site
from july.site.server import SWITCH_SECONDS
from tests.site.running import Line, Running, request, say, start

ROUNDS = 400
EVERY = 0.004
SECONDS = 2.0
SWITCHES = (0.005, 0.001, SWITCH_SECONDS, 0.0001)
END = b'"}\n\n'


def main() -> None:
    """Print a table of milliseconds, and requests a second through the front."""
    before = sys.getswitchinterval()
    print(f"{'publish to bytes at the client':48}{'p50 ms':>9}{'p99 ms':>9}{'to floor':>10}")
    floor = show("floor: thread, bare asyncio, one socket", floor_latencies(), None)
    try:
        sys.setswitchinterval(SWITCH_SECONDS)
        show("one stream", stream_latencies(1), floor)
        show("the last of 200 streams", stream_latencies(200), floor)
        for seconds in SWITCHES:
            sys.setswitchinterval(seconds)
            with burning(4):
                name = f"one stream, 4 busy threads, switch {seconds * 1000:g} ms"
                show(name, stream_latencies(1), floor)
        sys.setswitchinterval(SWITCH_SECONDS)
        show_requests()
    finally:
        sys.setswitchinterval(before)


def show(name: str, seconds: list[float], floor: float | None) -> float:
    """Print a row; gives the 99th percentile."""
    cuts = quantiles(seconds, n=100)
    ratio = f"{cuts[98] / floor:10.1f}" if floor else ""
    print(f"{name:48}{cuts[49] * 1000:9.2f}{cuts[98] * 1000:9.2f}{ratio}", flush=True)
    return cuts[98]


def show_requests() -> None:
    """Requests a second for a trivial application, on one connection and on 16."""
    print(f"\n{'a trivial WSGI application through the front':48}{'requests/s':>12}")
    with served() as running:
        for connections in (1, 16):
            (rate,) = told_by(client("requests", running.port, connections))
            print(f"{f'{connections} connections':48}{rate:12.0f}")


def stream_latencies(streams: int) -> list[float]:
    """Seconds until the last of so many streams has an event, for each of many events."""
    with served() as running:
        reading = client("streams", running.port, streams)
        while running.watchers < streams:
            time.sleep(0.01)
        publish_often(lambda: bus.publish(["commits"], "commit", message()))
        return told_by(reading)


def floor_latencies() -> list[float]:
    """The same without July."""
    transports: list[asyncio.WriteTransport] = []
    stop = threading.Event()

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            transports.append(transport)

    async def serve() -> None:
        server = await loop.create_server(Bare, sock=listening)
        await asyncio.to_thread(stop.wait)
        server.close()

    def publish() -> None:
        frame = encode_event(bus.make_event(["commits"], "commit", message()))
        loop.call_soon_threadsafe(transports[0].write, frame)

    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    reading = client("streams", listening.getsockname()[1], 1)
    while not transports:
        time.sleep(0.01)
    publish_often(publish)
    taken = told_by(reading)
    stop.set()
    thread.join()
    loop.close()
    return taken


def message() -> dict[str, Any]:
    """Some 400 bytes that tell when they were published."""
    return {"sent": time.perf_counter(), "hash": "a" * 40, "message": "x" * 330}


def publish_often(publish: Callable[[], object]) -> None:
    for _ in range(ROUNDS):
        time.sleep(EVERY)
        publish()


@contextmanager
def served() -> Iterator[Running]:
    application = say("main")
    site = Site(
        main=application,
        api=application,
        channel=channel.app,
        static=Path(__file__).parent,
        switchboard=Switchboard(),
    )
    running = start(site)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def burning(threads: int) -> Iterator[None]:
    """So many threads that do nothing but compute."""
    stop = threading.Event()

    def burn() -> None:
        while not stop.is_set():
            sum(range(1_000))

    burners = [threading.Thread(target=burn) for _ in range(threads)]
    for burner in burners:
        burner.start()
    try:
        yield
    finally:
        stop.set()
        for burner in burners:
            burner.join()


def client(what: str, port: int, connections: int) -> subprocess.Popen[bytes]:
    """A process that reads, and prints its figures as JSON when it is done."""
    words = [sys.executable, "-m", "tests.bench.streams", what, str(port), str(connections)]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def told_by(process: subprocess.Popen[bytes]) -> list[float]:
    output, _ = process.communicate()
    figures: list[float] = json.loads(output)
    return figures


def read_streams(port: int, streams: int) -> list[float]:
    """For each event, the seconds from its publication until the last stream has it."""
    lines = [Line(port, request("GET", "/events")) for _ in range(streams)]
    taken = []
    for _ in range(ROUNDS):
        frames = [line.until(END) for line in lines]
        arrived = time.perf_counter()
        data = frames[-1].rpartition(b"data: ")[2]
        taken.append(arrived - json.loads(data)["sent"])
    return taken


def send_requests(port: int, connections: int) -> list[float]:
    """Requests a second."""
    done = [0] * connections
    end = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        line = Line(port, "")
        while time.perf_counter() < end:
            line.send(request("GET", "/").encode("ascii"))
            line.until(b"main GET / 0")
            done[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [sum(done) / SECONDS]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        act = {"streams": read_streams, "requests": send_requests}[sys.argv[1]]
        print(json.dumps(act(int(sys.argv[2]), int(sys.argv[3]))))
