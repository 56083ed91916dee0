"""The switchboard without a network: who gets which bytes, in how many writes."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Thread

import pytest

from july import bus
from july.bus import Event, Past
from july.errors import Unavailable
from july.live.switchboard import Client, Ring, Switchboard
from july.live.switchboard.switchboard import MOST_AT_ONCE, MOST_BEHIND

START = "1000000-0"


class Recorder:
    """A sink that keeps each write, and takes more or not, as it is told."""

    def __init__(self, *, takes: bool = True) -> None:
        self.writes: list[bytes] = []
        self.takes = takes
        self.ended = ""
        self.written = asyncio.Event()

    def write(self, data: bytes) -> bool:
        assert not self.ended
        self.writes.append(data)
        self.written.set()
        return self.takes

    def close(self) -> None:
        self.ended = "closed"

    def drop(self) -> None:
        self.ended = "dropped"

    @property
    def data(self) -> list[str]:
        lines = b"".join(self.writes).decode().splitlines()
        return [line[6:] for line in lines if line.startswith("data: ")]


def run(
    play: Callable[[Switchboard], Awaitable[None]], *, clients: int = 100, heartbeat: float = 60
) -> None:
    """Let `play` happen around a started switchboard."""

    async def main() -> None:
        switchboard = Switchboard(ring=Ring(START), clients=clients, heartbeat=heartbeat)
        switchboard.start()
        try:
            await play(switchboard)
        finally:
            switchboard.stop()

    asyncio.run(main())


def join(
    switchboard: Switchboard, *channels: str, takes: bool = True, since: str | None = None
) -> tuple[Client, Recorder]:
    sink = Recorder(takes=takes)
    client = switchboard.join(channels or ("commits",), since, sink)
    sink.writes.clear()
    sink.written.clear()
    return client, sink


async def a_turn() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def test_everything_published_between_two_turns_is_one_write_a_client() -> None:
    async def play(switchboard: Switchboard) -> None:
        sinks = [join(switchboard)[1] for _ in range(10)]
        for number in range(50):
            bus.publish(["commits"], "commit", number)
        await a_turn()
        assert [len(sink.writes) for sink in sinks] == [1] * 10
        assert sinks[0].data == [str(number) for number in range(50)]

    run(play)


def test_clients_of_the_same_channels_share_the_same_bytes() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, first = join(switchboard, "commits", "project:a")
        _, second = join(switchboard, "project:a", "commits")
        bus.publish(["commits", "project:a"], "commit", 1)
        await a_turn()
        assert first.writes[0] is second.writes[0]

    run(play)


def test_who_is_not_concerned_is_not_written_to() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, sink = join(switchboard, "project:a")
        bus.publish(["project:b"], "commit", 1)
        await a_turn()
        assert sink.writes == []

    run(play)


def test_a_thread_that_publishes_wakes_the_loop() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, sink = join(switchboard)
        thread = Thread(target=bus.publish, args=(["commits"], "commit", 1))
        thread.start()
        async with asyncio.timeout(2):
            await sink.written.wait()
        thread.join()
        assert sink.data == ["1"]

    run(play)


def test_a_busy_client_gets_what_waits_in_one_write_when_it_has_drained() -> None:
    async def play(switchboard: Switchboard) -> None:
        client, sink = join(switchboard, takes=False)
        for number in range(3):
            bus.publish(["commits"], "commit", number)
            await a_turn()
        assert sink.writes == []
        switchboard.drained(client)
        assert len(sink.writes) == 1
        assert sink.data == ["0", "1", "2"]

    run(play)


def test_one_write_is_never_larger_than_allowed() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, sink = join(switchboard)
        for number in range(100):
            bus.publish(["commits"], "commit", f"{number} {'x' * 10_000}")
        await a_turn()
        assert max(map(len, sink.writes)) <= MOST_AT_ONCE
        assert len(sink.data) == 100

    run(play)


def test_a_client_too_far_behind_is_dropped_and_not_written_to_again() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, stalled = join(switchboard, takes=False)
        _, other = join(switchboard)
        for _ in range(MOST_BEHIND // 50_000 + 1):
            bus.publish(["commits"], "commit", "x" * 50_000)
            await a_turn()
        assert stalled.ended == "dropped"
        assert stalled.writes == []
        assert switchboard.watchers == 1
        assert len(other.data) == MOST_BEHIND // 50_000 + 1

    run(play)


def test_a_client_that_keeps_up_is_never_too_far_behind() -> None:
    async def play(switchboard: Switchboard) -> None:
        client, sink = join(switchboard, takes=False)
        for _ in range(3 * MOST_BEHIND // 50_000):
            bus.publish(["commits"], "commit", "x" * 50_000)
            await a_turn()
            switchboard.drained(client)
        assert not sink.ended

    run(play)


def test_a_late_joiner_gets_what_came_after_its_last_id() -> None:
    async def play(switchboard: Switchboard) -> None:
        seen = bus.publish(["commits"], "commit", 1)
        bus.publish(["commits"], "commit", 2)
        await a_turn()
        sink = Recorder()
        switchboard.join(["commits"], seen.id, sink, b"retry: 1\n\n")
        assert sink.writes[0] == b"retry: 1\n\n"
        assert sink.data == ["2"]

    run(play)


def test_a_client_is_up_to_date_though_others_channels_were_forgotten() -> None:
    async def play(switchboard: Switchboard) -> None:
        switchboard._ring = Ring(START, together=500)
        client, sink = join(switchboard, "project:quiet", takes=False)
        switchboard.drained(client)
        for number in range(100):
            bus.publish([f"project:{number}"], "commit", number)
        await a_turn()
        switchboard._send_heartbeats()
        bus.publish(["project:quiet"], "commit", "heard")
        await a_turn()
        switchboard.drained(client)
        assert not sink.ended
        assert sink.data == ['"heard"']

    run(play)


def test_heartbeats_go_to_whoever_takes_them() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, sink = join(switchboard)
        _, busy = join(switchboard, takes=False)
        async with asyncio.timeout(2):
            for _ in range(2):
                await sink.written.wait()
                sink.written.clear()
        assert set(sink.writes) == {b":\n\n"}
        assert busy.writes == []

    run(play, heartbeat=0.01)


def test_past_its_limit_the_switchboard_takes_nobody() -> None:
    async def play(switchboard: Switchboard) -> None:
        client, _ = join(switchboard)
        with pytest.raises(Unavailable, match="taken"):
            join(switchboard)
        switchboard.leave(client)
        switchboard.leave(client)
        assert switchboard.watchers == 0
        join(switchboard)

    run(play, clients=1)


def test_a_stop_closes_who_is_up_to_date_and_drops_who_is_not() -> None:
    async def play(switchboard: Switchboard) -> None:
        _, sink = join(switchboard)
        _, busy = join(switchboard, takes=False)
        switchboard.stop()
        bus.publish(["commits"], "commit", 1)
        await a_turn()
        assert (sink.ended, busy.ended) == ("closed", "dropped")
        assert switchboard.watchers == 0
        with pytest.raises(Unavailable, match="stopping"):
            join(switchboard)

    run(play)


def test_nothing_is_kept_of_clients_that_left() -> None:
    async def play(switchboard: Switchboard) -> None:
        for number in range(50):
            client, _ = join(switchboard, f"project:{number}", "commits")
            switchboard.leave(client)
        assert switchboard._listening == {}

    run(play)


class ToldBus:
    """A bus whose listener is told whatever the test says."""

    def listen(
        self, callback: Callable[[Event], None], anew: Callable[[Past], None]
    ) -> Callable[[], None]:
        self.event, self.past = callback, anew
        return lambda: None


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldBus:
    made = ToldBus()
    monkeypatch.setattr(bus, "listen", made.listen)
    return made


def shared(number: int) -> Event:
    return Event(f"{2_000_000 + number}-0", "commit", ("commits",), b"%d" % number)


def test_what_the_bus_remembers_is_replayed(told: ToldBus) -> None:
    async def play(switchboard: Switchboard) -> None:
        told.past(Past("2000000-0", (shared(0), shared(1), shared(2))))
        told.event(shared(3))
        await asyncio.sleep(0)
        sink = Recorder()
        switchboard.join(["commits"], "2000001-0", sink)
        assert sink.data == ["2", "3"]

    run(play)


def test_a_bus_that_begins_anew_resets_every_client_and_goes_on(told: ToldBus) -> None:
    async def play(switchboard: Switchboard) -> None:
        told.past(Past("2000000-0", (shared(0),)))
        await asyncio.sleep(0)
        ready, busy = Recorder(), Recorder(takes=False)
        clients = [switchboard.join(["commits"], None, sink) for sink in (ready, busy)]
        told.event(shared(1))
        told.past(Past("2000005-0", (shared(5),)))
        told.event(shared(6))
        await asyncio.sleep(0)
        switchboard.drained(clients[1])
        reset = '{"since": "2000001-0"}'
        assert ready.data == ["1", reset, "6"]
        assert busy.data == [reset, "6"]
        assert b"id: 2000005-0\nevent: reset\n" in b"".join(busy.writes)

    run(play)
