"""Threads for calls: few at once, and stuck ones keep nobody waiting."""

import asyncio
from threading import Event, Lock
from time import sleep

import pytest

from july.live.switchboard.calls import Calls


def test_a_call_gives_what_the_function_gives_or_raises() -> None:
    async def main() -> None:
        calls = Calls()
        assert await calls.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await calls.run(divmod, 1, 0)
        calls.close()

    asyncio.run(main())


def test_quick_calls_are_few_at_once() -> None:
    running, most, lock = 0, 0, Lock()

    def note() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        sleep(0.002)
        with lock:
            running -= 1

    async def main() -> None:
        calls = Calls(at_once=2, slow=10)
        await asyncio.gather(*(calls.run(note) for _ in range(20)))
        calls.close()

    asyncio.run(main())
    assert most == 2


def test_stuck_calls_make_room_for_others() -> None:
    go_on = Event()

    async def main() -> None:
        calls = Calls(at_once=1, slow=0.02)
        stuck = [asyncio.create_task(calls.run(go_on.wait, 5)) for _ in range(3)]
        async with asyncio.timeout(2):
            assert await calls.run(int, "7") == 7
        go_on.set()
        assert await asyncio.gather(*stuck) == [True] * 3
        calls.close()

    asyncio.run(main())
