"""From a push to its change in open pages: boards, calendars, sums, neighbours.

A hundred pages are open, each of which subscribes to the boxes of its hub as `hub.js` does. One
more person leads the board and pushes now and then; how long until open pages show that is what is
measured, at rest and while 30 pushes a second come in. The floor is the line in an open event
stream, in the same run.
"""

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from july.lib import clock
from july.people.actions import Profile, save_person
from tests.bench import figures, given
from tests.bench.client import Connection, Job, begin, finish, send
from tests.bench.scale import Scale
from tests.bench.served import Served, july

OPEN = 100
"""Pages beside the one that is watched."""
HUBS = (("site", ""), ("games", "bench"), *(("people", given.person(each)) for each in range(8)))
RATE = 30
PUSHES = 8
LEADER = "leader"
LEAD = 400
"""Commits with which that person leads."""
WATCHED = ("calendar", "stats", "head", "neighbours")
PAUSE = 4.0
"""Seconds between pushes, after which nothing rests any more."""
PATIENCE = 10.0
"""Seconds after which a change is taken for lost."""
SIZE = 2**22


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"from a push to the change in an open page, {OPEN} pages open")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        hook = given.make_site(data)
        with given.opened(data):
            save_person(LEADER, Profile(title="Leader"), [f"{LEADER}@example.org"])
        with july(data) as site:
            job = Job(site.port, f"/api/v1/push/{hook.id}", hook.secret, first=0, count=200)
            send(job)
            site.become_quiet()
            asyncio.run(_show(site, replace(job, first=1_000_000, size=1, count=1), scale))


async def _show(site: Served, push: Job, scale: Scale) -> None:
    async with AsyncExitStack() as stack:
        pages = [await _open(site, *HUBS[each % len(HUBS)], stack) for each in range(OPEN)]
        reading = [asyncio.create_task(_read(each)) for each in pages]
        await _push(site, push, 0, LEAD)
        await asyncio.sleep(PAUSE)
        boxes = await asyncio.to_thread(_boxes, site)
        numbers = itertools.count(1)
        rest = await _rounds(site, push, boxes, numbers)
        used, began = site.cpu(), time.perf_counter()
        seconds = int(scale.seconds * 3)
        load = begin(replace(push, first=2_000_000, count=RATE * seconds, rate=RATE))
        await asyncio.sleep(2)
        busy = await _rounds(site, push, boxes, numbers)
        seen = await asyncio.to_thread(finish, load)
        share = (site.cpu() - used) / (time.perf_counter() - began)
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    for name in boxes:
        figures.row(f"{name}, at rest, slowest", max(rest[name]), "s", aim=figures.below(1),
                    floor=max(rest["stream"]))  # fmt: skip
    for name in boxes:
        label = f"{name}, at {RATE} pushes/s, slowest"
        figures.row(label, max(busy[name]), "s", aim=figures.below(3), floor=max(busy["stream"]))
    answer = figures.percentile(seen.latencies, 0.99) * 1000
    figures.row("time to the answer of a push meanwhile, p99", answer, "ms")
    figures.row("processor time meanwhile, of one core", share * 100, "%")


Boxes = dict[str, tuple[str, str, str]]


def _boxes(site: Served) -> Boxes:
    """What is watched: the board of the game, and the boxes of the person's page."""
    wanted: Boxes = {"board of the game": ("games", "bench", "people")}
    for box in _widgets(site, f"/people/{LEADER}/"):
        if box["widget"] in WATCHED:
            wanted[f"{box['widget']} of a person"] = ("people", LEADER, box["id"])
    return wanted


def _widgets(site: Served, path: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"http://127.0.0.1:{site.port}{path}json", timeout=PATIENCE)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["widgets"]
    return found


async def _rounds(
    site: Served, push: Job, boxes: Boxes, numbers: Iterator[int]
) -> dict[str, list[float]]:
    """Seconds from a push of the watched person to each box, and to the line in a stream."""
    taken: dict[str, list[float]] = {name: [] for name in (*boxes, "stream")}
    for _ in range(PUSHES):
        async with AsyncExitStack() as stack:
            watching = [await _watch(site, name, box, stack) for name, box in boxes.items()]
            stream = await Connection.open(site.port)
            await stream.listen(f"/events?channel=person:{LEADER}")
            await asyncio.sleep(PAUSE)
            began = time.perf_counter()
            await _push(site, push, next(numbers), 1)
            told = (*(_changed(each, began) for each in watching), _line(stream, began))
            for name, seconds in zip(taken, await asyncio.gather(*told), strict=True):
                taken[name].append(seconds)
    return taken


async def _push(site: Served, push: Job, number: int, size: int) -> None:
    """The person pushes so many commits."""
    body = given.push(number, 1)
    body["commits"] = [
        given.commit(f"own-{number}-{each}", LEADER, clock.now()) for each in range(size)
    ]
    sender = await Connection.open(site.port)
    request = given.request(push.path, json.dumps(body).encode(), push.secret)
    assert await sender.ask(request) == 201


async def _open(site: Served, kind: str, slug: str, stack: AsyncExitStack) -> ClientConnection:
    """A page that subscribes to every box of its hub."""
    page = await stack.enter_async_context(_connect(site))
    path = "/json" if kind == "site" else f"/{kind}/{slug}/json"
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.get(f"http://127.0.0.1:{site.port}{path}")
    for box in answer.raise_for_status().json()["widgets"]:
        await _subscribe(page, kind, slug, box["id"])
    return page


async def _watch(
    site: Served, name: str, box: tuple[str, str, str], stack: AsyncExitStack
) -> tuple[ClientConnection, str]:
    """A page with one box, and what it shows."""
    del name
    page = await stack.enter_async_context(_connect(site))
    await _subscribe(page, *box)
    return page, _shown(await page.recv())


def _connect(site: Served) -> Any:
    return connect(f"ws://127.0.0.1:{site.port}/ws", max_size=SIZE, compression=None)


async def _subscribe(page: ClientConnection, kind: str, slug: str, id: str) -> None:
    params = {"kind": kind, "slug": slug, "id": id, "game": None, "language": "en"}
    await page.send(json.dumps({"client": id, "method": "hubs.widget", "params": params}))


def _shown(frame: str | bytes) -> str:
    """What a page shows of the person."""
    data = json.loads(frame)["data"]["data"]
    rows = [row for row in data.get("rows", ()) if row.get("slug") == LEADER]
    return json.dumps(rows or data, sort_keys=True)


async def _changed(watching: tuple[ClientConnection, str], began: float) -> float:
    """Seconds until the page shows other data than before."""
    page, before = watching
    try:
        async with asyncio.timeout(PATIENCE):
            while _shown(await page.recv()) == before:
                pass
    except TimeoutError:
        return PATIENCE
    return time.perf_counter() - began


async def _line(stream: Connection, began: float) -> float:
    try:
        async with asyncio.timeout(PATIENCE):
            while not (await stream.line()).startswith(b"data: "):
                pass
    except TimeoutError:
        return PATIENCE
    return time.perf_counter() - began


async def _read(page: ClientConnection) -> None:
    async for _ in page:
        pass
