"""The pulse in a real browser."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.pulse import KEY, playing
from tests.browser.conftest import NO_WEBSOCKETS, ROOT, Served, environ, manage, serving
from tests.whole.serving import eventually

pytestmark = pytest.mark.browser
SOON = 15_000
INK = """() => {
    const canvas = document.querySelector("[data-pulse] canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let warm = 0;
    for (let at = 0; at < pixels.length; at += 4) {
        warm += pixels[at] - pixels[at + 2] > 150 && pixels[at + 3] > 200;
    }
    return warm;
}"""
"""How many pixels of the chart have the colour of commits."""
READ = """() => [...document.querySelectorAll(".chart-reading canvas")].map(
    (canvas) => canvas.toDataURL())"""


def look(page: Page, address: str) -> None:
    """Open the page and wait until it has read its history and follows."""
    page.goto(address)
    told(page)


def told(page: Page) -> None:
    expect(page.locator("[data-pulse]")).to_have_attribute("aria-busy", "false", timeout=SOON)


def figures(page: Page, span: str) -> int:
    text = page.locator(f'[data-rate="{span}"] .rate-commits').inner_text()
    return int(text.split()[0].replace(",", ""))


def wait_for(page: Page, condition: str, *words: object) -> None:
    """Playwright's own way would evaluate a text inside the page, which its policy forbids."""
    waited = 0
    while not page.evaluate(condition, *words):
        assert waited < SOON, f"not so: {condition}"
        page.wait_for_timeout(50)
        waited += 50


@pytest.fixture
def still(browser: Browser, served: Served) -> Iterator[Page]:
    """A window of somebody who wants no motion, on a phone, in the dark."""
    context = browser.new_context(
        base_url=served.url,
        reduced_motion="reduce",
        color_scheme="dark",
        viewport={"width": 360, "height": 740},
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ["page", "still"])
def test_the_pulse_draws_what_is_pushed(
    name: str, served: Served, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(name)
    repository = f"pulse/{name}"  # of its own: old bars that leave would hide new ones
    served.push("The first beat", repository=repository)
    look(page, f"/pulse/?channel=project:push-pulse-{name}")
    expect(page.locator("[data-pulse] canvas")).to_be_visible()
    hour = figures(page, "hour")
    before = page.evaluate(INK)
    served.push(*(f"Beat {number}" for number in range(40)), repository=repository)
    wait_for(page, f"() => ({INK})() > {before} + 30")
    expect(page.locator('[data-rate="hour"] .rate-commits')).to_have_text(
        re.compile(rf"^{hour + 40} commits$")
    )


def test_what_was_counted_and_what_is_asked_for_anew_agree(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("websocket", lambda each: each.on("framesent", lambda sent: asked.append(str(sent))))
    look(page, "/pulse/")
    before = figures(page, "hour")
    served.push(*(f"Told twice, number {number}" for number in range(7)))
    hour = page.locator('[data-rate="hour"] .rate-commits')
    expect(hour).to_have_text(f"{before + 7} commits")
    while sum("pulse.history" in frame for frame in asked) < 2:
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)
    expect(hour).to_have_text(f"{before + 7} commits")


def test_a_pulse_is_flipped_without_a_page_load(page: Page, served: Served) -> None:
    look(page, "/pulse/")
    page.evaluate("window.kept = true")
    page.keyboard.press("2")
    expect(page.locator("[data-label]")).to_have_text("octo")
    told(page)
    octo = figures(page, "hour")
    served.push("Of a stranger", email="stranger@example.org")
    served.push("Of octo")
    expect(page.locator('[data-rate="hour"] .rate-commits')).to_have_text(f"{octo + 1} commits")
    assert page.evaluate("window.kept")


def test_the_span_changes_by_key(page: Page) -> None:
    page.goto("/pulse/")
    expect(page.locator("[data-pulse] canvas")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("radio", name="Minute")).to_be_checked()
    page.keyboard.press("s")
    expect(page.get_by_role("radio", name="Hour")).to_be_checked()


def test_the_hours_draw_what_was_and_what_comes(page: Page, served: Served) -> None:
    repository = "pulse/hours"
    served.push("Before anybody looked", "And another", repository=repository)
    page.wait_for_timeout(2_500)  # what is younger is not told with the hours yet
    look(page, "/pulse/?channel=project:push-pulse-hours")
    page.get_by_role("radio", name="Hour").check()
    hour = page.locator("[data-hours] tbody td").first
    expect(hour).to_have_text("2", timeout=SOON)
    page.wait_for_timeout(500)
    before = page.evaluate(INK)
    served.push(*(f"Later {number}" for number in range(20)), repository=repository)
    wait_for(page, f"() => ({INK})() !== {before}")
    expect(hour).to_have_text("22", timeout=SOON)


@dataclass
class Producer:
    """Somebody who may publish readings."""

    url: str
    token: str

    def say(self, key: str, *messages: str) -> None:
        """Publish messages on a raw stream."""
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.url}/api/v1/streams/{key}"
        httpx.post(address, content="\n".join(messages), headers=headers).raise_for_status()

    def beat(self, key: str, height: float) -> None:
        """Publish a second of readings that goes up to `height`."""
        rows = ((step * 7, height * (step % 40), height - step % 9) for step in range(143))
        self.say(key, *(f"{1_784_000_000_000 + ms}|{first}|{second}" for ms, first, second in rows))


@pytest.fixture(scope="module")
def producer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Producer]:
    """A site of its own, where octo has a token."""
    data = tmp_path_factory.mktemp("streaming")
    manage(data, "createuser", "octo")
    command = [sys.executable, "manage.py", "createtoken", "octo"]
    made = subprocess.run(command, cwd=ROOT, env=environ(data), check=True, capture_output=True)
    with serving(data) as url:
        yield Producer(url, json.loads(made.stdout)["token"])


WATCH_TWO = """async () => {
    const { july } = await import("/static/js/july.js");
    window.july = july;
    window.heard = { ecg: [], wind: [] };
    for (const key of ["ecg", "wind"]) july.subscribe({
        method: "streams.watch",
        params: [key],
        callback: (data, trigger) => trigger === "manual" && window.heard[key].push(data),
    });
}"""


def test_where_websockets_are_blocked_two_streams_are_told_apart(
    page: Page, producer: Producer
) -> None:
    page.add_init_script(NO_WEBSOCKETS)
    page.goto(f"{producer.url}/help/")
    page.evaluate(WATCH_TWO)
    wait_for(page, "() => window.july.state === 'stream'")

    def say_both() -> bool:
        producer.say("ecg", "1|1|1")
        producer.say("wind", "2|2|2")
        heard = page.evaluate("window.heard")
        return bool(heard["ecg"] and heard["wind"])

    # Nobody is told what was said before their stream was open.
    eventually(say_both)
    heard = page.evaluate("window.heard")
    assert (set(heard["ecg"]), set(heard["wind"])) == ({"1|1|1"}, {"2|2|2"})


def test_streams_are_listed_watched_and_cleared_by_flipping(page: Page, producer: Producer) -> None:
    page.goto(f"{producer.url}/pulse/")
    expect(page.locator("[data-live]")).to_have_text("live")
    expect(page.locator("[data-silence]")).to_be_visible()
    producer.beat("ecg-good", 3)
    page.locator("[data-streams]").get_by_text("ecg-good").click()
    assert page.url.endswith("/pulse/?stream=ecg-good")
    wait_for(page, f"() => ({READ})().length === 2")
    page.wait_for_timeout(200)
    empty = page.evaluate(READ)
    producer.beat("ecg-good", 3)
    producer.say("ecg-bad", "awdawd 2")
    changed = f"empty => ({READ})().every((each, index) => each !== empty[index])"
    wait_for(page, changed, empty)
    expect(page.locator("[data-said]")).to_contain_text("|")
    page.locator("[data-streams]").get_by_text("ecg-bad").click()
    cleared = f"empty => ({READ})().every((each, index) => each === empty[index])"
    wait_for(page, cleared, empty)
    producer.say("ecg-bad", "awdawd <b>3</b>")
    expect(page.locator("[data-said]")).to_have_text("awdawd <b>3</b>")
    expect(page.locator("[data-streams] a")).to_have_text(["ecg-bad"], timeout=SOON)


def test_the_sample_heartbeat_draws_for_as_long_as_it_plays(page: Page, producer: Producer) -> None:
    drawn = f"before => ({READ})().every((each, index) => each !== before[index])"
    page.goto(f"{producer.url}/pulse/?stream={KEY}")
    expect(page.locator("[data-live]")).to_have_text("live")
    listed = page.locator("[data-streams]").get_by_text(KEY)
    with playing(producer.url, producer.token) as command:
        wait_for(page, f"() => ({READ})().length === 2")
        for _ in range(5):
            wait_for(page, drawn, page.evaluate(READ))
        expect(listed).to_be_visible(timeout=SOON)
        command.kill()
        expect(listed).to_have_class("stream-over", timeout=SOON)


@pytest.mark.parametrize("address", ["/live/", "/pulse/"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_pages_that_move_are_not_wider_than_their_window(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    expect(page.locator("[data-live]")).to_have_text("live")
    assert page.evaluate("document.documentElement.scrollWidth") == width
