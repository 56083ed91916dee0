"""The pulse in a real browser while the sample heartbeat plays: its frames, and what they cost.

    python -m tests.bench.pulse [--quick]

Chromium draws without a graphics card here, so most of its time is its own and not the page's. The
floor is the same page, before anything plays. A frame's script is what the page does between two
pictures, the chart included; a long task is anything of the page that takes over 50 ms.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench import figures
from tests.browser.conftest import CHROMIUM, ROOT, SWITCHES, create_game, environ, manage, serving

KEY = "ecg-sample"
SETTLE = 3_000
FRAME = 50
"""Milliseconds that no frame should take."""
WATCH = """() => {
    const told = window.told = { frames: [], scripts: [], tasks: [], messages: 0 };
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => request((time) => {
        const began = performance.now();
        draw(time);
        queueMicrotask(() => told.scripts.push(performance.now() - began));
    });
    let last = 0;
    const frame = (time) => {
        if (last) told.frames.push(time - last);
        last = time;
        request(frame);
    };
    request(frame);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) told.tasks.push(entry.duration);
    }).observe({ type: "longtask" });
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...words) {
            super(...words);
            this.addEventListener("message", () => { told.messages += 1; });
        }
    };
}"""
ANEW = """() => { for (const name of ["frames", "scripts", "tasks"]) window.told[name].length = 0;
    window.told.messages = 0; }"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page did for a while. Times are in milliseconds."""

    seconds: float
    frames: list[float]
    scripts: list[float]
    tasks: list[float]
    messages: int
    script: float
    """Of script, a second."""
    processor: float
    """Of all processes of the browser, a second."""


def main() -> None:
    """Print the rows."""
    if CHROMIUM is None:
        figures.remark("Chromium is missing: apt install chromium")
        return
    seconds = 4 if "--quick" in sys.argv else 15
    figures.heading("the pulse in Chromium, without a graphics card")
    with site() as (url, token), opened() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(f"({WATCH})()")
        page.goto(f"{url}/pulse/?stream={KEY}")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        quiet = look(browser, page, session, seconds)
        with playing(url, token):
            busy = look(browser, page, session, seconds)
    show(busy, quiet)


def show(busy: Seen, quiet: Seen) -> None:
    """Print what the page did while the heartbeat played, beside what it did before."""
    figures.row("messages a second", busy.messages / busy.seconds, "/s")
    for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
        value, bottom = (figures.percentile(each.frames, share) for each in (busy, quiet))
        aim = figures.below(FRAME) if name == "longest" else None
        figures.row(f"from frame to frame, {name}", value, "ms", aim=aim, floor=bottom)
    for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
        value, bottom = (figures.percentile(each.scripts, share) for each in (busy, quiet))
        aim = figures.below(FRAME) if name == "longest" else None
        figures.row(f"script of a frame, {name}", value, "ms", aim=aim, floor=bottom)
    figures.row("long tasks", len(busy.tasks), "", floor=len(quiet.tasks))
    figures.row("script", busy.script, "ms/s", floor=quiet.script)
    figures.row("processor, whole browser", busy.processor, "ms/s", floor=quiet.processor)


def look(browser: Browser, page: Page, session: CDPSession, seconds: float) -> Seen:
    """Watch the page for so long."""
    page.wait_for_timeout(SETTLE)
    before, used = metrics(session), processor(browser)
    page.evaluate(ANEW)
    began = time.perf_counter()
    page.wait_for_timeout(seconds * 1000)
    told: dict[str, Any] = page.evaluate("() => window.told")
    passed = time.perf_counter() - began
    script = (metrics(session) - before) / passed * 1000
    return Seen(passed, **told, script=script,
                processor=(processor(browser) - used) / passed * 1000)  # fmt: skip


def metrics(session: CDPSession) -> float:
    """Seconds of script so far."""
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in found if each["name"] == "ScriptDuration"))


def processor(browser: Browser) -> float:
    """Seconds of processor time that all of the browser's processes have used."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return float(sum(each["cpuTime"] for each in found))


@contextmanager
def site() -> Iterator[tuple[str, str]]:
    """A site's address, and the token of somebody who may publish there."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        create_game(data)
        manage(data, "createuser", "octo")
        command = [sys.executable, "manage.py", "createtoken", "octo"]
        made = subprocess.run(command, cwd=ROOT, env=environ(data), check=True, capture_output=True)
        with serving(data) as url:
            yield url, json.loads(made.stdout)["token"]


@contextmanager
def playing(url: str, token: str) -> Iterator[None]:
    """The sample heartbeat plays, as its command plays it."""
    options = ["--sample", "--every", "7ms", "--site", url, "--token", token]
    command = [sys.executable, "manage.py", "stream", KEY, *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as producer:
        try:
            yield
        finally:
            producer.terminate()


@contextmanager
def opened() -> Iterator[Browser]:
    """Chromium, with nothing of its own to do on the network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES])
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
