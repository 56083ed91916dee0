"""Event streams on a server that offers nothing but plain ASGI."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from july import bus, channel
from july.live.asgi import Message, Scope
from july.live.switchboard import AskInside, EventStreams, Switchboard
from july.live.switchboard.switchboard import MOST_BEHIND

SCOPE: Scope = {
    "type": "http",
    "method": "GET",
    "path": "/events",
    "query_string": b"",
    "http_version": "1.1",
    "headers": [],
}


async def never() -> Any:
    await asyncio.Event().wait()


def open_stream(
    send: Callable[[Message], Awaitable[None]], then: Callable[[Switchboard], Awaitable[None]]
) -> Switchboard:
    """Open one stream over `send`, let `then` happen, and wait until the stream has ended."""

    async def main() -> Switchboard:
        switchboard = Switchboard()
        switchboard.start()
        ask = AskInside(channel.app)
        streams = EventStreams(switchboard, ask)
        try:
            async with asyncio.timeout(5):
                stream = asyncio.create_task(streams(SCOPE, never, send))
                await until(lambda: switchboard.watchers or stream.done())
                await then(switchboard)
                await stream
        finally:
            switchboard.stop()
            await ask.close()
        return switchboard

    return asyncio.run(main())


async def nothing(_: Switchboard) -> None:
    pass


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for knows nothing of this test
        await asyncio.sleep(0)


def test_a_client_that_never_reads_is_dropped_quietly() -> None:
    async def stalled(message: Message) -> None:
        if message["type"] == "http.response.body":
            await never()

    async def publish(_: Switchboard) -> None:
        for _round in range(MOST_BEHIND // 50_000 + 1):
            bus.publish(["commits"], "commit", "x" * 50_000)
            await asyncio.sleep(0.001)

    assert open_stream(stalled, publish).watchers == 0


def test_a_server_that_tells_of_the_disconnect_by_an_error_is_understood() -> None:
    async def gone(message: Message) -> None:
        raise OSError("the client disconnected")

    assert open_stream(gone, nothing).watchers == 0


def test_a_stop_sends_the_end_of_the_stream() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def stop(switchboard: Switchboard) -> None:
        await until(lambda: any(message.get("body") for message in sent))
        switchboard.stop()

    open_stream(send, stop)
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
